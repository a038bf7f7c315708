import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Disk } from './disk.ts'
import { OPEN } from './open-flags.ts'
import { Performer } from './test-support/performer.ts'
import { sequence } from './test-support/steps.ts'
import type { Image } from './image.ts'

const text = (words: string): Uint8Array => new TextEncoder().encode(words)

/** What a disk holds at a path, without opening it for good. */
function read(disk: Disk, path: string): string {
  const fd = disk.open(path, OPEN.RDONLY)
  const bytes = disk.read(fd, 1 << 20, 0)
  disk.close(fd)
  return new TextDecoder().decode(bytes)
}

/** Runs steps below `/r`; after each one: the length of the log, and what was visible. */
function recorded(disk: Disk, steps: Parameters<Performer['perform']>[0][], freeze: boolean): { length: number; image: Image | undefined }[] {
  const performer = new Performer(disk, '/r', true)
  return steps.map((step) => {
    performer.perform(step)
    return { length: disk.log.length, image: freeze ? disk.freeze() : undefined }
  })
}

function diskWithRoot(base?: Image): Disk {
  const disk = new Disk(base)
  if (base === undefined) disk.mkdir('/r')
  return disk
}

describe('replay', () => {
  test('the log up to any call gives what was visible then', () => {
    fc.assert(
      fc.property(sequence, (steps) => {
        const disk = diskWithRoot()
        for (const { length, image } of recorded(disk, steps, true)) expect(Disk.replay(disk.base, disk.log, length).freeze().hash).toBe(image!.hash)
      }),
      { numRuns: 300 },
    )
  })

  test('looking does not change what is seen', () => {
    fc.assert(
      fc.property(sequence, (steps) => {
        const watched = diskWithRoot()
        const alone = diskWithRoot()
        recorded(watched, steps, true)
        recorded(alone, steps, false)
        expect(alone.freeze().hash).toBe(watched.freeze().hash)
        expect(isDeepStrictEqual(alone.log, watched.log)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('a later life, booted from an image, replays on that image', () => {
    fc.assert(
      fc.property(sequence, sequence, (first, second) => {
        const before = diskWithRoot()
        recorded(before, first, false)
        const base = before.freeze()
        const hash = base.hash
        const disk = diskWithRoot(base)
        for (const { length, image } of recorded(disk, second, true)) expect(Disk.replay(base, disk.log, length).freeze().hash).toBe(image!.hash)
        expect(new Disk(base).freeze().hash).toBe(hash)
        expect(new Performer(new Disk(disk.freeze()), '/r', true).tree()).toEqual(new Performer(disk, '/r', true).tree())
      }),
      { numRuns: 200 },
    )
  })

  test('a tree seen through the calls is the tree of a disk booted from its image', () => {
    fc.assert(
      fc.property(sequence, (steps) => {
        const disk = diskWithRoot()
        recorded(disk, steps, false)
        expect(new Performer(new Disk(disk.freeze()), '/r', true).tree()).toEqual(new Performer(disk, '/r', true).tree())
      }),
      { numRuns: 200 },
    )
  })

  test('has no descriptors, and goes on with the numbers of the log', () => {
    const disk = new Disk()
    const fd = disk.open('/a', OPEN.RDWR | OPEN.CREAT)
    disk.write(fd, text('one'), null)
    const later = Disk.replay(disk.base, disk.log, disk.log.length)
    expect(() => later.write(fd, text('two'), null)).toThrow('EBADF')
    expect(later.open('/a', OPEN.WRONLY | OPEN.APPEND)).toBe(3)
    later.write(3, text('two'), null)
    expect(later.log.map(({ n, call }) => [n, call])).toEqual([[0, 1], [1, 2], [2, 3]])
    expect(read(later, '/a')).toBe('onetwo')
    expect(read(disk, '/a')).toBe('one')
  })

  test('an inode made after it gets a number that was never used', () => {
    const disk = new Disk()
    disk.close(disk.open('/a', OPEN.RDWR | OPEN.CREAT))
    const { ino } = disk.stat('/a')
    disk.unlink('/a')
    const later = Disk.replay(disk.base, disk.log, disk.log.length)
    later.open('/b', OPEN.RDWR | OPEN.CREAT)
    expect(later.stat('/b').ino).toBe(ino + 1)
  })

  test('refuses a length that the log does not have', () => {
    const disk = new Disk()
    expect(() => Disk.replay(disk.base, disk.log, 1)).toThrow(new RangeError('length is 1; the log has 0 micro-operations'))
    expect(() => Disk.replay(disk.base, disk.log, -1)).toThrow(RangeError)
  })
})

describe('replay with a cut', () => {
  function written(): Disk {
    const disk = new Disk()
    const fd = disk.open('/a', OPEN.RDWR | OPEN.CREAT)
    disk.write(fd, text('a'.repeat(4000)), null)
    disk.write(fd, text('b'.repeat(5000)), null)
    return disk
  }

  test.each([
    [4096, 'a'.repeat(4000) + 'b'.repeat(96), 4096],
    [8192, 'a'.repeat(4000) + 'b'.repeat(4192), 8192],
    [9000, 'a'.repeat(4000) + 'b'.repeat(5000), 9000],
    [9999, 'a'.repeat(4000) + 'b'.repeat(5000), 9000],
  ])('below %i', (at, wanted, to) => {
    const disk = written()
    const later = Disk.replay(disk.base, disk.log, 3, { at })
    expect(read(later, '/a')).toBe(wanted)
    expect(later.log[2]).toMatchObject({ kind: 'data', n: 2, from: 4000, to, sizeBefore: 4000, size: to })
    expect(later.log[2]).toHaveProperty('bytes.length', to - 4000)
    expect(disk.log[2]).toMatchObject({ to: 9000, size: 9000 })
  })

  test('at its beginning nothing of the write is left', () => {
    const disk = written()
    const later = Disk.replay(disk.base, disk.log, 3, { at: 4000 })
    expect(read(later, '/a')).toBe('a'.repeat(4000))
    expect(later.log.filter(({ kind }) => kind === 'data')).toHaveLength(1)
  })

  test('an overwrite keeps the size', () => {
    const disk = written()
    const fd = disk.open('/a', OPEN.WRONLY)
    disk.write(fd, text('c'.repeat(6000)), 0)
    const later = Disk.replay(disk.base, disk.log, 4, { at: 4096 })
    expect(read(later, '/a')).toBe('c'.repeat(4096) + 'b'.repeat(4904))
    expect(later.log[3]).toMatchObject({ to: 4096, size: 9000 })
  })

  test('refuses to cut what is no write', () => {
    const disk = written()
    expect(() => Disk.replay(disk.base, disk.log, 1, { at: 4096 })).toThrow('a process death cuts writes only; micro-operation 0 is none')
  })
})
