import { expectFacts, FILE, type Fact } from './test-support/facts.ts'

/** Which names were there after a power cut. */
const FACTS: readonly Fact[] = [
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
    title: 'renamed, its directory synced, then replaced by a file from elsewhere: the name is gone on btrfs',
    setup: [['mkdir', 'd'], FILE('a', 10), ['write', 'd/s', 0, 5, 67, 'caf']],
    operations: [['rename', 'd/s', 'd/t'], ['fsync', 'd'], ['rename', 'a', 'd/t'], ['write', 'd/x', 0, 20, 66, 'cf']],
    trees: [
      { tree: 'a=A10 d/ d/x=B20', yes: 'btrfs posix', no: 'ext4 xfs strict' },
      { tree: 'd/ d/t=A10 d/x=B20', yes: 'btrfs ext4 xfs posix strict', no: '' },
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
  {
    title: 'linked out of a renamed directory over a name that was removed, unlinked there, that directory synced: the file is gone on btrfs',
    setup: [['mkdir', 'd'], ['write', 'd/x', 0, 0, 67, 'c'], ['symlink', 'l', 'l']],
    operations: [['unlink', 'l'], ['rename', 'd', 'e'], ['link', 'e/x', 'l'], ['unlink', 'e/x'], ['fsync', 'e']],
    trees: [
      { tree: 'e/ l->l', yes: 'btrfs posix', no: 'ext4 xfs strict' },
      { tree: 'e/ l=', yes: 'btrfs ext4 xfs posix strict', no: '' },
      { tree: 'e/ e/x= l->l', yes: 'lying', no: 'btrfs ext4 xfs posix strict' },
    ],
  },
  {
    title: 'synced, renamed over another, linked elsewhere and unlinked, the directory synced: the name that was synced is still there on btrfs',
    setup: [['mkdir', 'd'], ['write', 'a', 0, 3996, 66, 'c'], ['write', 'b', 0, 0, 67, 'c']],
    operations: [['write', 'a', 0, 1, 70, 'F'], ['write', 'd/y', 0, 1, 71, 'c'], ['write', 'b.new', 0, 0, 72, 'cf'], ['rename', 'b.new', 'b'], ['link', 'b', 'd/x'], ['unlink', 'b'], ['fsync', '/']],
    trees: [
      { tree: 'a=F1,B3995 1:b.new= d/ 1:d/x=', yes: 'btrfs posix', no: 'ext4 xfs strict' },
      { tree: 'a=F1,B3995 d/ d/x= d/y=G1', yes: 'ext4 xfs posix strict', no: '' },
      { tree: 'a=F1,B3995 1:b= d/ 1:d/x=', yes: 'lying', no: 'btrfs ext4 xfs posix strict' },
    ],
  },
  {
    title: 'renamed, linked elsewhere and unlinked, a file synced that was linked and has a name in that directory: the file is gone on btrfs',
    setup: [['mkdir', 'd'], ['write', 'a', 0, 0, 66, 'c'], ['write', 'b', 0, 0, 67, 'c'], ['mkdir', 'e']],
    operations: [['rename', 'a', 'l'], ['link', 'b', 'd/x'], ['link', 'l', 'e/x'], ['unlink', 'l'], ['fdatasync', 'd/x']],
    trees: [
      { tree: '1:b= d/ 1:d/x= e/', yes: 'btrfs posix', no: 'ext4 xfs strict' },
      { tree: '1:b= d/ 1:d/x= e/ e/x=', yes: 'btrfs ext4 xfs posix strict', no: '' },
      { tree: 'd/ e/', yes: '', no: 'btrfs ext4 xfs strict' },
    ],
  },
  {
    title: 'another file synced, one made, renamed over it, linked elsewhere and unlinked, the directory synced: its first name is still there on btrfs',
    setup: [['mkdir', 'd'], ['write', 'b', 0, 3000, 67, 'c'], ['write', 'a', 4096, 1, 68, 'c']],
    operations: [['unlink', 'a'], ['write', 'b', 0, 1, 69, 's'], ['write', 'b.new', 0, 1, 70, 'c'], ['rename', 'b.new', 'b'], ['link', 'b', 'd/y'], ['unlink', 'b'], ['fsync', '/']],
    trees: [
      { tree: '1:b.new= d/ 1:d/y=', yes: 'btrfs posix', no: 'ext4 xfs strict' },
      { tree: 'd/ d/y=F1', yes: 'ext4 xfs posix strict', no: '' },
      { tree: '1:b= d/ 1:d/y=', yes: 'lying', no: 'btrfs ext4 xfs posix strict' },
    ],
  },
  {
    title: 'linked into a directory, another file synced, replaced under its first name, linked back, unlinked, the directory synced: the name there stays on btrfs',
    setup: [['write', 'a', 0, 0, 66, 'c'], ['write', 'b', 0, 4096, 69, 'c'], ['mkdir', 'e']],
    operations: [['link', 'a', 'e/x'], ['write', 'b', 0, 1, 70, 'f'], ['write', 'a.new', 0, 1, 71, 'c'], ['rename', 'a.new', 'a'], ['link', 'e/x', 'l'], ['unlink', 'e/x'], ['fsync', 'e']],
    trees: [
      { tree: 'b=F1,E4095 e/ 1:e/x= 1:l=', yes: 'btrfs posix', no: 'ext4 xfs strict' },
      { tree: 'a=G1 b=F1,E4095 e/ l=', yes: 'ext4 xfs btrfs posix strict', no: '' },
    ],
  },
]

expectFacts(FACTS)
