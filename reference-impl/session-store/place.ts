import { join } from 'node:path'
import type { FileHandle, Host } from '../../harness/host/host.ts'
import { codeOf } from '../files/error-code.ts'
import { exists as isThere, removeFile } from '../files/presence.ts'
import { readBytes } from '../files/bytes.ts'
import { decode, decodeHead, type Body, type StoredHead } from './document.ts'
import { filePath, parsedName, type FileKind } from './names.ts'

/** Where a store lies, and through what it is touched. */
export interface Place {
  readonly host: Host
  readonly directory: string
}

/** What a directory has of one session: revisions, highest first. */
export interface Files {
  readonly generation: number[]
  readonly backup: number[]
  readonly damaged: number[]
}

/** All sessions in the directory, in the order of their ids, and every other name. */
export async function filesOf({ host, directory }: Place): Promise<{ readonly sessions: ReadonlyMap<string, Files>; readonly others: readonly string[] }> {
  return sorted((await host.fs.readdir(directory)).sort())
}

/** Of one session; undefined where it has none. A directory of a thousand others costs no more than its listing. */
export async function filesOfSession({ host, directory }: Place, id: string): Promise<Files | undefined> {
  const own = (await host.fs.readdir(directory)).filter((name) => name.startsWith(`${id}.`))
  return sorted(own).sessions.get(id)
}

function sorted(names: readonly string[]): Awaited<ReturnType<typeof filesOf>> {
  const sessions = new Map<string, Files>()
  const others: string[] = []
  for (const name of names) {
    const parsed = parsedName(name)
    if (parsed === undefined) {
      others.push(name)
      continue
    }
    let files = sessions.get(parsed.id)
    if (files === undefined) sessions.set(parsed.id, (files = { generation: [], backup: [], damaged: [] }))
    files[parsed.kind].push(parsed.revision)
  }
  for (const files of sessions.values()) for (const revisions of [files.generation, files.backup, files.damaged]) revisions.sort((a, b) => b - a)
  return { sessions, others }
}

/** What a file gave: its content, that it is not there, or in words why it cannot be read. */
export type Read<T> = T | 'absent' | { readonly damaged: string }

export function isDamaged<T>(read: Read<T>): read is { readonly damaged: string } {
  return typeof read === 'object' && read !== null && 'damaged' in read
}

export async function readWhole(place: Place, id: string, revision: number, kind: FileKind): Promise<Read<{ readonly head: StoredHead; readonly body: Body }>> {
  return withFile(place, filePath(place.directory, id, revision, kind), async (handle) => damagedOr(decode(await readBytes(handle), id, revision)))
}

/** Bytes that are read at once. Most heads are shorter. */
const HEAD_BYTES = 4096

/** Reads no further than the head. */
export async function readHead(place: Place, id: string, revision: number, kind: FileKind): Promise<Read<StoredHead>> {
  return withFile(place, filePath(place.directory, id, revision, kind), async (handle) => {
    let bytes = Buffer.alloc(HEAD_BYTES)
    for (let length = 0; ; ) {
      if (length === bytes.length) bytes = Buffer.concat([bytes], length * 2)
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length)
      const end = bytes.subarray(0, length + bytesRead).indexOf(0x0a, length)
      if (end !== -1) return damagedOr(decodeHead(bytes.toString('utf8', 0, end), id, revision))
      if (bytesRead === 0) return { damaged: length === 0 ? 'it is empty' : 'its head is not whole' }
      length += bytesRead
    }
  })
}

function damagedOr<T>(decoded: T | string): T | { readonly damaged: string } {
  return typeof decoded === 'string' ? { damaged: decoded } : decoded
}

async function withFile<T>({ host }: Place, path: string, read: (handle: FileHandle) => Promise<Read<T>>): Promise<Read<T>> {
  let handle: FileHandle
  try {
    handle = await host.fs.open(path, 'r')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'absent'
    throw error
  }
  try {
    return await read(handle)
  } finally {
    await handle.close()
  }
}

export function exists({ host }: Place, path: string): Promise<boolean> {
  return isThere(host, path)
}

/** True if it was there. */
export function unlinkIfThere({ host }: Place, path: string): Promise<boolean> {
  return removeFile(host, path)
}

/** Gives a file a second name. What happens first decides: `absent` where the file has no name any more, else `taken` where the second name is. */
export async function linkTo({ host }: Place, from: string, to: string): Promise<'linked' | 'taken' | 'absent'> {
  try {
    await host.fs.link(from, to)
    return 'linked'
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return 'taken'
    if (codeOf(error) === 'ENOENT') return 'absent'
    throw error
  }
}

/** True if the file had the first name; it then has the second one. Happens once for each name that is never given twice. */
export async function renameIfThere({ host }: Place, from: string, to: string): Promise<boolean> {
  try {
    await host.fs.rename(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

export function inside({ directory }: Place, name: string): string {
  return join(directory, name)
}
