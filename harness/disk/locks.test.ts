import { describe, expect, test } from 'vitest'
import { Disk } from './disk.ts'
import { OPEN } from './open-flags.ts'

function opened(): { disk: Disk; one: number; again: number; two: number } {
  const disk = new Disk()
  const open = (process: string): number => {
    disk.caller = process
    return disk.open('/f', OPEN.RDWR | OPEN.CREAT)
  }
  return { disk, one: open('one'), again: open('one'), two: open('two') }
}

const busy = /^EAGAIN: resource temporarily unavailable, fcntl$/

describe('an advisory lock', () => {
  test('exclusive: one process, by any of its descriptors', () => {
    const { disk, one, again, two } = opened()
    disk.lock(one, 'exclusive')
    disk.lock(again, 'exclusive')
    expect(() => disk.lock(two, 'exclusive')).toThrow(busy)
    expect(() => disk.lock(two, 'shared')).toThrow(busy)
    disk.unlock(again)
    disk.lock(two, 'exclusive')
    expect(() => disk.lock(one, 'shared')).toThrow(busy)
  })

  test('shared: many; exclusive only for the last one', () => {
    const { disk, one, two } = opened()
    disk.lock(one, 'shared')
    disk.lock(two, 'shared')
    expect(() => disk.lock(one, 'exclusive')).toThrow(busy)
    disk.unlock(two)
    disk.lock(one, 'exclusive')
    expect(() => disk.lock(two, 'shared')).toThrow(busy)
    disk.lock(one, 'shared')
    disk.lock(two, 'shared')
  })

  test('is dropped when any descriptor of the file closes, by any name, whoever is running', () => {
    const { disk, one, two } = opened()
    disk.caller = 'one'
    disk.link('/f', '/g')
    const other = disk.open('/g', OPEN.RDONLY)
    disk.lock(one, 'exclusive')
    disk.close(disk.open('/', OPEN.RDONLY))
    expect(() => disk.lock(two, 'shared')).toThrow(busy)
    disk.caller = 'two'
    disk.close(disk.open('/f', OPEN.RDONLY))
    expect(() => disk.lock(two, 'shared')).toThrow(busy)
    disk.close(other)
    disk.lock(two, 'exclusive')
  })

  test('keeps nobody from anything, and belongs to the file, not to its name', () => {
    const { disk, one, two } = opened()
    disk.lock(one, 'exclusive')
    expect(disk.write(two, new Uint8Array(3), 0)).toBe(3)
    disk.unlink('/f')
    disk.caller = 'two'
    disk.lock(disk.open('/f', OPEN.RDWR | OPEN.CREAT), 'exclusive')
    expect(() => disk.lock(two, 'shared')).toThrow(busy)
  })

  test('needs a descriptor that reads, or writes', () => {
    const { disk } = opened()
    expect(() => disk.lock(disk.open('/f', OPEN.RDONLY), 'exclusive')).toThrow(/^EBADF: bad file descriptor, fcntl$/)
    expect(() => disk.lock(disk.open('/f', OPEN.WRONLY), 'shared')).toThrow(/^EBADF/)
    expect(() => disk.lock(99, 'shared')).toThrow(/^EBADF/)
    expect(() => disk.unlock(99)).toThrow(/^EBADF/)
  })
})
