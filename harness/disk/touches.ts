import type { Image } from './image.ts'
import type { Inode } from './micro-operation.ts'

/**
 * One look at what a life was booted from, and at what else decides it:
 *
 * - `entry`: the name at the end of the path, also one that is not there; `names`: all names of a directory
 * - `size`, `bytes`, `links`, `mtime`: of the file at that path
 * - `clock`, `history`, `ended`, `crash`: when it began, what clients had seen, the kind of the crash before it, and all else about that; they have no path
 */
export interface Touch {
  readonly kind: 'entry' | 'names' | 'size' | 'bytes' | 'links' | 'mtime' | 'clock' | 'history' | 'ended' | 'crash'
  /** In the image, from the root: `/sessions/s-1`. The root itself is the empty text. */
  readonly path: string
  /** Of an entry: the path of its directory, and its name there. */
  readonly directory: string | undefined
  readonly name: string | undefined
}

interface Place {
  readonly path: string
  names: Set<string> | undefined
  /** A bit for each of `LOOKS`. */
  looked: number
}

const LOOKS = { names: 1, size: 2, bytes: 4, links: 8, mtime: 16 } as const

/**
 * The first touches of a life, in order. A life is decided by what it touched: on another image that shows the same at each of these, in this order, it
 * would do the same. What the life itself made or changed is no part of the image; that it also looks at what was there before does no harm.
 */
export class Touches {
  readonly list: Touch[] = []
  readonly #base: Image
  readonly #places = new Map<Inode, Place>()
  readonly #outside = new Set<Touch['kind']>()
  #times = false

  constructor(base: Image) {
    this.#base = base
    this.#found(base.root, '')
  }

  entry(directory: Inode, name: string): void {
    const place = this.#places.get(directory)
    if (place === undefined || place.names?.has(name) === true) return
    place.names = (place.names ?? new Set()).add(name)
    const path = `${place.path}/${name}`
    this.list.push({ kind: 'entry', path, directory: place.path, name })
    const node = this.#base.node(directory)
    const inode = node?.kind === 'directory' ? node.entries.get(name) : undefined
    if (inode !== undefined && !this.#places.has(inode)) this.#found(inode, path)
  }

  node(kind: 'names' | 'size' | 'bytes' | 'links' | 'mtime', inode: Inode): void {
    const place = this.#places.get(inode)
    if (place === undefined || (place.looked & LOOKS[kind]) !== 0) return
    place.looked |= LOOKS[kind]
    this.#times ||= kind === 'mtime'
    this.list.push({ kind, path: place.path, directory: undefined, name: undefined })
  }

  outside(kind: 'clock' | 'history' | 'ended' | 'crash'): void {
    if (this.#outside.has(kind)) return
    this.#outside.add(kind)
    this.list.push({ kind, path: '', directory: undefined, name: undefined })
  }

  /** The life is run once more from its beginning. */
  clear(): void {
    this.list.length = 0
    this.#places.clear()
    this.#outside.clear()
    this.#times = false
    this.#found(this.#base.root, '')
  }

  /** `content`: names and bytes on the medium decided all. `content and clock`: these and when the life began. `more`: also times of files, or what was before. */
  get decidedBy(): 'content' | 'content and clock' | 'more' {
    if (this.#times || this.#outside.size > 1) return 'more'
    return this.#outside.size === 0 ? 'content' : this.#outside.has('clock') ? 'content and clock' : 'more'
  }

  #found(inode: Inode, path: string): void {
    this.#places.set(inode, { path, names: undefined, looked: 0 })
  }
}
