import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { simulate } from '../real/conformance/check-outcomes.ts'
import { randomProgram } from '../real/conformance/random-program.ts'
import type { Disk } from './disk.ts'
import { admits } from './images-admit.ts'
import { CrashCursor } from './images.ts'
import { treeOf } from './observed-tree.ts'
import { optionsOf, readable } from './profiles/test-support/programs.ts'
import { PROGRAM, run } from './profiles/test-support/random-programs.ts'

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

describe.each(['ext4', 'xfs', 'btrfs', 'posix', 'lying'])('%s', (profile) => {
  it('takes nothing back until a sync', () => {
    let looked = 0
    fc.assert(fc.property(PROGRAM, (program) => void (looked += expectToStay(run(program), profile))), { numRuns: 40, seed: 1 })
    expect(looked).toBeGreaterThan(300)
  })

  // Numbers that found a rule which took something back come first.
  it.each([233, 281, 526, 1147, 1792])('takes nothing back until a sync in program %i of the comparison with kernels', (number) => {
    expect(expectToStay(simulate(randomProgram('mono', number)).disk, profile)).toBeGreaterThan(0)
  })
})
