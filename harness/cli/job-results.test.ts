import { describe, expect, test } from 'vitest'
import type { Finding, ScenarioResult } from '../check/verdict.ts'
import { answeredPart, JobResults } from './job-results.ts'
import type { Job } from './selection.ts'

const JOB: Job = {
  scenario: { source: 'built-in', id: 'journal/a', suite: 'journal', title: 'a', origin: [], needs: [], general: false, covers: [], invariants: [] },
  implementation: { source: 'built-in', name: 'reference', role: 'reference', suite: 'journal', capabilities: [] },
}
const OPTIONS = { seed: 's', runs: 16, profiles: ['posix'] }
const finding = { verdict: 'violated', sentence: 'lost' } as unknown as Finding

const part = (runs: number, more: Partial<ScenarioResult> = {}): ScenarioResult => ({
  scenario: 'journal/a',
  suite: 'journal',
  title: 'a',
  implementation: 'reference',
  verdict: 'held',
  counts: { runs, steps: runs, crashPoints: runs, crashPointsLeftOut: 0, crashStates: 10 * runs, recoveries: runs, checks: runs },
  probes: {},
  faults: {},
  profiles: ['posix'],
  hash: `${String(runs).padStart(8, '0')}00000001`,
  ...more,
})

/** The result after these pieces came back in this order. */
const after = (order: readonly number[], parts: readonly ScenarioResult[]): ScenarioResult => {
  const results = new JobResults(JOB, OPTIONS, parts.length)
  for (const index of order) results.add(index, parts[index]!)
  return results.result('interrupted')
}

test('the order in which pieces come back changes nothing', () => {
  const parts = [part(1), part(2), part(3), part(4)]
  expect(after([3, 1, 0, 2], parts)).toEqual(after([0, 1, 2, 3], parts))
  expect(after([0, 1, 2, 3], parts)).toMatchObject({ verdict: 'held', counts: { runs: 10, crashStates: 100 } })
})

test('nothing behind the first finding counts, whenever it came back', () => {
  const parts = [part(1), part(2, { verdict: 'violated', finding }), part(3), part(4, { verdict: 'violated', finding: { ...finding, sentence: 'later' } })]
  const expected = { verdict: 'violated', finding: { sentence: 'lost' }, counts: { runs: 3 } }
  expect(after([0, 1], parts)).toMatchObject(expected)
  expect(after([3, 2, 1, 0], parts)).toEqual(after([0, 1], parts))
})

test('it is complete when all that is needed is there', () => {
  const results = new JobResults(JOB, OPTIONS, 4)
  results.add(2, part(3, { verdict: 'violated', finding }))
  expect([results.complete, results.needed]).toEqual([false, 3])
  results.add(0, part(1))
  results.add(1, part(2, { verdict: 'incomplete' }))
  expect(results.complete).toBe(false)
  results.add(1, part(2))
  expect(results.complete).toBe(true)
})

test('what is missing is said, and there is no hash of a part', () => {
  expect(after([0, 1], [part(1), part(2), part(3)])).toMatchObject({ verdict: 'incomplete', reason: 'interrupted', counts: { runs: 3 } })
  expect(after([0, 1], [part(1), part(2), part(3)])).not.toHaveProperty('hash')
  expect(after([], [part(1)])).toMatchObject({ verdict: 'incomplete', counts: { runs: 0 } })
})

test('a finding counts although the search was cut short', () => {
  expect(after([1], [part(1), part(2, { verdict: 'violated', finding }), part(3)])).toMatchObject({ verdict: 'violated', counts: { runs: 2 } })
})

describe('a lost worker', () => {
  const plan = { version: 1, scenario: 'journal/a', input: 1, disk: { profile: 'posix', sectorSize: 512, powersafeOverwrite: true }, randomSeed: '', lives: [] } as const

  test('is a failure that names the plan it was in', () => {
    const lost = answeredPart({ kind: 'lost', why: 'gave no answer', last: { runs: 2, crashStates: 9, plan } }, JOB, OPTIONS, 8)!
    expect(lost).toMatchObject({
      verdict: 'failed',
      reason: 'the code under test gave no answer',
      finding: { verdict: 'failed', invariant: 'answers', plan, foundBy: { run: 11, seed: 's' } },
    })
    expect(lost.finding!.fingerprint).toMatch(/^[0-9a-f]{12}$/)
    expect(after([0, 1], [part(1), lost])).toMatchObject({ verdict: 'failed', counts: { runs: 3 }, finding: { plan } })
  })

  test('that never said which plan is a failure too', () => {
    const lost = answeredPart({ kind: 'lost', why: 'ran out of memory' }, JOB, OPTIONS, 0)!
    expect(after([0, 1], [part(1), lost])).toMatchObject({ verdict: 'failed', reason: 'the code under test ran out of memory' })
  })

  test('that we ended ourselves says nothing', () => {
    expect(answeredPart({ kind: 'dropped' }, JOB, OPTIONS, 0)).toBeUndefined()
  })
})

describe('enough steps', () => {
  const results = (order: readonly number[], parts: readonly ScenarioResult[], steps?: number): JobResults => {
    const all = new JobResults(JOB, { ...OPTIONS, steps }, parts.length)
    for (const index of order) all.add(index, parts[index]!)
    return all
  }

  test('leave the later pieces out, whichever came back first', () => {
    const parts = [part(4), part(4), part(4), part(4, { verdict: 'violated', finding })]
    for (const order of [[0, 1], [3, 1, 0], [3, 2, 1, 0]]) {
      const done = results(order, parts, 8)
      expect([done.complete, done.needed]).toEqual([true, 2])
      expect(done.result()).toMatchObject({ verdict: 'held', counts: { runs: 8 }, plansLeftOut: 8 })
    }
    expect(results([0, 1, 2, 3], parts).result()).toMatchObject({ verdict: 'violated', counts: { runs: 16 } })
  })

  test('are not enough where a fault never fired', () => {
    const done = results([0, 1, 2, 3], [part(4, { faults: { slow: 0 } }), part(4, { faults: { slow: 0 } }), part(4, { faults: { slow: 1 } }), part(4)], 4)
    expect(done.result()).toMatchObject({ verdict: 'held', counts: { runs: 12 }, plansLeftOut: 4 })
  })

  test('are a number of their own for a general scenario, or none', () => {
    const general = (generalSteps?: number): ScenarioResult => {
      const all = new JobResults({ ...JOB, scenario: { ...JOB.scenario, general: true } }, { ...OPTIONS, steps: 4, generalSteps }, 4)
      for (const index of [0, 1, 2, 3]) all.add(index, part(4))
      return all.result()
    }
    expect(general()).toMatchObject({ counts: { runs: 16 } })
    expect(general().plansLeftOut).toBeUndefined()
    expect(general(8)).toMatchObject({ counts: { runs: 8 }, plansLeftOut: 8 })
  })

  test('are none where a number of plans was asked for', () => {
    expect(results([0, 1, 2, 3], [part(4), part(4), part(4), part(4)]).result().plansLeftOut).toBeUndefined()
  })
})
