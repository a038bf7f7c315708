import { expect, test } from 'vitest'
import type { Implementation } from '../../../harness/check/implementation.ts'
import type { Chat } from '../../chat-server/contract.ts'
import { chatServerSuite } from '../../chat-server/suite.ts'
import { wrongWithoutFault } from '../test-support/without-fault.ts'
import { chatServerDefects } from './index.ts'

/** Those that know no particular bug concern every defect. */
const scenarios = chatServerSuite.scenarios.filter(({ general }) => general !== true)

/** Ids of the scenarios that it breaks although nothing fails: what they do to processes themselves counts for no fault. */
async function brokenWithoutFault(implementation: Implementation<Chat>): Promise<string[]> {
  const broken: string[] = []
  for (const scenario of scenarios) if ((await wrongWithoutFault(scenario, implementation as never, { closes: false })) !== undefined) broken.push(scenario.id)
  return broken.sort()
}

// That each is caught by what it names is for the audit to say: see .ci/run.
test('every defect names scenarios, and they exist, and none is there twice', () => {
  const ids = chatServerSuite.scenarios.map(({ id }) => id)
  for (const { caughtBy } of chatServerDefects) {
    expect(caughtBy).not.toEqual([])
    expect(ids).toEqual(expect.arrayContaining([...caughtBy]))
  }
  expect(new Set(chatServerDefects.map(({ implementation }) => implementation.name)).size).toBe(chatServerDefects.length)
})

test('where nothing fails, the reference holds', async () => {
  expect(await brokenWithoutFault(chatServerSuite.reference)).toEqual([])
})

test.each(chatServerDefects.map((defect) => [defect.implementation.name, defect] as const))('where nothing fails, %s breaks only what it says', async (_, { implementation, withoutFault }) => {
  expect(await brokenWithoutFault(implementation)).toEqual([...(withoutFault?.breaks ?? [])].sort())
})
