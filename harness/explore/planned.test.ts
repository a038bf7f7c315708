import { expect, test } from 'vitest'
import type { Operation } from '../world/operation.ts'
import { planned } from './planned.ts'

const held = { label: 'server/write #1' } as Operation

test('a hold moves the clock to a hundred timers and no further, where a process has timers for ever', () => {
  const plan = planned({ order: 'run-on', holds: [{ operation: held.label, until: null }], faults: [] })
  const forever = { size: 1 } as Parameters<typeof plan.choose>[1]
  let moved = 0
  while (plan.choose([held], forever, null) === 'advance clock') moved++
  expect(moved).toBe(100)
  plan.performed!(held)
  expect([plan.unmatched(), plan.loose()]).toEqual([[], []])
})
