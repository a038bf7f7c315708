import type { Profile } from './profile.ts'

/**
 * btrfs. Entries, sizes and data are as at one instant T, the last transaction; growth may come later than T, also inside an allocated block, its bytes are data or NUL,
 * and no data is younger than T. All of it comes in pages of 4,096 bytes; so does what an O_DSYNC write makes durable.
 *
 * A sync that ended after T raises an inode that had changed since T: its content is exactly as at its last sync (if an entry of it changed since T, perhaps at
 * a size that it had later). With that
 * - an entry that it held at its sync, and every entry of a directory that was synced, shows that value if nobody changed it since; but
 *   the old name of a file that was moved to another directory after any sync may still be there, whatever was synced then; so may that of one that
 *   was renamed in its directory and then linked into another one, and one that a link gave before a sync, when after it another directory got a link and this one lost it;
 * - any other entry that changed since T shows its value at T or one that it had up to the last sync; one that was lost by a raised inode, by a synced
 *   directory, or by an inode that lost other names too or got one in a directory that was synced, may be absent;
 * - an inode that had a name all the time since T has one, but for this: the log of a directory says which names were lost in it, not where else their file has
 *   names. A file that lost all names of T in directories that were then logged, that has none in those, and was not synced itself, may have none: those that it was
 *   given in other directories are missing, but where these were synced. A directory is logged when it is synced, or when a file in it is that lost a name before or was
 *   linked. (A rename to another directory is safe, link and unlink are not. A new or renamed file that takes one of the lost names brings the others back; a link
 *   of a synced file does not. Directories are never lost.)
 * - a truncation is not written into the page that it kept, not even by a sync: when the file then grows by another one, the old bytes may be back;
 * - files that were born after T and not themselves synced are empty.
 */
export const btrfs: Profile = {
  name: 'btrfs',
  names: 'snapshot',
  growthInside: 'later',
  newBytes: ['nul'],
  overwrite: 'not after the snapshot',
  atom: 4096,
  fdatasyncNames: 'all',
  flushOn: [],
  extendFlushes: false,
  staleTail: true,
  block: 4096,
  rangeFloor: 'page',
  rangeSize: 'always',
  syncs: 'honest',
}
