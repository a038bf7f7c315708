import { describe, expect, test } from 'vitest'
import type { Finding, ScenarioResult } from '../check/verdict.ts'
import { mergeResults } from './merge.ts'

const part = (change: Partial<ScenarioResult> = {}): ScenarioResult => ({
  scenario: 's', suite: 'u', title: 't', implementation: 'i', verdict: 'held',
  counts: { runs: 4, steps: 40, crashPoints: 10, crashPointsLeftOut: 0, crashStates: 20, recoveries: 5, checks: 15 },
  probes: { seen: 1 }, faults: { powerCut: 3 }, profiles: ['posix'], hash: '0000000100000002', ...change,
})
const finding = { invariant: 'law', sentence: 'it broke' } as Finding

describe('parts of one scenario', () => {
  test('counts, probes and faults add up; hashes do not depend on the grouping', () => {
    const three = [part(), part({ hash: 'ffffffff00000001' }), part({ hash: '00000000fffffffe' })]
    const whole = mergeResults(three)
    expect(whole.counts).toEqual({ runs: 12, steps: 120, crashPoints: 30, crashPointsLeftOut: 0, crashStates: 60, recoveries: 15, checks: 45 })
    expect(whole).toMatchObject({ verdict: 'held', probes: { seen: 3 }, faults: { powerCut: 9 }, hash: '0000000000000001' })
    expect(mergeResults([mergeResults(three.slice(0, 2)), three[2]!])).toEqual(whole)
  })

  test('the first finding counts, and is never hidden by a later part', () => {
    const merged = mergeResults([part(), part({ verdict: 'violated', reason: 'first', finding }), part({ verdict: 'failed', reason: 'second', finding: { ...finding, sentence: 'other' } })])
    expect(merged).toMatchObject({ verdict: 'violated', reason: 'first', finding })
  })

  test('one incomplete part makes the whole incomplete, without a hash', () => {
    const { hash: _hash, ...cut } = part({ verdict: 'incomplete', reason: 'stopped' })
    const merged = mergeResults([part(), cut])
    expect(merged).toMatchObject({ verdict: 'incomplete', reason: 'stopped' })
    expect(merged).not.toHaveProperty('hash')
  })

  test('a fault that never fired and a probe that was never reached are named', () => {
    const idle = mergeResults([part({ faults: { powerCut: 0 }, probes: { seen: 0 } })])
    expect(idle.verdict).toBe('not exercised')
    expect(idle.reason).toBe('the fault powerCut never fired; no run reached "seen"')
    expect(mergeResults([idle, part()])).toMatchObject({ verdict: 'held' })
  })
})
