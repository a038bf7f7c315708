import { throughUtf8 } from './utf8.ts'

/**
 * Errors of the simulated kernel. They look like those that Node makes of a failed syscall: message, `code`, `errno`, `syscall`, `path`, `dest`.
 * Numbers are Linux's, texts are libuv's.
 */
const ERRORS = {
  EPERM: [1, 'operation not permitted'],
  ENOENT: [2, 'no such file or directory'],
  EINTR: [4, 'interrupted system call'],
  EIO: [5, 'i/o error'],
  EBADF: [9, 'bad file descriptor'],
  EAGAIN: [11, 'resource temporarily unavailable'],
  ENOMEM: [12, 'not enough memory'],
  EACCES: [13, 'permission denied'],
  EBUSY: [16, 'resource busy or locked'],
  EEXIST: [17, 'file already exists'],
  EXDEV: [18, 'cross-device link not permitted'],
  ENOTDIR: [20, 'not a directory'],
  EISDIR: [21, 'illegal operation on a directory'],
  EINVAL: [22, 'invalid argument'],
  ENFILE: [23, 'file table overflow'],
  EMFILE: [24, 'too many open files'],
  EFBIG: [27, 'file too large'],
  ENOSPC: [28, 'no space left on device'],
  EROFS: [30, 'read-only file system'],
  EMLINK: [31, 'too many links'],
  ENAMETOOLONG: [36, 'name too long'],
  ENOTEMPTY: [39, 'directory not empty'],
  ELOOP: [40, 'too many symbolic links encountered'],
  ENOTSUP: [95, 'operation not supported on socket'],
} as const

export type ErrorCode = keyof typeof ERRORS

export const errorCodes: readonly ErrorCode[] = Object.keys(ERRORS) as ErrorCode[]

export class DiskError extends Error {
  /** Negative, as in Node. */
  readonly errno: number
  readonly code: ErrorCode
  readonly syscall: string
  declare readonly path?: string
  declare readonly dest?: string
  /** True where a fault of the plan made it, not the rules of the file system. */
  declare injected?: true

  constructor(code: ErrorCode, syscall: string, path?: string, dest?: string) {
    const from = path === undefined ? undefined : throughUtf8(path)
    const to = dest === undefined ? undefined : throughUtf8(dest)
    const [number, text] = ERRORS[code]
    const about = (from === undefined ? '' : ` '${from}'`) + (to === undefined ? '' : ` -> '${to}'`)
    // As in Node's promises, the stack has no frames: those here are the simulator's, and collecting them costs more than the syscall.
    const frames = Error.stackTraceLimit
    Error.stackTraceLimit = 0
    super(`${code}: ${text}, ${syscall}${about}`)
    Error.stackTraceLimit = frames
    this.errno = -number
    this.code = code
    this.syscall = syscall
    if (from !== undefined) this.path = from
    if (to !== undefined) this.dest = to
  }
}

/** One that a fault of the plan makes. */
export function injectedError(code: ErrorCode, syscall: string, path?: string, dest?: string): DiskError {
  const error = new DiskError(code, syscall, path, dest)
  error.injected = true
  return error
}
