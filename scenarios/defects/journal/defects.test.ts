import { expect, test } from 'vitest'
import type { Implementation } from '../../../harness/check/implementation.ts'
import { explore } from '../../../harness/explore/explore.ts'
import type { Journal } from '../../journal/contract.ts'
import { journalSuite } from '../../journal/suite.ts'
import { wrongWithoutFault } from '../test-support/without-fault.ts'
import { journalDefects as journals } from './index.ts'

const { scenarios } = journalSuite
const scenarioOf = (id: string): (typeof scenarios)[number] => scenarios.find((scenario) => scenario.id === id)!
const options = { seed: 'powercut', runs: 32, profiles: ['posix', 'ext4'], suite: 'journal' }

/** Ids of the scenarios that it breaks although nothing fails. */
async function brokenWithoutFault(implementation: object): Promise<string[]> {
  const broken: string[] = []
  for (const scenario of scenarios) if ((await wrongWithoutFault(scenario, implementation as never)) !== undefined) broken.push(scenario.id)
  return broken
}

test('where nothing fails, the reference holds', async () => {
  expect(await brokenWithoutFault(journalSuite.reference)).toEqual([])
})

test.each(journals.map((defect) => [defect.implementation.name, defect] as const))('where nothing fails, %s breaks only what it says', async (_, { implementation, withoutFault }) => {
  expect((await brokenWithoutFault(implementation)).sort()).toEqual([...(withoutFault?.breaks ?? [])].sort())
})

// That each is caught by what it names is for the audit to say: see .ci/run.
test('a defect names scenarios that exist', () => {
  for (const { caughtBy } of journals) expect(caughtBy).not.toEqual([])
  for (const { caughtBy } of journals) expect(scenarios.map(({ id }) => id)).toEqual(expect.arrayContaining([...caughtBy]))
})

test('the example journal without an fsync is caught', async () => {
  const file = new URL('../../../examples/no-fsync.mjs', import.meta.url).href
  const { implementation } = (await import(file)) as { implementation: Implementation<Journal> }
  const result = await explore(scenarioOf('journal/acknowledged-survives'), implementation, options)
  expect(result).toMatchObject({ verdict: 'violated', finding: { invariant: 'acknowledged-survive' } })
})
