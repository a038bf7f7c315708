import { describe, expect, it } from 'vitest'
import { admits, type ObservedNode, type ObservedTree } from '../images-admit.ts'
import { bytesOfRuns, cursorAtEnd, diskAfter, optionsOf, perform, type Step } from './test-support/programs.ts'

/**
 * Surprising things that real kernels left behind, and what they never left. A tree is written as `path=runs`, a run as a byte and a count (`0` for NUL);
 * `path=` is an empty file, `path/` a directory, `path->target` a symbolic link. Names with a prefix `1:` to `9:` share an inode.
 */
interface Fact {
  readonly title: string
  readonly setup: readonly Step[]
  readonly operations: readonly Step[]
  /** Profiles that admit the tree, and those that must not. */
  readonly trees: readonly { readonly tree: string; readonly yes: string; readonly no: string }[]
}

const FILE = (path: string, count: number): Step => ['write', path, 0, count, 65, 'caf']
const OTHER: Step = ['write', 'o', 0, 10, 79, 'caf']

const FACTS: readonly Fact[] = [
  {
    title: 'a big append, another file synced',
    setup: [FILE('f', 100)],
    operations: [['write', 'f', 0, 10000, 66, 'a'], OTHER],
    trees: [
      { tree: 'f=A100 o=O10', yes: 'ext4 xfs btrfs posix', no: 'strict' },
      { tree: 'f=A100,03996 o=O10', yes: 'ext4 btrfs posix', no: 'xfs' },
      { tree: 'f=A100,B10000 o=O10', yes: 'strict ext4 xfs btrfs posix', no: '' },
    ],
  },
  {
    title: 'truncated down, appended, another file synced',
    setup: [FILE('f', 5000)],
    operations: [['truncate', 'f', 1000], ['write', 'f', 0, 500, 66, 'a'], OTHER],
    trees: [
      { tree: 'f=A1000,B500 o=O10', yes: 'ext4 xfs btrfs posix', no: '' },
      { tree: 'f=A1000 o=O10', yes: 'ext4 xfs btrfs posix', no: 'strict' },
      { tree: 'f=A5000 o=O10', yes: 'btrfs posix', no: 'ext4 xfs' },
    ],
  },
  {
    title: 'O_DSYNC append after a buffered one: NULs below an acknowledged record, even on xfs',
    setup: [FILE('f', 100)],
    operations: [['write', 'f', 0, 5000, 66, 'a'], ['write', 'f', 0, 100, 67, 'as']],
    trees: [
      { tree: 'f=A100,03996,B1004,C100', yes: 'ext4 xfs posix', no: 'strict' },
      { tree: 'f=A100,B5000,C100', yes: 'ext4 xfs btrfs posix strict', no: '' },
      { tree: 'f=A100,B5000', yes: 'lying', no: 'ext4 xfs btrfs posix' },
    ],
  },
  {
    title: 'truncated down, then written beyond through O_DSYNC: the old tail below an acknowledged record, on xfs',
    setup: [FILE('f', 512)],
    operations: [['truncate', 'f', 500], ['write', 'f', 5000, 1024, 66, 's']],
    trees: [
      { tree: 'f=A512,04488,B1024', yes: 'xfs posix', no: 'ext4 strict' },
      { tree: 'f=A500,04500,B1024', yes: 'ext4 xfs btrfs posix strict', no: '' },
      { tree: 'f=A513,04487,B1024', yes: '', no: 'ext4 xfs btrfs posix' },
      { tree: 'f=A500', yes: 'lying', no: 'ext4 xfs btrfs posix' },
    ],
  },
  {
    title: 'appended and truncated again, another file synced: NULs in what was kept and never allocated',
    setup: [FILE('f', 1535)],
    operations: [['write', 'f', 0, 20000, 66, 'a'], ['truncate', 'f', 3000], OTHER],
    trees: [
      { tree: 'f=A1535,B513,0952 o=O10', yes: 'ext4 posix', no: 'xfs btrfs strict' },
      { tree: 'f=A1535,B1465 o=O10', yes: 'strict ext4 xfs btrfs posix', no: '' },
      { tree: 'f=A1535,B1465,B1 o=O10', yes: '', no: 'ext4 xfs btrfs posix lying' },
    ],
  },
  {
    title: 'a new file written and truncated, its directory synced: all NUL',
    setup: [],
    operations: [['write', 'f', 0, 9000, 66, 'c'], ['truncate', 'f', 1000], ['fsync', '/']],
    trees: [
      { tree: 'f=01000', yes: 'ext4 posix', no: 'xfs strict' },
      { tree: 'f=B1000', yes: 'ext4 xfs posix', no: '' },
      { tree: 'f=B1001', yes: '', no: 'ext4 xfs btrfs posix' },
    ],
  },
  {
    title: 'a tail truncated inside an allocated block is cleared with the truncation',
    setup: [FILE('f', 1000)],
    operations: [['truncate', 'f', 600], ['write', 'f', 0, 200, 66, 'a'], OTHER],
    trees: [
      { tree: 'f=A600,B200 o=O10', yes: 'ext4 xfs btrfs posix', no: '' },
      { tree: 'f=A600,0200 o=O10', yes: 'ext4 posix', no: 'xfs strict' },
      { tree: 'f=A800 o=O10', yes: 'btrfs posix', no: 'ext4 xfs strict' },
    ],
  },
  {
    title: 'an O_DSYNC write in place commits no append that it does not touch, nor the names before it',
    setup: [FILE('f', 12298)],
    operations: [['link', 'f', 'g'], ['write', 'f', 0, 8192, 66, 'a'], ['write', 'f', 0, 4096, 67, 's']],
    trees: [
      { tree: 'f=C4096,A8202', yes: 'ext4 posix', no: 'strict' },
      { tree: '1:f=C4096,A8202,B8192 1:g=C4096,A8202,B8192', yes: 'ext4 xfs btrfs posix', no: '' },
      { tree: 'f=A12298', yes: 'lying', no: 'ext4 xfs btrfs posix' },
    ],
  },
  {
    title: 'written through O_DSYNC, moved over a file in another directory, both directories synced: the old name is still there on btrfs',
    setup: [['mkdir', 'd'], FILE('a', 5000)],
    operations: [['write', 'b', 0, 512, 70, 'c'], ['write', 'l', 0, 512, 71, 'c'], ['write', 'd/y', 0, 100, 72, 'cs'], ['rename', 'd/y', 'a'], ['fsync', 'd'], ['fsync', '/']],
    trees: [
      { tree: 'd/ 1:d/y=H100 1:a=H100 b= l=', yes: 'btrfs posix', no: 'ext4 xfs strict' },
      { tree: 'd/ a=H100 b= l=', yes: 'btrfs ext4 xfs posix', no: '' },
      { tree: 'd/ d/y=H100 a=A5000 b= l=', yes: '', no: 'btrfs ext4 xfs posix' },
    ],
  },
  {
    title: 'synced, truncated and renamed, its old name synced anew: the later size with the synced bytes, on btrfs',
    setup: [FILE('a', 512)],
    operations: [['write', 'a', 0, 5000, 66, 'af'], ['write', 'a', 0, 1, 67, 'ct'], ['write', 'a', 0, 3000, 68, 'a'], ['rename', 'a', 'b'], ['write', 'a', 0, 200, 69, 'caf']],
    trees: [
      { tree: 'b=A512,B2489 a=E200', yes: 'btrfs posix', no: 'ext4 xfs strict' },
      { tree: 'b=A512,B5000 a=E200', yes: 'btrfs posix', no: 'ext4 xfs' },
    ],
  },
  {
    title: 'shortened after it lost one of its names, something else synced: the later size with the old bytes, on btrfs',
    setup: [['write', 'a', 0, 12288, 65, 'caf'], ['link', 'a', 'b'], ['mkdir', 'd'], ['write', 'd/x', 0, 5000, 67, 'caf']],
    operations: [['rename', 'd/x', 'b'], ['truncate', 'a', 1], ['write', 'a', 0, 1, 70, 'a'], ['fsync', '/']],
    trees: [
      { tree: 'a=A2 1:b=C5000 d/ 1:d/x=C5000', yes: 'btrfs posix', no: 'ext4 xfs strict' },
      { tree: 'a=A3 1:b=C5000 d/ 1:d/x=C5000', yes: '', no: 'btrfs ext4 xfs posix' },
    ],
  },
  {
    title: 'renamed, its directory synced, then replaced by a file from elsewhere: the name is gone on btrfs',
    setup: [['mkdir', 'd'], FILE('a', 10), ['write', 'd/s', 0, 5, 67, 'caf']],
    operations: [['rename', 'd/s', 'd/t'], ['fsync', 'd'], ['rename', 'a', 'd/t'], ['write', 'd/x', 0, 20, 66, 'cf']],
    trees: [
      { tree: 'a=A10 d/ d/x=B20', yes: 'btrfs posix', no: 'ext4 xfs strict' },
      { tree: 'd/ d/t=A10 d/x=B20', yes: 'btrfs ext4 xfs posix strict', no: '' },
    ],
  },
  {
    title: 'truncated down, then grown through O_DSYNC to less than before: the new size is acknowledged, the kept page is not',
    setup: [FILE('f', 6996)],
    operations: [['truncate', 'f', 1], ['write', 'f', 5000, 512, 66, 's']],
    trees: [
      { tree: 'f=A3584,01416,B512', yes: 'xfs posix', no: 'ext4 strict' },
      { tree: 'f=A1,04999,B512', yes: 'ext4 xfs btrfs posix strict', no: '' },
      { tree: 'f=A1', yes: 'lying', no: 'ext4 xfs btrfs posix' },
    ],
  },
  {
    title: 'one link replaced, the other renamed, its old name synced anew: the replaced name is gone on btrfs',
    setup: [['mkdir', 'd'], FILE('d/x', 512), ['link', 'd/x', 'd/y']],
    operations: [['write', 'd/n', 0, 9000, 70, 'c'], ['rename', 'd/n', 'd/y'], ['rename', 'd/x', 'd/z'], ['write', 'd/x', 0, 512, 71, 'cf']],
    trees: [
      { tree: 'd/ d/x=G512 d/z=A512', yes: 'btrfs posix', no: 'ext4 xfs strict' },
      { tree: 'd/ d/x=G512', yes: 'posix', no: 'btrfs ext4 xfs strict' },
    ],
  },
  {
    title: 'overwritten and truncated, its directory synced: the old bytes at the new size, on xfs',
    setup: [FILE('b', 8192)],
    operations: [['write', 'b', 0, 8192, 66, ''], ['truncate', 'b', 600], OTHER, ['write', 'b', 0, 0, 67, '']],
    trees: [
      { tree: 'b=A600 o=O10', yes: 'xfs posix', no: 'ext4 strict' },
      { tree: 'b=B600 o=O10', yes: 'ext4 xfs posix strict', no: '' },
      { tree: 'b=A700 o=O10', yes: '', no: 'ext4 xfs btrfs posix' },
    ],
  },
  {
    title: 'truncated, appended, then written beyond through O_DSYNC: all of the old page below an acknowledged record, on xfs',
    setup: [FILE('f', 4096)],
    operations: [['truncate', 'f', 100], ['write', 'f', 0, 600, 66, 'a'], ['write', 'f', 10000, 100, 67, 's']],
    trees: [
      { tree: 'f=A4096,05904,C100', yes: 'xfs posix', no: 'ext4 strict' },
      { tree: 'f=A100,B600,09300,C100', yes: 'ext4 xfs btrfs posix strict', no: '' },
      { tree: 'f=A4096', yes: 'lying', no: 'ext4 xfs btrfs posix' },
    ],
  },
  {
    title: 'replaced twice while its page is still being written: the later growth is missing',
    setup: [['write', 'a', 0, 10, 65, 'caf'], ['write', 'b', 0, 10, 65, 'caf']],
    operations: [['write', 't', 0, 100, 66, 'c'], ['rename', 't', 'a'], ['write', 'a', 1024, 1024, 67, ''], ['rename', 'a', 'b'], ['fsync', '/']],
    trees: [
      { tree: 'b=B100', yes: 'ext4 xfs posix', no: 'strict' },
      { tree: 'b=', yes: 'xfs posix', no: 'ext4 strict' },
    ],
  },
  {
    title: 'O_DSYNC append in the page of a buffered one, in another sector',
    setup: [FILE('f', 512)],
    operations: [['write', 'f', 0, 512, 66, 'a'], ['write', 'f', 0, 512, 67, 'as']],
    trees: [
      { tree: 'f=A512,0512,C512', yes: 'posix', no: 'ext4 xfs btrfs' },
      { tree: 'f=A512,B512', yes: '', no: 'ext4 xfs btrfs posix' },
    ],
  },
  {
    title: 'rename over, fdatasync: the rename is lost on ext4 alone',
    setup: [FILE('f', 5000), ['write', 't', 0, 100, 66, 'caf']],
    operations: [['rename', 't', 'f'], ['fdatasync', 'f']],
    trees: [{ tree: 'f=A5000 t=B100', yes: 'ext4 posix', no: 'xfs btrfs' }],
  },
  {
    title: 'an fsync after an overwrite in place commits nothing else',
    setup: [FILE('f', 4096)],
    operations: [['write', 'a', 0, 0, 66, 'c'], ['write', 'f', 0, 4096, 66, 'f']],
    trees: [
      { tree: 'f=B4096', yes: 'ext4 xfs btrfs posix', no: 'strict' },
      { tree: 'a= f=B4096', yes: 'ext4 xfs btrfs posix strict', no: '' },
      { tree: 'a= f=A4096', yes: 'lying', no: 'ext4 xfs btrfs posix' },
    ],
  },
  {
    title: 'cut while a truncation is committed: the cleared tail, the old size',
    setup: [FILE('f', 5000)],
    operations: [['truncate', 'f', 1000]],
    trees: [
      { tree: 'f=A1000,03096,A904', yes: 'ext4 posix', no: 'btrfs strict' },
      { tree: 'f=A1000,024,A3976', yes: 'ext4 posix', no: 'btrfs strict' },
      { tree: 'f=A4096,0904', yes: 'posix', no: 'ext4 xfs btrfs' },
    ],
  },
  {
    title: 'truncated down and up: the old bytes come back on btrfs',
    setup: [FILE('f', 5000)],
    operations: [['truncate', 'f', 1000], ['truncate', 'f', 5000]],
    trees: [
      { tree: 'f=A1000,04000', yes: 'ext4 xfs btrfs posix strict', no: '' },
      { tree: 'f=A4096,0904', yes: 'btrfs posix', no: 'ext4 xfs' },
    ],
  },
  {
    title: 'a name moved between directories, the target directory synced: both names on btrfs',
    setup: [['mkdir', 'd'], FILE('d/t', 100)],
    operations: [['rename', 'd/t', 'f'], ['fsync', '/']],
    trees: [
      { tree: 'd/ f=A100', yes: 'ext4 xfs btrfs posix', no: '' },
      { tree: 'd/ 1:d/t=A100 1:f=A100', yes: 'btrfs posix', no: 'ext4 xfs' },
      { tree: 'd/ d/t=A100 f=A100', yes: '', no: 'ext4 xfs btrfs posix lying' },
    ],
  },
  {
    title: 'a rename over an old file, nothing synced: never both names',
    setup: [FILE('f', 100)],
    operations: [['write', 't', 0, 100, 66, 'c'], ['rename', 't', 'f']],
    trees: [
      { tree: '1:f=B100 1:t=B100', yes: 'posix', no: 'ext4 xfs btrfs' },
      { tree: 'f=A100 t=B100', yes: 'ext4 xfs btrfs posix', no: 'strict' },
    ],
  },
  {
    title: 'a directory renamed, a file in it appended and synced: the old path on btrfs',
    setup: [['mkdir', 'd'], FILE('d/x', 100)],
    operations: [['rename', 'd', 'e'], ['write', 'e/x', 0, 100, 66, 'af']],
    trees: [
      { tree: 'e/ e/x=A100,B100', yes: 'ext4 xfs btrfs posix', no: '' },
      { tree: 'd/ d/x=A100,B100', yes: 'btrfs posix', no: 'ext4 xfs' },
      { tree: '', yes: 'posix', no: 'ext4 xfs btrfs' },
    ],
  },
  {
    title: 'unlinked, created anew and synced, renamed and synced: the deleted file is back on btrfs',
    setup: [FILE('c', 100)],
    operations: [['unlink', 'c'], ['write', 'c', 0, 50, 66, 'cf'], ['rename', 'c', 'b'], ['fsync', 'b']],
    trees: [
      { tree: 'b=B50', yes: 'ext4 xfs btrfs posix', no: '' },
      { tree: 'b=B50 c=A100', yes: 'btrfs posix', no: 'ext4 xfs' },
    ],
  },
  {
    title: 'the directory of a new, unsynced file synced',
    setup: [],
    operations: [['write', 'f', 0, 100, 66, 'c'], ['fsync', '/']],
    trees: [
      { tree: 'f=', yes: 'ext4 xfs btrfs posix', no: 'strict' },
      { tree: '', yes: 'lying', no: 'ext4 xfs btrfs posix' },
    ],
  },
  {
    title: 'an append, then only its directory synced',
    setup: [FILE('f', 100)],
    operations: [['write', 'f', 0, 100, 66, 'a'], ['fsync', '/']],
    trees: [
      { tree: 'f=A100,0100', yes: 'ext4 posix', no: 'xfs' },
      { tree: 'f=A100', yes: 'xfs btrfs posix', no: 'strict' },
    ],
  },
  {
    title: 'truncated up after an unsynced append',
    setup: [FILE('f', 100)],
    operations: [['write', 'f', 0, 5000, 66, 'a'], ['truncate', 'f', 9000]],
    trees: [
      { tree: 'f=A100,08900', yes: 'ext4 btrfs posix', no: 'xfs' },
      { tree: 'f=A100,B5000,03900', yes: 'ext4 xfs btrfs posix', no: '' },
    ],
  },
  {
    title: 'a log rotated: both names always there, its tail may be NUL or missing',
    setup: [FILE('j', 1000)],
    operations: [['write', 'j', 0, 500, 66, 'a'], ['rename', 'j', 'j1'], ['write', 'j', 0, 10, 67, 'cf']],
    trees: [
      { tree: 'j1=A1000,0500 j=C10', yes: 'ext4 btrfs posix', no: 'xfs' },
      { tree: 'j1=A1000 j=C10', yes: 'xfs btrfs posix', no: '' },
      { tree: 'j=C10', yes: 'posix', no: 'ext4 xfs btrfs' },
    ],
  },
  {
    title: 'a new name for a linked file over another link, the third one synced: the target is gone on btrfs',
    setup: [FILE('a', 10), ['write', 'c', 0, 20, 66, 'caf']],
    operations: [['link', 'c', 'b'], ['fsync', 'b'], ['rename', 'a', 'b'], ['write', 'c', 0, 1, 67, 'af']],
    trees: [
      { tree: 'b=A10 c=B20,C1', yes: 'ext4 xfs btrfs posix', no: '' },
      { tree: 'a=A10 c=B20,C1', yes: 'btrfs posix', no: 'ext4 xfs' },
    ],
  },
  {
    title: 'linked into another directory, unlinked, the old directory synced: the file is gone on btrfs',
    setup: [['mkdir', 'd'], FILE('b', 10)],
    operations: [['link', 'b', 'd/y'], ['unlink', 'b'], ['fsync', '/']],
    trees: [
      { tree: 'd/', yes: 'btrfs posix', no: 'ext4 xfs strict' },
      { tree: 'd/ d/y=A10', yes: 'btrfs ext4 xfs posix strict', no: '' },
      { tree: 'd/ 1:b=A10 1:d/y=A10', yes: 'lying', no: 'btrfs ext4 xfs posix' },
    ],
  },
  {
    title: 'synced and committed before it was linked elsewhere and unlinked: gone all the same',
    setup: [['mkdir', 'd'], FILE('b', 10)],
    operations: [['write', 'b', 0, 20, 70, 'cs'], ['commit'], ['link', 'b', 'd/y'], ['unlink', 'b'], ['fsync', '/']],
    trees: [
      { tree: 'd/', yes: 'btrfs posix', no: 'ext4 xfs strict' },
      { tree: 'd/ d/y=F20', yes: 'btrfs ext4 xfs posix strict', no: '' },
      { tree: 'd/ d/y=A10', yes: '', no: 'btrfs ext4 xfs posix' },
    ],
  },
  {
    title: 'moved by a rename and synced, then linked and unlinked, the directory synced: gone on btrfs',
    setup: [['mkdir', 'd'], FILE('a', 10), FILE('d/x', 9)],
    operations: [['rename', 'a', 'd/x'], ['write', 'd/x', 0, 1, 69, 'cF'], ['link', 'd/x', 'l'], ['unlink', 'd/x'], ['fsync', 'd']],
    trees: [
      { tree: 'd/', yes: 'btrfs posix', no: 'ext4 xfs strict' },
      { tree: 'd/ l=E1,A9', yes: 'btrfs ext4 xfs posix strict', no: '' },
    ],
  },
  {
    title: 'unlinked after it was linked elsewhere, a file synced that lost another name in that directory: gone on btrfs',
    setup: [['mkdir', 'd'], FILE('a', 10), FILE('b', 20), ['link', 'b', 'c']],
    operations: [['unlink', 'c'], ['link', 'a', 'd/y'], ['unlink', 'a'], ['fdatasync', 'b']],
    trees: [
      { tree: 'd/ b=A20', yes: 'btrfs posix', no: 'xfs strict' },
      { tree: 'd/ d/y=A10 b=A20', yes: 'btrfs ext4 xfs posix strict', no: '' },
    ],
  },
  {
    title: 'moved by link and unlink, its old name taken by a link of a new file that is synced: gone on btrfs',
    setup: [FILE('a', 10), FILE('b', 20)],
    operations: [['link', 'a', 'c'], ['unlink', 'a'], ['write', 'n', 0, 0, 66, 'c'], ['rename', 'n', 'b'], ['link', 'b', 'a'], ['fsync', 'b']],
    trees: [
      { tree: '1:a= 1:b=', yes: 'btrfs posix', no: 'ext4 xfs strict' },
      { tree: '1:a= 1:b= c=A10', yes: 'btrfs ext4 xfs posix strict', no: '' },
    ],
  },
  {
    title: 'one link replaced, after another one was made in a directory that is synced: the replaced name is gone on btrfs',
    setup: [['mkdir', 'd'], FILE('a', 10), FILE('b', 20), ['link', 'a', 'c']],
    operations: [['link', 'c', 'd/x'], ['rename', 'b', 'c'], ['fsync', 'd']],
    trees: [
      { tree: '1:a=A10 b=A20 d/ 1:d/x=A10', yes: 'btrfs posix', no: 'ext4 xfs strict' },
      { tree: '1:a=A10 c=A20 d/ 1:d/x=A10', yes: 'btrfs ext4 xfs posix strict', no: '' },
      { tree: '1:a=A10 d/ 1:d/x=A10', yes: 'posix', no: 'btrfs ext4 xfs strict' },
    ],
  },
  {
    title: 'truncated and synced, truncated up, renamed, its old name synced anew: the bytes that were cut are back on btrfs',
    setup: [FILE('b', 4096)],
    operations: [['truncate', 'b', 1], ['fsync', 'b'], ['truncate', 'b', 10], ['rename', 'b', 'b.1'], ['write', 'b', 0, 0, 70, 'cf']],
    trees: [
      { tree: 'b= b.1=A10', yes: 'btrfs posix', no: 'ext4 xfs strict' },
      { tree: 'b= b.1=A1,09', yes: 'btrfs ext4 xfs posix strict', no: '' },
      { tree: 'b= b.1=A1', yes: 'btrfs posix', no: 'xfs strict' },
      { tree: 'b= b.1=A4096', yes: '', no: 'btrfs ext4 xfs posix strict' },
    ],
  },
  {
    title: 'truncated up again and synced: nothing of what was cut is back',
    setup: [FILE('b', 4096)],
    operations: [['truncate', 'b', 1], ['fsync', 'b'], ['truncate', 'b', 10], ['fsync', 'b'], ['truncate', 'b', 20]],
    trees: [
      { tree: 'b=A10,010', yes: '', no: 'btrfs ext4 xfs posix strict' },
      { tree: 'b=A1,019', yes: 'btrfs ext4 xfs posix strict', no: '' },
    ],
  },
  {
    title: 'its old name taken by a file that is synced, then moved over a link elsewhere, its directory synced: the name between is still there on btrfs',
    setup: [['mkdir', 'd'], FILE('b', 10), ['symlink', 'n', 'd/x']],
    operations: [['rename', 'b', 'b.1'], ['write', 'b', 0, 20, 70, 'cf'], ['rename', 'b.1', 'd/x'], ['fsync', '/']],
    trees: [
      { tree: 'b=F20 1:b.1=A10 d/ 1:d/x=A10', yes: 'btrfs posix', no: 'ext4 xfs strict' },
      { tree: 'b=F20 d/ d/x=A10', yes: 'btrfs ext4 xfs posix strict', no: '' },
    ],
  },
  {
    title: 'renamed over another, linked into another directory, truncated, unlinked, the old directory synced: both files are gone on btrfs',
    setup: [['mkdir', 'd'], FILE('b', 10), FILE('a', 20)],
    operations: [['rename', 'b', 'a'], ['link', 'a', 'd/y'], ['truncate', 'a', 0], ['unlink', 'a'], ['fsync', '/']],
    trees: [
      { tree: 'd/', yes: 'btrfs posix', no: 'ext4 xfs strict' },
      { tree: 'd/ d/y=', yes: 'btrfs ext4 xfs posix strict', no: '' },
    ],
  },
  {
    title: 'moved over a file in another directory after it was synced, its old directory synced, its old name taken anew: the old name is still there on btrfs',
    setup: [['mkdir', 'd'], ['write', 'a', 0, 0, 66, 'c'], ['write', 'd/x', 0, 4096, 67, 'c']],
    operations: [['write', 'd/x.new', 0, 1, 68, 'c'], ['rename', 'd/x.new', 'd/x'], ['write', 'd/x', 0, 4096, 69, 'af'], ['rename', 'd/x', 'a'], ['fsync', 'd'], ['open', '1', 'd/x', 'c']],
    trees: [
      { tree: '1:a=D1,E4096 d/ 1:d/x=D1,E4096', yes: 'btrfs posix', no: 'ext4 xfs strict' },
      { tree: 'a=D1,E4096 d/ d/x=', yes: 'btrfs ext4 xfs posix strict', no: '' },
      { tree: 'a= d/ d/x=C4096', yes: '', no: 'btrfs ext4 xfs posix strict' },
    ],
  },
  {
    title: 'moved by link and unlink inside one directory, a file synced that lost another name in it: both names come along',
    setup: [FILE('a', 10), FILE('b', 20), ['link', 'b', 'c']],
    operations: [['unlink', 'c'], ['link', 'a', 'x'], ['unlink', 'a'], ['fdatasync', 'b']],
    trees: [
      { tree: 'b=A20 x=A10', yes: 'btrfs ext4 xfs posix strict', no: '' },
      { tree: 'b=A20', yes: 'posix', no: 'btrfs ext4 xfs strict' },
    ],
  },
  {
    title: 'a directory moved into another, its old directory synced: never lost but where POSIX alone counts',
    setup: [['mkdir', 'd'], ['mkdir', 'e'], FILE('d/x', 20)],
    operations: [['rename', 'd', 'e/t'], ['fsync', '/']],
    trees: [
      { tree: 'e/ e/t/ e/t/x=A20', yes: 'btrfs ext4 xfs posix strict', no: '' },
      { tree: 'e/', yes: 'posix', no: 'btrfs ext4 xfs strict' },
    ],
  },
  {
    title: 'written through O_DSYNC under an append that nobody synced, into an allocated block: acknowledged and gone, on ext4',
    setup: [FILE('f', 512)],
    operations: [['write', 'f', 10000, 1000, 72, ''], ['write', 'f', 600, 12, 73, 's']],
    trees: [
      { tree: 'f=A512', yes: 'ext4 posix', no: 'xfs btrfs strict' },
      { tree: 'f=A512,088,I12,03484', yes: 'xfs posix', no: 'strict' },
      { tree: 'f=A512,088,I12,09388,H1000', yes: 'ext4 xfs btrfs posix strict', no: '' },
      { tree: 'f=A512,088,I12', yes: '', no: 'ext4 xfs btrfs posix lying strict' },
      { tree: 'f=A512,0100,03484', yes: 'lying', no: 'ext4 xfs btrfs posix strict' },
    ],
  },
  {
    title: 'the same in a block that the write allocates, or as an append: its size is there',
    setup: [FILE('f', 512), FILE('g', 512)],
    operations: [['write', 'f', 10000, 1000, 72, ''], ['write', 'f', 5000, 12, 73, 's'], ['write', 'g', 0, 12, 74, 'as']],
    trees: [
      { tree: 'f=A512,04488,I12,04988,H1000 g=A512,J12', yes: 'ext4 xfs btrfs posix strict', no: '' },
      { tree: 'f=A512 g=A512,J12', yes: 'lying', no: 'ext4 xfs btrfs posix strict' },
      { tree: 'f=A512,04488,I12,04988,H1000 g=A512', yes: 'lying', no: 'ext4 xfs btrfs posix strict' },
    ],
  },
  {
    title: 'linked into another directory, its name taken by a rename, the old directory synced: both files are there',
    setup: [['mkdir', 'd'], FILE('b', 10), FILE('x', 20)],
    operations: [['link', 'b', 'd/y'], ['rename', 'x', 'b'], ['fsync', '/']],
    trees: [
      { tree: 'd/ d/y=A10 b=A20', yes: 'btrfs ext4 xfs posix strict', no: '' },
      { tree: 'd/ b=A20', yes: 'posix', no: 'btrfs ext4 xfs strict' },
    ],
  },
  {
    title: 'moved by a rename, the old directory synced: never lost but where POSIX alone counts',
    setup: [['mkdir', 'd'], FILE('b', 10)],
    operations: [['rename', 'b', 'd/y'], ['fsync', '/']],
    trees: [
      { tree: 'd/ d/y=A10', yes: 'btrfs ext4 xfs posix strict', no: '' },
      { tree: 'd/', yes: 'posix', no: 'btrfs ext4 xfs strict' },
    ],
  },
]

function treeOfText(text: string): ObservedTree {
  const tree = new Map<string, ObservedNode>()
  let next = 10
  for (const part of text.split(' ').filter((word) => word !== '')) {
    const link = /^([^=]+)->(.+)$/.exec(part)
    if (link !== null) {
      tree.set(link[1]!, { kind: 'symlink', identity: next++, target: link[2]! })
      continue
    }
    const [, shared, path, runs] = /^(?:(\d):)?([^=]+)(?:=(.*))?$/.exec(part)!
    const identity = shared === undefined ? next++ : Number(shared)
    if (path!.endsWith('/')) tree.set(path!.slice(0, -1), { kind: 'directory', identity })
    else tree.set(path!, { kind: 'file', identity, bytes: bytesOfRuns((runs ?? '').split(',').filter((run) => run !== '').map((run) => [run[0] === '0' ? 0 : run.charCodeAt(0), Number(run.slice(1))])) })
  }
  return tree
}

const ROWS = FACTS.flatMap(({ title, setup, operations, trees }) =>
  trees.flatMap(({ tree, yes, no }) => [
    ...yes.split(' ').filter(Boolean).map((profile) => ({ title, setup, operations, tree, profile, expected: true })),
    ...no.split(' ').filter(Boolean).map((profile) => ({ title, setup, operations, tree, profile, expected: false })),
  ]),
)

describe('what kernels left', () => {
  it.each(ROWS)('$profile, $title: "$tree" $expected', ({ setup, operations, tree, profile, expected }) => {
    expect(admits(cursorAtEnd(diskAfter(setup, operations), optionsOf(profile)), treeOfText(tree))).toBe(expected)
  })

  it('after a sync that failed, an acknowledged record may stand behind a hole', () => {
    const disk = diskAfter([FILE('f', 4096)], [['write', 'f', 0, 8192, 66, 'a'], ['failed fsync', 'f'], ['write', 'f', 0, 100, 67, 'af']])
    for (const profile of ['ext4', 'xfs', 'posix']) {
      const cursor = cursorAtEnd(disk, optionsOf(profile))
      const answers = ['f=A4096,08192,C100', 'f=A4096,B8192,C100', 'f=A4096,B8192'].map((tree) => admits(cursor, treeOfText(tree)))
      expect({ profile, answers }).toEqual({ profile, answers: [true, true, false] })
    }
    perform(disk, [['write', 'f', 4096, 1, 66, ''], ['fsync', 'f']])
    expect(admits(cursorAtEnd(disk, optionsOf('posix')), treeOfText('f=A4096,08192,C100'))).toBe(false)
    expect(admits(cursorAtEnd(disk, optionsOf('posix')), treeOfText('f=A4096,B4096,04096,C100'))).toBe(true)
  })
})
