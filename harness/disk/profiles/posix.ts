import type { Profile } from './profile.ts'

/**
 * What POSIX promises and nothing more.
 *
 * - Names: every entry stands alone, with any value since the fsync of its directory (an fdatasync promises nothing about it); one that was replaced may be missing altogether.
 *   A file's sync never makes a name durable.
 * - A file's sync makes its bytes and its size durable, an O_DSYNC write the sectors that it touches. Without it the size is any that the file had, or the end of a block
 *   on the way, and every sector that was written reads as any of its versions, as NUL or as garbage.
 * - Whatever an honest file system admits, this admits. Three things are here for that reason alone. On btrfs the old name of a file that was moved to another
 *   directory (by a rename, renamed after a sync and then linked there, or linked there and unlinked after a sync of the link) may stay, and bytes that a truncation took may be back in the page that it kept when the file grows by another one; both whatever was synced before. On ext4 an
 *   O_DSYNC write under an append that nobody synced may be behind the end of the file.
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
  rangeSize: 'not under a growth',
  syncs: 'honest',
}
