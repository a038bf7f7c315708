/**
 * A profile says what a power cut may leave on the medium. It is a row of data; this is the law that the row selects from.
 *
 * Every directory entry, every file size and every sector is a register; an image gives each register the value that it had at one instant between its
 * floor and now. A sync raises floors. A profile says which registers share one instant, which instants bound each other, whose floors a sync raises,
 * and what bytes read as that were never written back. Nothing is forced by implication: what no sync covers may be there, or not.
 *
 * For every profile
 * - fsync and fdatasync of a file raise the floor of its size and of all its sectors to the moment they were called. A write through O_DSYNC raises only
 *   what it wrote, rounded to `rangeFloor`, and the size to at least its end, or that of its block (but see `rangeSize`): earlier bytes stay pending.
 * - A sector shows one version of itself, never a later write without the earlier one to the same sector. Bytes beyond the size read NUL.
 * - The data of a sync that failed is pending for good: a later sync raises a page over it only if the page was written again.
 * - File system metadata is never torn. A directory never has two names.
 * - Two names of one inode show the same content.
 */
export interface Profile {
  readonly name: string
  /**
   * `now`: nothing is ever lost. `journal`: all entries are at one instant c, not before the last metadata operation that a sync committed; truncations
   * are at c too. `snapshot`: entries, sizes and data are as at one instant T (the last transaction), and later syncs raise single inodes over it.
   * `each`: every entry alone, at any instant since the sync of its directory, and absent in passing when it was replaced.
   */
  readonly names: 'now' | 'journal' | 'snapshot' | 'each'
  /** A growth that ends in a block which surely is allocated: at c (`with names`), or like every other growth at c or any time later. */
  readonly growthInside: 'with names' | 'later'
  /** What the bytes of a growth may read as when their data did not arrive: NUL (the size ran ahead), 0xDB. With neither, a size never outruns its data. */
  readonly newBytes: readonly ('nul' | 'garbage')[]
  /** Sectors that were overwritten: any version since the floor, or none that is younger than T. */
  readonly overwrite: 'any' | 'not after the snapshot'
  /** Bytes that arrive together, at least. A larger sector size of the disk wins. */
  readonly atom: 512 | 4096
  /** Which metadata operations of its inode an fdatasync or O_DSYNC write commits: those that it needs to read the data back, all of them, or none. */
  readonly fdatasyncNames: 'size' | 'all' | 'none'
  /** Events after which a file has its full size at once: never empty, never short. Its bytes may still read NUL. */
  readonly flushOn: readonly ('renameOver' | 'closeAfterTruncate')[]
  /** Truncating up writes the pending bytes back first. */
  readonly extendFlushes: boolean
  /** Truncating down and then up may bring the old bytes back, up to the end of the page; also where the file was synced in between. */
  readonly staleTail: boolean
  /** Bytes of a block: a growth can stop at a multiple of it. */
  readonly block: 1024 | 4096
  /** What an O_DSYNC write makes durable is rounded to this. */
  readonly rangeFloor: 'sector' | 'page'
  /**
   * Whether an O_DSYNC write brings the size up to its end: `always`, or not where it does not make the file grow (a growth that nobody synced reaches beyond it) and ends
   * in a page that the file already reached into before that growth. Then what was acknowledged is behind the end of the file.
   */
  readonly rangeSize: 'always' | 'not under a growth'
  /** `ignored`: the disk acknowledges syncs and does nothing. */
  readonly syncs: 'honest' | 'ignored'
}
