import { expect, test } from 'vitest'
import { Disk } from './disk.ts'
import { OPEN } from './open-flags.ts'
import { Space, spaceRules } from './space.ts'

test('one transfer is short, the next one is not', () => {
  const disk = new Disk()
  const fd = disk.open('/f', OPEN.RDWR | OPEN.CREAT)
  disk.inject().shorten(3)
  expect([disk.write(fd, new Uint8Array(10), null), disk.write(fd, new Uint8Array(10), null)]).toEqual([3, 10])
  disk.inject().shorten(4)
  expect([disk.read(fd, 10, 0).length, disk.read(fd, 10, 0).length]).toEqual([4, 10])
  disk.inject().shorten(0)
  expect(disk.write(fd, new Uint8Array(10), null)).toBe(1)
  disk.inject().shorten(2)
  disk.heal()
  expect(disk.write(fd, new Uint8Array(10), null)).toBe(10)
})

test('a short write on a full disk takes the blocks of what it wrote', () => {
  const disk = new Disk()
  const fd = disk.open('/f', OPEN.RDWR | OPEN.CREAT)
  disk.inject().space = new Space(spaceRules.ext4, 4096)
  disk.inject().shorten(10)
  expect([disk.write(fd, new Uint8Array(9000), null), disk.write(fd, new Uint8Array(9000), null)]).toEqual([10, 4086])
  expect(() => disk.write(fd, new Uint8Array(1), null)).toThrow(/^ENOSPC: no space left on device, write$/)
})
