import { expect, test } from 'vitest'
import { Disk } from '../disk/disk.ts'
import type { Image } from '../disk/image.ts'
import { OPEN } from '../disk/open-flags.ts'
import { Touches } from '../disk/touches.ts'
import { ReadSets } from './read-set.ts'

function image(files: Readonly<Record<string, string>>, links: Readonly<Record<string, string>> = {}): Image {
  const disk = new Disk()
  disk.mkdir('/d')
  for (const [path, text] of Object.entries(files)) {
    const fd = disk.open(path, OPEN.WRONLY | OPEN.CREAT)
    disk.write(fd, Buffer.from(text), null)
    disk.close(fd)
  }
  for (const [path, existing] of Object.entries(links)) disk.link(existing, path)
  return disk.freeze()
}

/** Remembers one life on an image; says for another image whether it would be the same. */
function asks(from: Image, life: (disk: Disk) => void): (other: Image, startMs?: number) => boolean {
  const sets = new ReadSets<string>()
  const touches = new Touches(from)
  life(new Disk(from, touches))
  sets.add(touches.list, from, () => 0, 'same')
  return (other, startMs = 0) => sets.find(other, () => startMs) === 'same'
}

const base = image({ '/a': 'one', '/d/b': 'two' })
const read = (disk: Disk, path: string): Uint8Array => disk.read(disk.open(path, OPEN.RDONLY), 100, null)

test.each<[string, (disk: Disk) => unknown, Image, boolean]>([
  ['another file changed', (disk) => read(disk, '/a'), image({ '/a': 'one', '/d/b': 'TWO', '/c': '' }), true],
  ['its bytes changed', (disk) => read(disk, '/a'), image({ '/a': 'ONE', '/d/b': 'two' }), false],
  ['it is gone', (disk) => read(disk, '/a'), image({ '/d/b': 'two' }), false],
  ['a look at the size only', (disk) => disk.stat('/a'), image({ '/a': 'ONE', '/d/b': 'two' }), true],
  ['the size changed', (disk) => disk.stat('/a'), image({ '/a': 'longer', '/d/b': 'two' }), false],
  ['only its name was looked up', (disk) => disk.close(disk.open('/a', OPEN.WRONLY)), image({ '/a': 'longer' }), true],
  ['a look-up that failed', (disk) => expect(() => disk.stat('/c')).toThrow('ENOENT'), image({ '/a': 'one', '/c': '' }), false],
  ['a listing', (disk) => disk.readdir('/'), image({ '/a': 'one', '/c': '' }), false],
  ['a listing, and the contents differ', (disk) => disk.readdir('/'), image({ '/a': 'ONE', '/d/b': 'TWO' }), true],
  ['both names of a rename: the source', (disk) => disk.rename('/a', '/c'), image({ '/d/b': 'two' }), false],
  ['both names of a rename: the destination', (disk) => disk.rename('/a', '/c'), image({ '/a': 'one', '/c': 'x' }), false],
  ['two names of one file are not two files', (disk) => [disk.stat('/a'), disk.stat('/c')], image({ '/a': 'one', '/c': 'one' }), false],
  ['the number of its names', (disk) => disk.stat('/a').nlink, image({ '/a': 'one', '/d/b': 'two' }, { '/c': '/a' }), false],
  ['a directory is removed: is it empty', (disk) => expect(() => disk.rmdir('/d')).toThrow('ENOTEMPTY'), image({ '/a': 'one' }), false],
])('%s', (name, life, other, same) => {
  const from = name.startsWith('two names') ? image({ '/a': 'one' }, { '/c': '/a' }) : base
  expect(asks(from, life)(other)).toBe(same)
})

test('what a life made itself is no part of the image', () => {
  const same = asks(base, (disk) => {
    const fd = disk.open('/new', OPEN.RDWR | OPEN.CREAT | OPEN.EXCL)
    disk.write(fd, Buffer.from('x'), null)
    read(disk, '/new')
    disk.mkdir('/made')
    disk.readdir('/made')
  })
  expect(same(image({ '/z': 'other' }))).toBe(true)
  expect(same(image({ '/new': '' }))).toBe(false)
})

test('when a life began matters if it asked', () => {
  const asked = asks(base, (disk) => disk.touches!.outside('clock'))
  expect([asked(base, 0), asked(base, 1)]).toEqual([true, false])
  expect(asks(base, () => undefined)(base, 1)).toBe(true)
})

test('lives part where they saw different things', () => {
  const sets = new ReadSets<number>()
  for (const [index, from] of [image({ '/a': 'x' }), image({ '/a': 'y', '/b': '1' }), image({ '/a': 'y', '/b': '2' })].entries()) {
    const touches = new Touches(from)
    const disk = new Disk(from, touches)
    if (Buffer.from(read(disk, '/a')).toString() === 'y') read(disk, '/b')
    sets.add(touches.list, from, () => 0, index)
  }
  const find = (files: Record<string, string>): number | undefined => sets.find(image(files), () => 0)
  expect([find({ '/a': 'x', '/b': '9' }), find({ '/a': 'y', '/b': '2' }), find({ '/a': 'y', '/b': '3' }), find({ '/a': 'z' })]).toEqual([0, 2, undefined, undefined])
})
