import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { simulate } from '../real/conformance/check-outcomes.ts'
import type { Disk } from './disk.ts'
import { admits } from './images-admit.ts'
import { CrashCursor } from './images.ts'
import { treeOf } from './observed-tree.ts'
import { optionsOf, readable } from './profiles/test-support/programs.ts'
import { PROGRAM, type Program, run } from './profiles/test-support/random-programs.ts'

/** Images looked at before each operation. */
const LIMIT = 24

/**
 * Until a sync, nothing that a power cut may leave becomes impossible: the disk may have done none of what came after. Only garbage and NUL in place of a write are what
 * the newest write to their sector left.
 */
function expectToStay({ base, log }: Disk, profile: string): number {
  let looked = 0
  const boundary = (length: number): boolean => log[length]?.kind !== 'entry' || log[length]?.call !== log[length - 1]?.call
  for (let length = 0, next = 1; length < log.length; length = next) {
    for (next = length + 1; !boundary(next); ) next++
    if (log[length]!.kind === 'sync' || log[length]!.kind === 'lost') continue
    const [before, after] = [length, next].map((at) => {
      const cursor = new CrashCursor(base, log, optionsOf(profile))
      cursor.advance(at)
      return cursor
    }) as [CrashCursor, CrashCursor]
    for (const image of before.images({ limit: LIMIT, seed: 'test' })) {
      looked++
      if (admits(after, treeOf(image.build())) || image.differences.some(({ part, form }) => part === 'data' && (form === 'garbage' || form === 'zeros'))) continue
      expect({ length, log: log.slice(0, next).map((operation) => ({ ...operation, bytes: undefined })), image: readable(image.build()) }).toBe('possible later')
    }
  }
  return looked
}

/** In each of them an earlier rule made possible images impossible. */
const TAKEN_BACK: readonly Program[] = [
  {
    setup: [['mkdir', 'd'], ['write', 'a', 0, 600, 66, 'ca'], ['write', 'd/x', 0, 8192, 67, 'ca']],
    operations: [
      ['rename', 'd', 'e'], ['rename', 'e/x', 'a'], ['fdatasync', 'a'], ['commit'], ['unlink', 'a'], ['write', 'a', 8192, 10, 68, 'ct'], ['fdatasync', 'a'],
      ['write', 'a', 5000, 1024, 69, 'cf'],
    ],
  },
  {
    setup: [
      ['mkdir', 'd'], ['write', 'a', 0, 512, 66, 'ca'], ['write', 'b', 0, 300, 67, 'ca'], ['link', 'a', 'c'], ['write', 'c', 1000, 10, 68, 'ca'],
      ['write', 'b', 4000, 600, 69, 'ct'],
    ],
    operations: [
      ['rename', 'b', 'c'], ['open', '1', 'a', 'c'], ['write', 'a', 0, 200, 70, 'caF'], ['sync', '1', 'fsync'], ['write', 'a.new', 0, 300, 72, 'ctf'],
      ['rename', 'a.new', 'a'], ['write', 'c', 4096, 100, 73, 'c'], ['unlink', 'a'], ['write', 'l', 0, 511, 74, 'cas'], ['fsync', 'c'],
    ],
  },
  {
    setup: [['mkdir', 'd'], ['write', 'a', 0, 8192, 66, 'ca'], ['write', 'd/x', 0, 20000, 67, 'ca']],
    operations: [
      ['unlink', 'a'], ['rename', 'd', 'e'], ['fsync', 'e/x'], ['link', 'e/x', 'l'], ['unlink', 'e/x'], ['rename', 'l', 'l'],
      ['write', 'l', 0, 8192, 68, 'caF'], ['unlink', 'l'],
    ],
  },
  {
    setup: [['mkdir', 'd'], ['write', 'a', 0, 1000, 66, 'ca'], ['write', 'd/x', 0, 3996, 67, 'ca'], ['write', 'b', 0, 512, 68, 'cs'], ['mkdir', 'e']],
    operations: [
      ['write', 'c', 5000, 511, 69, 'cas'], ['rename', 'a', 'b'], ['write', 'd/x', 1, 10, 71, 'cas'], ['link', 'd/x', 'a'],
      ['write', 'a', 10000, 8192, 72, 'caf'], ['write', 'a.new', 0, 512, 73, 'ctf'], ['rename', 'a.new', 'a'], ['link', 'd/x', 'l'], ['rename', 'd', 'e'],
      ['commit'],
    ],
  },
  {
    setup: [
      ['mkdir', 'd'], ['write', 'a', 0, 600, 66, 'ca'], ['write', 'd/x', 0, 9000, 67, 'ca'], ['write', 'b', 1024, 5000, 68, 'cF'],
      ['write', 'a', 4000, 5000, 69, 'cF'], ['write', 'b', 0, 3000, 70, 'ca'],
    ],
    operations: [
      ['write', 'd/x', 8192, 300, 71, 'cs'], ['truncate', 'd/x', 0], ['write', 'b', 5000, 600, 72, 'ca'], ['write', 'b', 8192, 200, 73, 'ct'],
      ['fdatasync', 'b'], ['symlink', 'd/y', 'l'], ['rename', 'd/x', 'a'], ['rename', 'a', 'l'], ['rmdir', 'd'], ['write', 'b', 4096, 1000, 74, 'cF'],
      ['commit'], ['fsync', 'b'],
    ],
  },
]

describe.each(['ext4', 'xfs', 'btrfs', 'posix', 'lying'])('%s', (profile) => {
  it('takes nothing back until a sync', () => {
    let looked = 0
    fc.assert(fc.property(PROGRAM, (program) => void (looked += expectToStay(run(program), profile))), { numRuns: 40, seed: 1 })
    expect(looked).toBeGreaterThan(300)
  })

  it.each(TAKEN_BACK.map((program, index) => ({ program, index })))('takes nothing back until a sync in program $index of those in which a rule once did', ({ program }) => {
    expect(expectToStay(simulate(program).disk, profile)).toBeGreaterThan(0)
  })
})
