import { describe, expect, test } from 'vitest'
import type { Finding, ScenarioResult } from '../check/verdict.ts'
import { defectRow, defectsCode, selectTrials, type Trial } from './audit-defects.ts'
import { BUILT_IN, type CatalogueDescription, type ImplementationDescription, type ScenarioDescription } from './catalogue.ts'

const scenario = (id: string, general = false): ScenarioDescription => ({ source: BUILT_IN, id, suite: id.split('/')[0]!, title: id, origin: [], needs: [], general, covers: [], invariants: [] })
const defect = (name: string, suite: string, caughtBy: readonly string[]): ImplementationDescription => ({ source: BUILT_IN, name, suite, role: 'defect', capabilities: [], mistake: 'wrong', origin: [], caughtBy })
const CATALOGUE: CatalogueDescription = {
  suites: [],
  scenarios: [scenario('journal/a'), scenario('journal/b'), scenario('store/a'), scenario('store/any', true)],
  implementations: [defect('one', 'journal', ['journal/a']), defect('two', 'store', ['store/a']), { ...defect('reference', 'store', []), role: 'reference' }],
}
const ALL = { suites: [], defects: [], general: false, matrix: false }
const shown = (trials: readonly Trial[]): unknown => trials.map(({ defect: { name }, named, others }) => [name, named.map((job) => job.scenario.id), others.map((job) => job.scenario.id)])

test('every defect is tried by the scenarios that it names; in the matrix also by the others of its suite', () => {
  expect(shown(selectTrials(CATALOGUE, ALL))).toEqual([['one', ['journal/a'], []], ['two', ['store/a'], []]])
  expect(shown(selectTrials(CATALOGUE, { ...ALL, suites: ['journal'], matrix: true }))).toEqual([['one', ['journal/a'], ['journal/b']]])
})

test('a defect that names no scenario survives, and is not left out', () => {
  const [trial] = selectTrials({ ...CATALOGUE, implementations: [defect('forgotten', 'store', [])] }, ALL)
  expect(defectRow(trial!, [], false).outcome).toBe('survived')
})

test('the general scenarios try the defects of their own suite, whichever these name', () => {
  expect(shown(selectTrials(CATALOGUE, { ...ALL, general: true }))).toEqual([['two', ['store/any'], []]])
  expect(() => selectTrials(CATALOGUE, { ...ALL, general: true, suites: ['journal'] })).toThrow('no scenario of the suite journal is general')
})

test('a defect that names a scenario which is not there is a mistake of ours', () => {
  const broken = { ...CATALOGUE, implementations: [defect('one', 'journal', ['journal/c'])] }
  expect(() => selectTrials(broken, ALL)).toThrow('the defect one names the scenario "journal/c", which its suite journal has not')
})

describe('outcomes', () => {
  const [trial] = selectTrials({ ...CATALOGUE, implementations: [defect('one', 'journal', ['journal/a', 'journal/b'])] }, ALL)
  const result = (verdict: ScenarioResult['verdict'], invariant = 'law'): ScenarioResult =>
    ({ scenario: 'journal/a', verdict, counts: { runs: 4 }, ...(verdict === 'violated' || verdict === 'failed' ? { finding: { invariant, sentence: 'lost', foundBy: { run: 3 }, plan: { lives: [] } } as unknown as Finding } : {}) }) as ScenarioResult
  const row = (results: ScenarioResult[], general = false): ReturnType<typeof defectRow> => defectRow(trial!, results, general)

  test.each<[string, ScenarioResult[], string, string]>([
    ['all have caught it', [result('violated'), result('failed')], 'killed', 'killed'],
    ['one of two has caught it', [result('violated'), result('held')], 'survived', 'killed'],
    ['none has caught it', [result('held'), result('not exercised')], 'survived', 'survived'],
    ['a run that is not the same twice is no kill', [result('failed', 'is deterministic'), result('held')], 'survived', 'survived'],
    ['one was cut short', [result('violated'), result('incomplete')], 'open', 'killed'],
    ['one held and one was cut short', [result('held'), result('incomplete')], 'survived', 'open'],
    ['one could not be run', [result('violated'), result('not applicable')], 'survived', 'killed'],
  ])('%s', (_, results, named, general) => {
    expect([row(results).outcome, row(results, true).outcome]).toEqual([named, general])
  })

  test('codes: any survivor is red; of the general scenarios, less than two thirds', () => {
    const [killed, survived, open] = [row([result('violated'), result('violated')]), row([result('held'), result('held')]), row([result('incomplete'), result('incomplete')])]
    expect([[killed], [killed, survived], [killed, open], [open, survived]].map((rows) => defectsCode(rows, false))).toEqual([0, 1, 4, 1])
    expect([[killed, killed, survived], [killed, survived], [killed, killed, open], [killed, open, open], [open, survived]].map((rows) => defectsCode(rows, true))).toEqual([0, 1, 0, 4, 1])
  })
})
