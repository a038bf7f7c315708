import { expect, test } from 'vitest'
import { admits } from '../images-admit.ts'
import { expectFacts, FILE, OTHER, type Fact, treeOfText } from './test-support/facts.ts'
import { cursorAtEnd, diskAfter, optionsOf, perform } from './test-support/programs.ts'

/** Which sizes and bytes were there after a power cut. */
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
    title: 'written through O_DSYNC into a page that an append shares, whose growth lies behind it: neither the growth nor the names before it, on ext4',
    setup: [FILE('a', 12288)],
    operations: [['link', 'a', 'c'], ['write', 'c', 10000, 3996, 71, ''], ['write', 'c', 0, 9000, 72, 's']],
    trees: [
      { tree: 'a=H9000,A1000,G2288', yes: 'ext4 posix', no: 'strict' },
      { tree: '1:a=H9000,A1000,G3996 1:c=H9000,A1000,G3996', yes: 'ext4 xfs btrfs posix strict', no: '' },
      { tree: 'a=A12288', yes: 'lying', no: 'ext4 xfs btrfs posix strict' },
    ],
  },
]

expectFacts(FACTS)

test('after a sync that failed, an acknowledged record may stand behind a hole', () => {
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
