import type { Profile } from './profile.ts'

/**
 * xfs. Names as ext4, and an fdatasync commits what an fsync commits.
 *
 * - Sizes: truncations are with the names, growth comes with them or later, also inside an allocated block: it may be missing, stop at a block, or be complete. No event but
 *   a sync brings a new file's size: after a rename over, it may be empty or a prefix. Truncating up writes the pending bytes back first.
 * - A growth is never there before its bytes: a file is short or empty, but has no NULs, except below a range that was written through O_DSYNC; there a tail that was
 *   truncated before may show its old bytes, too. Overwritten sectors are old or new, each alone.
 * - An O_DSYNC write makes the pages durable that it touches.
 */
export const xfs: Profile = {
  name: 'xfs',
  names: 'journal',
  growthInside: 'later',
  newBytes: [],
  overwrite: 'any',
  atom: 512,
  fdatasyncNames: 'all',
  flushOn: [],
  extendFlushes: true,
  staleTail: false,
  block: 1024,
  rangeFloor: 'page',
  rangeSize: 'always',
  syncs: 'honest',
}
