import type { Inode } from './micro-operation.ts'

/** 4,096 bytes, frozen: never changed after it became part of a file version. A last page is padded with NUL. */
export interface Page {
  readonly bytes: Uint8Array
  /** Two 32-bit lanes over the bytes, made once. */
  readonly hash1: number
  readonly hash2: number
}

/** One version of a file's content. Versions share their pages; a missing page (undefined) is a hole and reads NUL. */
export interface FileVersion {
  readonly size: number
  readonly pages: readonly (Page | undefined)[]
}

export type ImageNode =
  | { readonly kind: 'file'; readonly mode: number; readonly content: FileVersion }
  | { readonly kind: 'directory'; readonly mode: number; readonly entries: ReadonlyMap<string, Inode> }
  | { readonly kind: 'symlink'; readonly target: string }

/** What a medium holds: a computer can boot from it. Immutable. Nodes without a name are not part of it. */
export interface Image {
  readonly root: Inode
  node(inode: Inode): ImageNode | undefined
  /**
   * When what it shows of the inode was last changed: milliseconds since 1970, coarse. undefined: not known, then it counts as changed at the boot. Worked out when
   * it is first asked for.
   */
  mtimeMs(inode: Inode): number | undefined
  /** 16 hexadecimal digits over names, kinds, modes, sizes and bytes; times do not count, and inode numbers do not either, except that two names of one inode differ from two files. */
  readonly hash: string
  /** The first inode number that is free in it. */
  readonly nextInode: Inode
}

/** One way in which an image differs from "everything that was written survived". Micro-operations are named by their number. */
export interface Difference {
  readonly n: number
  /** `name`: the entry did not get its new value (of a rename: the new name). `old name`: of a rename, the source is still there. */
  readonly part: 'name' | 'old name' | 'data' | 'size'
  /**
   * `lost`: the register keeps a value from before this operation. `zeros`: bytes read NUL. `garbage`: bytes read 0xDB. `cutAt`: of the bytes of this
   * write, only those below this file offset arrived.
   */
  readonly form: 'lost' | 'zeros' | 'garbage' | { readonly cutAt: number }
  /** The file offsets it concerns; default: all that the operation touched. */
  readonly range?: readonly [from: number, to: number]
}

export interface DiskOptions {
  /** What a power cut may leave. Default: 'posix'. */
  readonly profile: string
  /** Bytes that reach the medium together: 512 (default) or 4,096. */
  readonly sectorSize: 512 | 4096
  /** Bytes outside of a write's range never change, even in its first and last sector. Default: true. */
  readonly powersafeOverwrite: boolean
}
