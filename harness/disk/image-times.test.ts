import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rotten } from './bit-rot.ts'
import { Disk } from './disk.ts'
import { DiskError } from './errors.ts'
import { timesHash } from './test-support/times-hash.ts'
import type { Image } from './image.ts'
import { CrashCursor } from './images.ts'
import { treeOf } from './observed-tree.ts'
import { profileNames } from './profiles/index.ts'
import { cursorAtEnd, optionsOf, perform, readable, type Step } from './profiles/test-support/programs.ts'
import { PROGRAM, type Program } from './profiles/test-support/random-programs.ts'

const SECOND = 1000
const APPEND: Step = ['write', 'f', 0, 100, 66, 'a']

/** Every step one second after the one before. */
function performSlowly(disk: Disk, steps: readonly Step[]): void {
  for (const step of steps) {
    disk.nowMs += SECOND
    try {
      perform(disk, [step])
    } catch (error) {
      if (!(error instanceof DiskError)) throw error
    }
  }
}

function slowly({ setup, operations }: Program): Disk {
  const before = new Disk()
  performSlowly(before, setup)
  const disk = new Disk(before.freeze())
  disk.nowMs = 100 * SECOND
  performSlowly(disk, operations)
  return disk
}

/** What `stat` tells of each path, in seconds. */
function secondsOf(image: Image): Record<string, number> {
  const disk = new Disk(image)
  disk.nowMs = 1000 * SECOND
  return Object.fromEntries([...treeOf(image).keys()].map((path) => [path, disk.lstat(`/${path}`).mtimeMs / SECOND]))
}

describe.each(profileNames())('modification times after a power cut: %s', (profile) => {
  it('are those of the versions that the image shows', () => {
    fc.assert(fc.property(PROGRAM, (program) => {
      const disk = slowly(program)
      const cursor = cursorAtEnd(disk, optionsOf(profile))
      expect(timesHash(cursor.visible().build())).toBe(timesHash(disk.freeze()))
      for (const image of cursor.images({ limit: 20, seed: 'test' })) {
        const built = image.build()
        expect(timesHash(cursor.imageFrom(image.differences).build())).toBe(timesHash(built))
        for (const [path, seconds] of Object.entries(secondsOf(built))) {
          const inode = new Disk(built).lstat(`/${path}`).ino
          const changes = disk.log.flatMap((operation) => {
            if (operation.kind === 'entry') return operation.directory === inode || operation.inode === inode ? [operation.atMs] : []
            return operation.kind === 'data' && operation.inode === inode ? [operation.atMs] : []
          })
          expect([...changes, disk.base.mtimeMs(inode)]).toContain(seconds * SECOND)
        }
      }
    }), { numRuns: 60, seed: 1 })
  })

  it('stay as they were when the cursor goes on', () => {
    fc.assert(fc.property(PROGRAM, (program) => {
      const disk = slowly(program)
      const lengths = [...disk.log.keys()].filter((length) => disk.log[length]?.kind !== 'entry')
      const half = lengths[lengths.length >> 1] ?? 0
      const at = (): CrashCursor => {
        const cursor = new CrashCursor(disk.base, disk.log, optionsOf(profile))
        cursor.advance(half)
        return cursor
      }
      const cursor = at()
      const images = [...cursor.images({ limit: 8, seed: 'test' })]
      cursor.advance(disk.log.length)
      expect(images.map((image) => timesHash(image.build()))).toEqual([...at().images({ limit: 8, seed: 'test' })].map((image) => timesHash(image.build())))
    }), { numRuns: 40, seed: 1 })
  })
})

describe('modification times', () => {
  it('of an append that may be lost', () => {
    const cursor = cursorAtEnd(slowly({ setup: [['write', 'f', 0, 100, 65, 'caf']], operations: [APPEND] }), optionsOf('posix'))
    const seen = [...cursor.images({ limit: 10, seed: 'test' })].map((image) => [readable(image.build()), secondsOf(image.build())['f']])
    expect(Object.fromEntries(seen)).toEqual({ 'f: A100': 1, 'f: A100 B100': 101, 'f: A100 0x100': 101, 'f: A100 #100': 101 })
  })

  it('of a directory whose new entry may be lost', () => {
    const cursor = cursorAtEnd(slowly({ setup: [['mkdir', 'd']], operations: [['write', 'd/a', 0, 1, 65, 'cf'], ['write', 'd/b', 0, 1, 66, 'cf']] }), optionsOf('posix'))
    const seen = [...cursor.images({ limit: 10, seed: 'test' })].map((image) => [readable(image.build()).replaceAll('\n', ', '), secondsOf(image.build())['d']])
    expect(Object.fromEntries(seen)).toEqual({ 'd (directory)': 1, 'd (directory), d/a: A1': 101, 'd (directory), d/a: A1, d/b: B1': 102, 'd (directory), d/b: B1': 102 })
  })

  it('do not count in the hash of an image', () => {
    const [one, other] = [1, 2].map((seconds) => {
      const disk = new Disk()
      disk.nowMs = seconds * SECOND
      perform(disk, [['write', 'f', 0, 1, 65, 'c']])
      return disk.freeze()
    })
    expect(one!.hash).toBe(other!.hash)
    expect(timesHash(one!)).not.toBe(timesHash(other!))
  })

  it('do not tell of bit rot', () => {
    const image = slowly({ setup: [['write', 'f', 0, 100, 65, 'caf']], operations: [APPEND] }).freeze()
    expect(timesHash(rotten(image, [{ path: '/f', offset: 3, bit: 1 }]).image)).toBe(timesHash(image))
  })
})
