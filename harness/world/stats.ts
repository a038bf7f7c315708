import type { DirectoryEntry, Stats } from '../host/host.ts'
import type { Entry, Status } from './kernel.ts'

/** What `stat` gives to code: the kernel's answer with the questions of Node's `Stats`. */
export class SimulatedStats implements Stats {
  readonly size: number
  readonly ino: number
  readonly mode: number
  readonly #status: Status

  constructor(status: Status) {
    this.size = status.size
    this.ino = status.ino
    this.mode = status.mode
    this.#status = status
  }

  /** Asked for only where code asks: a life that knows how old a file is depends on when it began. */
  get mtimeMs(): number {
    return this.#status.mtimeMs
  }

  /** Asked for only where code asks: the kernel counts links on demand. */
  get nlink(): number {
    return this.#status.nlink
  }

  isFile(): boolean {
    return this.#status.kind === 'file'
  }

  isDirectory(): boolean {
    return this.#status.kind === 'directory'
  }

  isSymbolicLink(): boolean {
    return this.#status.kind === 'symlink'
  }
}

/** What `readdir` gives with `withFileTypes`. The kind is that of the entry itself: a symbolic link is not followed. */
export class SimulatedDirectoryEntry implements DirectoryEntry {
  readonly name: string
  readonly parentPath: string
  readonly #kind: Entry['kind']

  constructor(parentPath: string, entry: Entry) {
    this.name = entry.name
    this.parentPath = parentPath
    this.#kind = entry.kind
  }

  isFile(): boolean {
    return this.#kind === 'file'
  }

  isDirectory(): boolean {
    return this.#kind === 'directory'
  }

  isSymbolicLink(): boolean {
    return this.#kind === 'symlink'
  }
}
