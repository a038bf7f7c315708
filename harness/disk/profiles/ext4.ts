import type { Profile } from './profile.ts'

/**
 * ext4 with data=ordered, delayed allocation and auto_da_alloc (its defaults).
 *
 * - Names: all entries at one instant c. A sync of an inode raises c to the last metadata operation that touched it: creation and size for every sync, also
 *   links, renames and removals for fsync (not for fdatasync and O_DSYNC). The sync of a directory raises c to the last change of its entries. An overwrite
 *   in place is no metadata operation: its fsync commits nothing else.
 * - Sizes: truncations are at c. A growth inside an allocated block is at c, whether or not its bytes arrived: the NUL tail. Any other growth may be missing,
 *   stop at a block, or be complete, once c has reached it.
 * - Bytes of a growth are data or NUL, sector by sector. Overwritten sectors are old or new, each alone, and may be newer than the names. What a truncation cut is NUL
 *   once c has reached it. An O_DSYNC write makes the pages durable that it touches.
 * - The size that an O_DSYNC write brings is that of the blocks which it allocates, or its own if it grows the file. One that writes into an allocated block, under an
 *   append that nobody synced, brings none: its bytes are on the medium, behind the end of the file.
 * - A rename over an existing file, and the first close after a truncation to 0, bring the full size: never empty, never short, perhaps NULs. A second such
 *   event before a sync brings nothing for sure.
 */
export const ext4: Profile = {
  name: 'ext4',
  names: 'journal',
  growthInside: 'with names',
  newBytes: ['nul'],
  overwrite: 'any',
  atom: 512,
  fdatasyncNames: 'size',
  flushOn: ['renameOver', 'closeAfterTruncate'],
  extendFlushes: false,
  staleTail: false,
  block: 1024,
  rangeFloor: 'page',
  rangeSize: 'not under a growth',
  syncs: 'honest',
}
