import { FileContent } from './file-content.ts'
import { hashText, mix } from './hash.ts'
import { PAGE_SIZE } from './page.ts'
import { fitsPaths } from './path-pattern.ts'
import type { Image } from './image.ts'
import type { DataOperation, EntryOperation, Inode, MicroOperation } from './micro-operation.ts'
import type { DirectoryNode, FileNode } from './node.ts'

/** Who sees what how late. */
export interface VisibilityOptions {
  /** What is seen late; `coherent` paths never are. Patterns; no pattern in `paths` means all, none in `coherent` none. */
  readonly paths: readonly string[]
  readonly coherent: readonly string[]
  /** Names of the processes that see it late; none: all. */
  readonly readers: readonly string[]
  /** No change is seen later than this. */
  readonly delayMs: number
  readonly seed: number
}

/** A change that a reader does not see yet: it and all later ones of the same register are hidden, but for the part of its bytes that has arrived. */
interface Hidden<Change> {
  readonly change: Change
  /** How much of its delay has passed, 0 to 1. */
  readonly passed: number
}

type Aspect = 'listing' | 'name' | 'size' | 'data'
const ASPECTS = { listing: 1, name: 2, size: 3, data: 4 } as const satisfies Record<Aspect, number>

/**
 * Delayed visibility: what one process changes, another one sees later, as through the caches of a network file system.
 *
 * Laws
 * - Each change has, for each reader and each aspect of it (the name in listings, the name for look-ups, the size, the bytes), a delay of its own, drawn
 *   evenly from 0 to the longest. A reader sees the changes of one register in their order: so a file is missing, has no bytes, a prefix, all of them;
 *   its size may be ahead of its bytes, which then read NUL; listings and look-ups may disagree.
 * - A reader never goes back in time on one register, and sees everything after the longest delay.
 * - A process sees what it changed itself, and all that was there before.
 * - Only reading is late. What creates, renames, removes, writes or appends works on the files as they are: an exclusive creation is a lock that works.
 *   So does `open` with O_CREAT. Of a path only the last component is late.
 */
export class Visibility {
  readonly #options: VisibilityOptions
  readonly #base: Image
  readonly #log: readonly MicroOperation[]
  /** Of the log from `#first` on. */
  readonly #made: { readonly by: string | undefined; readonly atMs: number }[] = []
  readonly #first: number
  readonly #data = new Map<Inode, DataOperation[]>()
  readonly #entries = new Map<Inode, Map<string, EntryOperation[]>>()
  #reader: string | undefined
  #readerHash = 0
  #nowMs = 0

  constructor(options: VisibilityOptions, base: Image, log: readonly MicroOperation[]) {
    this.#options = options
    this.#base = base
    this.#log = log
    this.#first = log.length
  }

  /** Somebody else's turn. What was logged since the turn before belongs to whose turn that was. */
  turn(caller: string | undefined, nowMs: number): void {
    for (let n = this.#first + this.#made.length; n < this.#log.length; n++) this.#note(this.#log[n]!)
    this.#nowMs = nowMs
    if (caller === this.#reader) return
    this.#reader = caller
    this.#readerHash = hashText(caller ?? '', this.#options.seed)
  }

  /** The size of a file as the one whose turn it is sees it. */
  size(node: FileNode, path: string): number {
    const hidden = this.#hiddenData(node, path, 'size')
    return hidden === undefined ? node.content.size : Math.max(hidden.change.sizeBefore, arrivedTo(hidden))
  }

  /** Bytes of a file, as `FileContent.read` gives them. */
  read(node: FileNode, path: string, from: number, length: number): Uint8Array {
    const hidden = this.#hiddenData(node, path, 'data')
    const size = this.size(node, path)
    if (hidden === undefined && size === node.content.size) return node.content.read(from, length)
    const bytes = new Uint8Array(Math.max(0, Math.min(from + length, size) - from))
    bytes.set((hidden === undefined ? node.content : this.#contentBefore(hidden)).read(from, bytes.length))
    return bytes
  }

  /** The inode that a name leads to, 0 for none. `now` is the one that it really leads to. */
  inode(directory: Inode, name: string, now: Inode, path: string): Inode {
    return this.#inode(this.#entries.get(directory)?.get(name), now, path, 'name')
  }

  /** The entries of a directory in listings. Names that are gone may still be there. */
  entries({ inode: directory, entries }: DirectoryNode, path: string): ReadonlyMap<string, Inode> {
    const listed = new Map(entries)
    for (const [name, operations] of this.#entries.get(directory) ?? []) {
      const inode = this.#inode(operations, entries.get(name) ?? 0, path.endsWith('/') ? path + name : `${path}/${name}`, 'listing')
      if (inode === 0) listed.delete(name)
      else listed.set(name, inode)
    }
    return listed
  }

  #inode(operations: readonly EntryOperation[] | undefined, now: Inode, path: string, aspect: 'listing' | 'name'): Inode {
    if (operations === undefined || !this.#isLate(path)) return now
    return this.#hidden(operations, aspect)?.change.before ?? now
  }

  #note(operation: MicroOperation): void {
    this.#made.push({ by: this.#reader, atMs: this.#nowMs })
    if (operation.kind === 'data') {
      const known = this.#data.get(operation.inode)
      if (known === undefined) this.#data.set(operation.inode, [operation])
      else known.push(operation)
    } else if (operation.kind === 'entry') {
      let names = this.#entries.get(operation.directory)
      if (names === undefined) this.#entries.set(operation.directory, (names = new Map()))
      const known = names.get(operation.name)
      if (known === undefined) names.set(operation.name, [operation])
      else known.push(operation)
    }
  }

  #isLate(path: string): boolean {
    const { paths, coherent, readers } = this.#options
    if (this.#reader === undefined || (readers.length > 0 && !readers.includes(this.#reader))) return false
    return fitsPaths(path, paths) && (coherent.length === 0 || !fitsPaths(path, coherent))
  }

  #hiddenData(node: FileNode, path: string, aspect: 'size' | 'data'): Hidden<DataOperation> | undefined {
    const operations = this.#data.get(node.inode)
    return operations === undefined || !this.#isLate(path) ? undefined : this.#hidden(operations, aspect)
  }

  /** The first change that is not seen. */
  #hidden<Change extends DataOperation | EntryOperation>(operations: readonly Change[], aspect: Aspect): Hidden<Change> | undefined {
    const own = operations.findLastIndex(({ n }) => this.#made[n - this.#first]!.by === this.#reader)
    for (let index = own + 1; index < operations.length; index++) {
      const change = operations[index]!
      const delay = this.#delay(change.n, aspect)
      const passedMs = this.#nowMs - this.#made[change.n - this.#first]!.atMs
      if (passedMs < delay) return { change, passed: passedMs / delay }
    }
    return undefined
  }

  /** Milliseconds from 0 to the longest. */
  #delay(n: number, aspect: Aspect): number {
    const drawn = mix(mix(mix(this.#readerHash, n), ASPECTS[aspect]), 0x9e3779b9)
    return ((drawn >>> 0) / 2 ** 32) * this.#options.delayMs
  }

  /** The file before a hidden change, with what has arrived of it. */
  #contentBefore(hidden: Hidden<DataOperation>): FileContent {
    const { n, inode, from, bytes, sizeBefore } = hidden.change
    const frozen = this.#base.node(inode)
    const content = frozen?.kind === 'file' ? new FileContent(frozen.content) : new FileContent()
    for (let index = 0; index < n; index++) {
      const operation = this.#log[index]!
      if (operation.kind === 'data' && operation.inode === inode) content.change(operation)
    }
    const to = arrivedTo(hidden)
    if (bytes !== null && to > from) content.change({ ...hidden.change, to, size: Math.max(sizeBefore, to), bytes: bytes.subarray(0, to - from) })
    return content
  }
}

/** The bytes of a long write arrive page by page. */
function arrivedTo({ change: { bytes, from, to }, passed }: Hidden<DataOperation>): number {
  if (bytes === null) return 0
  const end = Math.floor((from + (to - from) * passed) / PAGE_SIZE) * PAGE_SIZE
  return end > from ? end : 0
}
