import { expect, test } from 'vitest'
import { sessionStoreSuite } from '../../session-store/suite.ts'
import { wrongWithoutFault } from '../test-support/without-fault.ts'
import { sessionStoreDefects } from './index.ts'

const { scenarios, reference } = sessionStoreSuite

/** Ids of the scenarios that it breaks although nothing fails. */
async function brokenWithoutFault(implementation: object): Promise<string[]> {
  const broken: string[] = []
  for (const scenario of scenarios) if ((await wrongWithoutFault(scenario, implementation as never)) !== undefined) broken.push(scenario.id)
  return broken
}

// That each is caught by what it names is for the audit to say: see .ci/run.
test('every defect names scenarios, and they exist', () => {
  const ids = scenarios.map(({ id }) => id)
  for (const { caughtBy } of sessionStoreDefects) {
    expect(caughtBy).not.toEqual([])
    expect(ids).toEqual(expect.arrayContaining([...caughtBy]))
  }
})

test('where nothing fails, the reference holds', async () => {
  expect(await brokenWithoutFault(reference)).toEqual([])
})

test.each(sessionStoreDefects.map((defect) => [defect.implementation.name, defect] as const))('where nothing fails, %s breaks only what it says', async (_, { implementation, withoutFault }) => {
  expect((await brokenWithoutFault(implementation)).sort()).toEqual([...(withoutFault?.breaks ?? [])].sort())
})
