import type { Profile } from './profile.ts'

/**
 * What POSIX promises and nothing more. A name is durable only when its directory was synced (by fsync; fdatasync
 * promises nothing about a directory): every entry stands alone, with any value since then, and an
 * entry that was replaced may be missing altogether. A file's sync makes its bytes and its size durable, never its names. Without it the size is any that
 * the file had (or the end of a block on the way), and every sector that was written reads as any of its versions, as NUL or as garbage.
 * Whatever an honest file system admits, this admits: so the old name of a file that was moved to another directory may
 * stay, and bytes that a truncation took may be back in the page that it kept when the file grows by another one; both whatever was synced before (seen on btrfs).
 */
export const posix: Profile = {
  name: 'posix',
  names: 'each',
  growthInside: 'later',
  newBytes: ['nul', 'garbage'],
  overwrite: 'any',
  atom: 512,
  fdatasyncNames: 'none',
  flushOn: [],
  extendFlushes: false,
  staleTail: true,
  block: 1024,
  rangeFloor: 'sector',
  syncs: 'honest',
}
