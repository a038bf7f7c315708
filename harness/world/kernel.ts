/**
 * The port between the file system of a simulated process and its kernel. Every call is one operation of the scheduler: it takes effect at one moment
 * between the call and the moment its promise settles, and never settles once the process is dead.
 */
export interface Kernel {
  /** One syscall, with the arguments and the result of the method of `Disk` that has its name. */
  call<T>(operation: SyscallName, a?: unknown, b?: unknown, c?: unknown, d?: unknown): Promise<T>
  /** The order in which `readdir` tells what it found. May change `items`. */
  shuffle<T>(items: T[]): T[]
  /** Six characters for the end of a temporary name. */
  random(): string
}

export type SyscallName =
  | 'open' | 'close' | 'read' | 'write' | 'ftruncate' | 'truncate' | 'fsync' | 'fdatasync' | 'fstat' | 'stat' | 'lstat' | 'readlink'
  | 'rename' | 'link' | 'symlink' | 'unlink' | 'mkdir' | 'rmdir' | 'readdir' | 'access'

/** What `stat`, `lstat` and `fstat` give. `mode` holds the type bits too, as in Node. */
export interface Status {
  readonly kind: 'file' | 'directory' | 'symlink'
  readonly size: number
  readonly ino: number
  readonly nlink: number
  readonly mode: number
  readonly mtimeMs: number
}

/** One entry of a directory, as `readdir` gives it. */
export interface Entry {
  readonly name: string
  readonly kind: Status['kind']
}
