import { describe, expect, test } from 'vitest'
import type { CatalogueDescription, ImplementationDescription, ScenarioDescription } from './catalogue.ts'
import { selectJobs, type SelectionRequest } from './selection.ts'

const scenario = (source: string, suite: string, name: string): ScenarioDescription => ({ source, suite, id: `${suite}/${name}`, title: name, origin: [], needs: [], general: false, covers: [], invariants: [] })
const implementation = (source: string, name: string, role: ImplementationDescription['role'], suite?: string): ImplementationDescription => ({
  source, name, role, capabilities: [], ...(suite === undefined ? {} : { suite }),
})

const CATALOGUE: CatalogueDescription = {
  suites: [{ id: 'journal', source: 'built-in', contract: 'journal', methods: [], capabilities: ['durable-append', 'identity'] }],
  scenarios: [
    scenario('built-in', 'journal', 'a'),
    scenario('built-in', 'journal', 'b'),
    scenario('built-in', 'board', 'a'),
    scenario('mine.mjs', 'notes', 'kept'),
    scenario('bare.mjs', 'notes', 'bare'),
  ],
  implementations: [
    implementation('built-in', 'reference journal', 'reference', 'journal'),
    implementation('built-in', 'reference board', 'reference', 'board'),
    implementation('built-in', 'opens-with-w', 'defect', 'journal'),
    implementation('mine.mjs', 'good', 'given'),
    implementation('mine.mjs', 'bad', 'given'),
    implementation('store.mjs', 'store', 'given'),
    { ...implementation('misspelt.mjs', 'store', 'given'), capabilities: ['identity', 'durable-apend'] },
    { ...implementation('special.mjs', 'store', 'given'), capabilities: ['identity', 'time-travel'] },
    implementation('built-in', 'twin', 'defect', 'journal'),
    implementation('built-in', 'twin', 'defect', 'board'),
  ],
}

const jobs = (request: Partial<SelectionRequest>): string[] =>
  selectJobs(CATALOGUE, { files: [], suites: [], scenarios: [], ...request }).map((job) => `${job.scenario.id} on ${job.implementation.name}`)

test('without files every built-in suite runs on its reference', () => {
  expect(jobs({})).toEqual(['journal/a on reference journal', 'journal/b on reference journal', 'board/a on reference board'])
})

test('suites and scenarios narrow', () => {
  expect(jobs({ suites: ['journal'] })).toHaveLength(2)
  expect(jobs({ scenarios: ['journal/b', 'board/a'] })).toEqual(['journal/b on reference journal', 'board/a on reference board'])
})

test('a file runs on every implementation in it, or on the one that was named', () => {
  expect(jobs({ files: ['mine.mjs'] })).toEqual(['notes/kept on good', 'notes/kept on bad'])
  expect(jobs({ files: ['mine.mjs'], implementation: 'store.mjs' })).toEqual(['notes/kept on store'])
})

test('an implementation may be a file or the name of a built-in one', () => {
  expect(jobs({ suites: ['journal'], implementation: 'store.mjs' })).toEqual(['journal/a on store', 'journal/b on store'])
  expect(jobs({ scenarios: ['journal/a'], implementation: 'opens-with-w' })).toEqual(['journal/a on opens-with-w'])
})

test('of built-in ones with one name it is the one of the suite', () => {
  for (const suite of ['journal', 'board']) {
    const [job] = selectJobs(CATALOGUE, { files: [], suites: [suite], scenarios: [], implementation: 'twin' })
    expect(job!.implementation.suite).toBe(suite)
  }
})

test('a capability that resembles none of the suite may be for scenarios of one’s own', () => {
  expect(jobs({ suites: ['journal'], implementation: 'special.mjs' })).toHaveLength(2)
})

describe('refusals', () => {
  test.each<[Partial<SelectionRequest>, string]>([
    [{ suites: ['jurnal'] }, '--suite "jurnal" is unknown; did you mean "journal"?'],
    [{ scenarios: ['journal/c'] }, '--scenario "journal/c" is unknown; did you mean "journal/a"?'],
    [{ suites: ['chat'] }, '--suite "chat" is unknown; accepted: journal, board; "npx powercut list" shows all'],
    [{ files: ['mine.mjs', 'bare.mjs'], scenarios: ['journal/z'] }, '--scenario "journal/z" is unknown; accepted: notes/kept, notes/bare; "npx powercut list mine.mjs bare.mjs" shows all'],
    [{ suites: ['board'], scenarios: ['journal/a'] }, 'no scenario is both in suite board and named journal/a'],
    [{ implementation: 'store.mjs' }, '--implementation "store.mjs" fulfils one contract and the scenarios are of 2; add --suite with one of journal, board'],
    [{ suites: ['journal'], implementation: 'open-with-w' }, '--implementation "open-with-w" is neither a file nor a built-in implementation; did you mean "opens-with-w"?'],
    [{ suites: ['journal'], implementation: 'nothing-like-it' }, '--implementation "nothing-like-it" is neither a file nor a built-in implementation; accepted: reference journal, opens-with-w, twin; "npx powercut list" shows all'],
    [{ suites: ['board'], implementation: 'opens-with-w' }, '--implementation "opens-with-w" is of the suite journal, and the scenarios are of board; type "--suite journal", or give one of board: reference board, twin'],
    [{ suites: ['journal'], implementation: 'misspelt.mjs' }, 'the capability "durable-apend" of "misspelt.mjs" is none of the suite journal; did you mean "durable-append"? The suite knows durable-append, identity'],
    [{ files: ['mine.mjs'], implementation: 'mine.mjs' }, '"mine.mjs" exports 2 implementations (good, bad)'],
    [{ files: ['bare.mjs'] }, 'the scenario "notes/bare" of "bare.mjs" has no implementation to run on'],
    [{ files: ['store.mjs'] }, '"store.mjs" exports an implementation but no scenario'],
    [{ files: ['empty.mjs'] }, '"empty.mjs" exports no scenario'],
  ])('%#', (request, message) => {
    expect(() => jobs(request)).toThrow(message)
  })

  test('two scenarios with one id', () => {
    const twice = { ...CATALOGUE, scenarios: [...CATALOGUE.scenarios, scenario('other.mjs', 'notes', 'kept')] }
    const request = { files: ['mine.mjs', 'other.mjs'], suites: [], scenarios: [] }
    expect(() => selectJobs(twice, request)).toThrow('two scenarios have the id "notes/kept" (in mine.mjs and other.mjs)')
  })
})
