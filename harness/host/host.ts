/**
 * The host: all that code under test may touch. Storage code takes a `Host` and touches nothing else: no `node:fs`, no `Date`, no `Math.random`, no
 * timers. `nodeHost()` is the real one; the simulated computer provides another with the same names, arguments, results and errno codes.
 *
 * Laws
 * - The types below are a subset of `node:fs/promises`: the real module satisfies them (`node-host.ts` proves it), so adoption is an import swap.
 * - `readdir` has no order. The simulated one shuffles it; sort when the order matters.
 * - Nothing here is durable until it was synced: a file by `sync` or `datasync` on its handle, a name by `sync` on a handle of its directory.
 */
export interface Host {
  readonly fs: FileSystem
  readonly clock: Clock
  readonly random: Random
  /** Process id: a positive integer, different for every process of one boot. May come again after a reboot. */
  readonly pid: number
  /** Id of this boot of the computer: two processes that see the same id share the page cache and the monotonic clock. */
  readonly boot: string
}

export interface Clock {
  /** Wall clock: milliseconds since 1970. May be wrong, jump and go backwards. */
  now(): number
  /** Milliseconds since boot: never goes backwards, comparable between processes of one boot, starts anew after a reboot. */
  monotonic(): number
  /** Resolves after at least `ms` milliseconds (0 and less: on the next turn). Rejects with the signal's reason when `signal` is aborted. */
  sleep(ms: number, options?: { readonly signal?: AbortSignal }): Promise<void>
}

export interface Random {
  /** A whole number from 0 up to, not including, `limit` (1 to 2^32). */
  integer(limit: number): number
  /** `length` random bytes. */
  bytes(length: number): Uint8Array
  /** A random UUID, version 4. */
  uuid(): string
}

export type PathLike = string | Buffer | URL

export interface FileSystem {
  /** `flags`: 'r' (default), 'r+', 'rs+', 'w', 'wx', 'w+', 'wx+', 'a', 'ax', 'a+', 'ax+', 'as', or a number of `fs.constants.O_*`. A directory can be opened with 'r' and synced. */
  open(path: PathLike, flags?: string | number, mode?: number): Promise<FileHandle>
  readFile(path: PathLike, options?: { readonly encoding?: null; readonly flag?: string | number } | null): Promise<Buffer>
  readFile(path: PathLike, options: BufferEncoding | { readonly encoding: BufferEncoding; readonly flag?: string | number }): Promise<string>
  writeFile(path: PathLike, data: string | Uint8Array, options?: WriteFileOptions | BufferEncoding | null): Promise<void>
  appendFile(path: PathLike, data: string | Uint8Array, options?: WriteFileOptions | BufferEncoding | null): Promise<void>
  rename(from: PathLike, to: PathLike): Promise<void>
  link(existing: PathLike, path: PathLike): Promise<void>
  symlink(target: PathLike, path: PathLike): Promise<void>
  readlink(path: PathLike): Promise<string>
  unlink(path: PathLike): Promise<void>
  rm(path: PathLike, options?: { readonly force?: boolean; readonly recursive?: boolean }): Promise<void>
  mkdir(path: PathLike, options: { readonly recursive: true; readonly mode?: number }): Promise<string | undefined>
  mkdir(path: PathLike, options?: { readonly recursive?: false; readonly mode?: number } | number | null): Promise<void>
  rmdir(path: PathLike): Promise<void>
  readdir(path: PathLike): Promise<string[]>
  readdir(path: PathLike, options: { readonly withFileTypes: true }): Promise<DirectoryEntry[]>
  stat(path: PathLike): Promise<Stats>
  lstat(path: PathLike): Promise<Stats>
  access(path: PathLike, mode?: number): Promise<void>
  truncate(path: PathLike, length?: number): Promise<void>
  mkdtemp(prefix: string): Promise<string>
}

export interface FileHandle {
  readonly fd: number
  read<T extends Uint8Array>(buffer: T, offset?: number | null, length?: number | null, position?: number | null): Promise<{ bytesRead: number; buffer: T }>
  read<T extends Uint8Array>(buffer: T, span?: Span): Promise<{ bytesRead: number; buffer: T }>
  /** Default buffer: 16 KiB. */
  read<T extends Uint8Array = Buffer>(options?: Span & { readonly buffer?: T }): Promise<{ bytesRead: number; buffer: T }>
  write(data: Uint8Array, offset?: number | null, length?: number | null, position?: number | null): Promise<{ bytesWritten: number; buffer: Uint8Array }>
  write(data: string, position?: number | null, encoding?: BufferEncoding | null): Promise<{ bytesWritten: number; buffer: string }>
  writev(buffers: readonly Uint8Array[], position?: number): Promise<{ bytesWritten: number }>
  readFile(options?: { readonly encoding?: null } | null): Promise<Buffer>
  readFile(options: BufferEncoding | { readonly encoding: BufferEncoding }): Promise<string>
  writeFile(data: string | Uint8Array, options?: BufferEncoding | { readonly encoding?: BufferEncoding | null } | null): Promise<void>
  appendFile(data: string | Uint8Array, options?: BufferEncoding | { readonly encoding?: BufferEncoding | null } | null): Promise<void>
  stat(): Promise<Stats>
  truncate(length?: number): Promise<void>
  sync(): Promise<void>
  datasync(): Promise<void>
  close(): Promise<void>
}

/** Which bytes of a buffer (default: all) and where in the file (default: the position of the handle, which then moves on). */
export interface Span {
  readonly offset?: number
  readonly length?: number
  readonly position?: number | null
}

export interface WriteFileOptions {
  readonly encoding?: BufferEncoding | null
  readonly mode?: number
  readonly flag?: string | number
  /** Sync the file before it is closed. Default: false. */
  readonly flush?: boolean
}

export interface DirectoryEntry {
  readonly name: string
  isFile(): boolean
  isDirectory(): boolean
  isSymbolicLink(): boolean
}

export interface Stats {
  /** Bytes. */
  readonly size: number
  readonly ino: number
  readonly nlink: number
  readonly mode: number
  /** Milliseconds since 1970, coarse: two writes in one tick of the kernel's clock do not change it. */
  readonly mtimeMs: number
  isFile(): boolean
  isDirectory(): boolean
  isSymbolicLink(): boolean
}
