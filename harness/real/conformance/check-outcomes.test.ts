import { expect, test } from 'vitest'
import type { ObservedNode } from '../../disk/images-admit.ts'
import { notAdmitted, simulate } from './check-outcomes.ts'
import type { Outcome } from './outcome.ts'
import type { Program } from './program.ts'

const PROGRAM: Program = { setup: [['write', 'f', 0, 100, 65, 'c']], operations: [['write', 'f', 0, 100, 66, 'af'], ['rename', 'f', 'g']] }
/** The syscalls: open 0, write 1, fsync 2, close 3, rename 4. */
const simulated = simulate(PROGRAM)

function outcome(first: number, last: number, path: string, runs: readonly [byte: number, count: number][], complete = false): Outcome {
  const bytes = Buffer.concat(runs.map(([byte, count]) => Buffer.alloc(count, byte)))
  return { first, last, count: 1, complete, tree: [[path, { kind: 'file', identity: 1, bytes: new Uint8Array(bytes) } satisfies ObservedNode]] }
}

const A = [65, 100] as [number, number]
const B = [66, 100] as [number, number]

test('what is possible depends on the syscalls around the cut', () => {
  const possible = [outcome(1, 2, 'f', [A]), outcome(1, 2, 'f', [A, B]), outcome(2, 3, 'f', [A, B]), outcome(3, 4, 'g', [A, B]), outcome(4, 4, 'f', [A, B])]
  const impossible = [outcome(2, 3, 'f', [A]), outcome(2, 3, 'g', [A, B]), outcome(0, 0, 'f', [A, B]), outcome(4, 4, 'f', [B])]
  expect(new Set(notAdmitted(simulated, [...possible, ...impossible], 'ext4'))).toEqual(new Set(impossible))
})

test('after an unmount all is there', () => {
  const short = outcome(4, 4, 'f', [A, B], true)
  expect(notAdmitted(simulated, [short, outcome(4, 4, 'g', [A, B], true)], 'ext4')).toEqual([short])
})

test('what cannot be mounted is never admitted', () => {
  const broken: Outcome = { first: 4, last: 4, count: 1, complete: false, tree: 'cannot be mounted: Structure needs cleaning' }
  expect(notAdmitted(simulated, [broken], 'lying')).toEqual([broken])
})
