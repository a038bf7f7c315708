import fc from 'fast-check'
import { Disk } from '../../disk.ts'
import { DiskError } from '../../errors.ts'
import { perform, type Step } from './programs.ts'

const PATHS = ['a', 'b', 'c', 'd/a', 'd/b', 'e/a'] as const
const PATH = fc.constantFrom(...PATHS)
const LENGTH = fc.constantFrom(1, 10, 100, 300, 511, 512, 600, 1000, 1024, 3996, 4096, 5000, 9000)
const OFFSET = fc.constantFrom(0, 0, 1, 100, 500, 512, 1000, 4000, 4096, 5000, 8192)

/** Steps over a few files in two directories; those that the disk refuses do nothing. */
export const STEP: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant('write'), PATH, OFFSET, LENGTH, fc.integer({ min: 66, max: 90 }), fc.constantFrom('ca', 'ca', 'a', 'c', 'ct', 'caf', 'caF', 'cas', 'cs', 'cf', 'ctf')) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('truncate'), PATH, OFFSET) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('rename'), PATH, PATH) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('rename'), fc.constantFrom('d', 'e'), fc.constantFrom('d', 'e', 'd/e')) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('link'), PATH, PATH) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('unlink'), PATH) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('mkdir', 'rmdir'), fc.constantFrom('d', 'e')) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('failed fsync'), PATH) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('fsync', 'fdatasync'), fc.constantFrom(...PATHS, '', 'd', 'e')) },
)

export interface Program {
  readonly setup: readonly Step[]
  readonly operations: readonly Step[]
}

export const PROGRAM: fc.Arbitrary<Program> = fc.record({
  setup: fc.array(STEP, { maxLength: 6 }).map((steps): Step[] => [['mkdir', 'd'], ...steps]),
  operations: fc.array(STEP, { minLength: 1, maxLength: 10 }),
})

/** Runs a program, and returns the disk with what it left pending. */
export function run({ setup, operations }: Program): Disk {
  const before = new Disk()
  performAll(before, setup)
  const disk = new Disk(before.freeze())
  performAll(disk, operations)
  return disk
}

function performAll(disk: Disk, steps: readonly Step[]): void {
  for (const step of steps) {
    try {
      perform(disk, [step])
    } catch (error) {
      if (!(error instanceof DiskError)) throw error
    }
  }
}
