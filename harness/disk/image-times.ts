import type { FileHistory } from './crash-file.ts'
import type { CrashState } from './crash-state.ts'
import type { FileVersion, ImageNode } from './image.ts'
import type { DataOperation, Inode } from './micro-operation.ts'
import { PAGE_SIZE } from './page.ts'

const SECTOR = 512

/**
 * When the version of an inode that an image shows was made. A pure function of the content: of equal contents all have the same time, whatever choice led there.
 * `changed`: its entries are not as readers see them.
 */
export function shownMs(state: CrashState, inode: Inode, node: ImageNode, changed: boolean): number | undefined {
  const changedMs = changeOf(state, inode, node, changed)?.atMs ?? state.bornMs(inode)
  return changedMs === 0 ? undefined : changedMs
}

/** The operation that made the version; undefined: none since the node began, or the base image was made. */
function changeOf(state: CrashState, inode: Inode, node: ImageNode, changed: boolean): { readonly atMs: number } | undefined {
  if (node.kind === 'directory') return state.names.lastShown(inode, changed ? node.entries : undefined)
  const file = node.kind === 'file' ? state.files.get(inode) : undefined
  if (file === undefined || node.kind !== 'file') return undefined
  return lastShown(file, node.content) ?? file.lastDurable
}

/** The last pending operation that the content shows anything of; undefined: it is what is durable. */
function lastShown(file: FileHistory, content: FileVersion): DataOperation | undefined {
  const newest = file.operations.at(-1)
  if (newest !== undefined && content.size === file.size && shows(content, newest)) return newest
  if (sameContent(content, file.settled())) return undefined
  return file.operations.findLast((operation) => shows(content, operation))
}

/** Its size, or one of its sectors as it wrote it. */
function shows(content: FileVersion, { from, to, bytes, size, sizeBefore }: DataOperation): boolean {
  if (size !== sizeBefore && content.size === size) return true
  if (bytes === null) return false
  const end = Math.min(to, content.size)
  for (let start = from; start < end; start = (Math.floor(start / SECTOR) + 1) * SECTOR) {
    const stop = Math.min((Math.floor(start / SECTOR) + 1) * SECTOR, end)
    const page = content.pages[Math.floor(start / PAGE_SIZE)]
    let same = true
    for (let at = start; same && at < stop; at++) same = bytes[at - from] === (page === undefined ? 0 : page.bytes[at % PAGE_SIZE])
    if (same) return true
  }
  return false
}

function sameContent(a: FileVersion, b: FileVersion): boolean {
  if (a.size !== b.size) return false
  for (let index = 0; index < Math.max(a.pages.length, b.pages.length); index++) {
    const [one, other] = [a.pages[index], b.pages[index]]
    if ((one?.hash1 ?? 0) !== (other?.hash1 ?? 0) || (one?.hash2 ?? 0) !== (other?.hash2 ?? 0)) return false
  }
  return true
}
