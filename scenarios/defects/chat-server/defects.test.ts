import { expect, test } from 'vitest'
import { explore } from '../../../harness/explore/explore.ts'
import { chatServerSuite } from '../../chat-server/suite.ts'
import { wrongOnAnOrdinaryDay } from '../test-support/ordinary-day.ts'
import { chatServerDefects } from './index.ts'

const { scenarios, reference, id: suite } = chatServerSuite
/** As many as the audit has by default. */
const options = { seed: 'powercut', runs: 48, profiles: ['posix', 'ext4'], suite }

test.each(chatServerDefects.flatMap(({ implementation, caughtBy }) => caughtBy.map((id) => [implementation.name, id, implementation] as const)))(
  '%s is caught by %s',
  { timeout: 60_000 },
  async (_, id, implementation) => {
    const scenario = scenarios.find((candidate) => candidate.id === id)!
    const { verdict, finding } = await explore(scenario, implementation, options)
    expect(['violated', 'failed', 'stuck']).toContain(verdict)
    expect(finding?.invariant).not.toBe('is deterministic')
  },
)

test('every defect names a scenario, and none is there twice', () => {
  expect(chatServerDefects.filter(({ caughtBy }) => caughtBy.length === 0)).toEqual([])
  expect(new Set(chatServerDefects.map(({ implementation }) => implementation.name)).size).toBe(chatServerDefects.length)
})

test('on an ordinary day the reference does what it should', async () => {
  expect(await wrongOnAnOrdinaryDay(reference)).toBeUndefined()
})

const named = chatServerDefects.map((defect) => [defect.implementation.name, defect] as const)

test.each(named)('on an ordinary day %s does what it should, or says why not', async (_, { implementation, withoutFault }) => {
  expect((await wrongOnAnOrdinaryDay(implementation)) === undefined).toBe(withoutFault === undefined)
})
