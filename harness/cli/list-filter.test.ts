import { describe, expect, test } from 'vitest'
import type { CatalogueDescription, ImplementationDescription, ScenarioDescription } from './catalogue.ts'
import { filtered } from './list-filter.ts'

const scenario = (id: string, more: Partial<ScenarioDescription> = {}): ScenarioDescription => ({
  source: 'built-in', id, suite: id.split('/')[0]!, title: id, origin: [], needs: [], general: false, covers: [], invariants: ['survives'], ...more,
})
const defect = (name: string, suite: string, origin: string, caughtBy: string): ImplementationDescription => ({
  source: 'built-in', name, suite, role: 'defect', capabilities: [], mistake: 'wrong', origin: [origin], caughtBy: [caughtBy],
})
const CATALOGUE: CatalogueDescription = {
  suites: [{ id: 'journal', source: 'built-in', contract: 'Journal', methods: [], capabilities: [] }, { id: 'store', source: 'built-in', contract: 'Store', methods: [], capabilities: [] }],
  scenarios: [
    scenario('journal/a', { origin: ['hermes-webui #1353'], covers: ['I1', 'I12'] }),
    scenario('journal/b', { origin: ['octos #2006, #2289'], covers: ['I2'], invariants: ['in-order'] }),
    scenario('store/a', { origin: ['a blog'], covers: ['I1'] }),
  ],
  implementations: [
    { source: 'built-in', name: 'reference', role: 'reference', suite: 'journal', capabilities: [] },
    { source: 'mine.mjs', name: 'mine', role: 'given', capabilities: [] },
    defect('opens-with-w', 'journal', 'hermes-webui #1353', 'journal/a'),
    defect('torn', 'journal', 'octos #2006', 'journal/b'),
    defect('wiped', 'store', 'hermes-webui #13530', 'store/a'),
  ],
}
const NONE = { suites: [], origins: [], invariants: [], defects: [] }
const names = (filters: Partial<typeof NONE> | Record<string, string[]>): string[] => {
  const { suites, scenarios, implementations } = filtered(CATALOGUE, { ...NONE, ...filters })
  return [...suites, ...scenarios].map(({ id }) => id).concat(implementations.map(({ name }) => name))
}

test('without a filter all of it', () => expect(filtered(CATALOGUE, NONE)).toEqual(CATALOGUE))

test.each<[Record<string, string[]>, string[]]>([
  [{ suites: ['journal'] }, ['journal', 'journal/a', 'journal/b', 'reference', 'opens-with-w', 'torn']],
  [{ origins: ['1353'] }, ['journal/a', 'opens-with-w']],
  [{ origins: ['#2289'] }, ['journal/b']],
  [{ origins: ['OCTOS', 'blog'] }, ['journal/b', 'store/a', 'torn']],
  [{ invariants: ['I1'] }, ['journal/a', 'store/a', 'opens-with-w', 'wiped']],
  [{ invariants: ['in-order'] }, ['journal/b', 'torn']],
  [{ defects: ['torn'] }, ['journal/b', 'torn']],
  [{ suites: ['store'], invariants: ['I1'] }, ['store/a', 'wiped']],
  [{ suites: ['store'], origins: ['octos'] }, []],
])('%j', (filters, expected) => expect(names(filters)).toEqual(expected))

describe('what names nothing', () => {
  test.each<[Record<string, string[]>, string]>([
    [{ origins: ['1354'] }, '--origin "1354" is unknown; did you mean "1353"? "npx powercut list" shows all'],
    [{ origins: ['nobody'] }, '--origin "nobody" is unknown; accepted: 1353, 2006, 2289, 13530'],
    [{ invariants: ['I3'] }, '--invariant "I3" is unknown; did you mean "I1"?'],
    [{ invariants: ['in-ordr'] }, '--invariant "in-ordr" is unknown; did you mean "in-order"?'],
    [{ defects: ['open-with-w'] }, '--defect "open-with-w" is unknown; did you mean "opens-with-w"?'],
    [{ suites: ['jurnal'] }, '--suite "jurnal" is unknown; did you mean "journal"?'],
  ])('%j', (filters, message) => {
    expect(() => names(filters)).toThrow(message)
  })
})
