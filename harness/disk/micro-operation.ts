/**
 * The log of a disk: everything that ever changed it, as numbered micro-operations. The number (`n`, the index in the log) is an *instant*.
 *
 * Every directory entry, every file size and every 512-byte sector is a register with a history of values; this log is that history. What a reader
 * sees now is the log applied in full; what a power cut may leave is a choice of one instant per register, made by a profile; what a process death
 * leaves is the log applied in full, with the last data write perhaps cut at a 4,096-byte file offset.
 *
 * Laws
 * - The log is append-only. Bytes are copied when the operation is issued and never change afterwards.
 * - `call` is the number of the syscall that made the micro-operation: those of one call (the two entries of a rename) share it.
 * - Inode numbers are never used twice on one disk.
 */
export type Inode = number

export type MicroOperation = EntryOperation | DataOperation | SyncOperation | CloseOperation | LostOperation

/** A directory entry got a new value: `inode`, or 0 for none. A rename makes two: the destination, then the source. */
export interface EntryOperation {
  readonly kind: 'entry'
  readonly n: number
  readonly call: number
  readonly directory: Inode
  readonly name: string
  readonly inode: Inode
  /** The value it had before; 0 for none. */
  readonly before: Inode
  readonly by: 'create' | 'mkdir' | 'symlink' | 'link' | 'unlink' | 'rmdir' | 'rename'
  /** What the coarse wall clock showed: milliseconds since 1970; 0 where nobody set it. It becomes the modification time of the directory, and that of a new inode. */
  readonly atMs: number
  /** Where a new inode begins (`create`, `mkdir`, `symlink`): its permission bits, and the target of a symbolic link. */
  readonly mode?: number
  readonly target?: string
}

/** The content or the size of a file changed. */
export interface DataOperation {
  readonly kind: 'data'
  readonly n: number
  readonly call: number
  readonly inode: Inode
  readonly why: 'write' | 'shrink' | 'extend'
  /** First byte changed. For `shrink`: the new size; for `extend`: the old size. */
  readonly from: number
  /** Behind the last byte changed. For `shrink`: the old size; for `extend`: the new size. */
  readonly to: number
  readonly sizeBefore: number
  readonly size: number
  /** The bytes from..to of a write; null for `shrink` and `extend` (which read as NUL). Never changed after it was logged. */
  readonly bytes: Uint8Array | null
  /** The modification time of the file from here on: milliseconds since 1970, coarse. */
  readonly atMs: number
}

/** A sync ended well. It covers the micro-operations of its inode with a number below `covers` (the log's length when it was *called*). */
export interface SyncOperation {
  readonly kind: 'sync'
  readonly n: number
  readonly call: number
  readonly inode: Inode
  /** `range`: an O_DSYNC or O_SYNC write, of the bytes from..to. */
  readonly scope: 'fsync' | 'fdatasync' | 'range'
  readonly from: number
  readonly to: number
  readonly covers: number
}

/** A descriptor of the inode was closed (some file systems start write-back on it). */
export interface CloseOperation {
  readonly kind: 'close'
  readonly n: number
  readonly call: number
  readonly inode: Inode
}

/** A sync failed: the micro-operations of the inode below `covers` that were pending are clean in the page cache and never reach the medium. */
export interface LostOperation {
  readonly kind: 'lost'
  readonly n: number
  readonly call: number
  readonly inode: Inode
  readonly covers: number
}
