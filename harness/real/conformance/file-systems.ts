/** A file system as it is made and mounted here, and the profile that has to admit what it leaves. */
export interface FileSystem {
  readonly name: string
  /** The kernel's name, as `mount -t` takes it. */
  readonly type: 'ext4' | 'xfs' | 'btrfs'
  /** Bytes of the medium: close to the least that its `mkfs` accepts. */
  readonly size: number
  readonly mkfs: readonly string[]
  /** Options of `mount`, with commas: for the programs, and for reading what a cut left (read-only: the journal is replayed all the same, and nothing else is written). */
  readonly mount: string
  readonly cutMount: string
  /**
   * A mistake of this kernel that leaves a medium which nobody can mount, and how that shows. No profile admits such a medium, as code that recovers never gets to run on
   * it; so these images are counted and told, and are no violations.
   */
  readonly mistake?: { readonly shows: string; readonly says: string }
}

const MIB: number = 2 ** 20
const EXT4 = ['mkfs.ext4', '-q', '-F', '-E', 'nodiscard,lazy_itable_init=0,lazy_journal_init=0']

export const FILE_SYSTEMS: readonly FileSystem[] = [
  { name: 'ext4, 4 KiB blocks', type: 'ext4', size: 64 * MIB, mkfs: [...EXT4, '-b', '4096', '-N', '256', '-J', 'size=4'], mount: '', cutMount: 'nobarrier' },
  { name: 'ext4, 1 KiB blocks', type: 'ext4', size: 64 * MIB, mkfs: [...EXT4, '-b', '1024', '-N', '256', '-J', 'size=4'], mount: '', cutMount: 'nobarrier' },
  { name: 'xfs', type: 'xfs', size: 300 * MIB, mkfs: ['mkfs.xfs', '-q', '-f', '-K'], mount: 'nouuid', cutMount: 'nouuid' },
  { name: 'btrfs', type: 'btrfs', size: 128 * MIB, mkfs: ['mkfs.btrfs', '-q', '-f', '-K', '-m', 'single'], mount: '', cutMount: '',
    mistake: { shows: 'cannot be mounted: File exists', says: "Linux 6.18's replay of the btrfs log ends with EEXIST, with no write lost: seen where one file was unlinked, another replaced by a rename and a new one synced" } },
]
