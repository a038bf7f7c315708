import { expect, test } from 'vitest'
import { chatServerSuite } from '../../chat-server/suite.ts'
import { wrongOnAnOrdinaryDay } from '../test-support/ordinary-day.ts'
import { chatServerDefects } from './index.ts'

const { scenarios, reference } = chatServerSuite

// That each is caught by what it names is for the audit to say: see .ci/run.
test('every defect names scenarios, and they exist, and none is there twice', () => {
  const ids = scenarios.map(({ id }) => id)
  for (const { caughtBy } of chatServerDefects) {
    expect(caughtBy).not.toEqual([])
    expect(ids).toEqual(expect.arrayContaining([...caughtBy]))
  }
  expect(new Set(chatServerDefects.map(({ implementation }) => implementation.name)).size).toBe(chatServerDefects.length)
})

test('on an ordinary day the reference does what it should', async () => {
  expect(await wrongOnAnOrdinaryDay(reference)).toBeUndefined()
})

const named = chatServerDefects.map((defect) => [defect.implementation.name, defect] as const)

test.each(named)('on an ordinary day %s does what it should, or says why not', async (_, { implementation, withoutFault }) => {
  expect((await wrongOnAnOrdinaryDay(implementation)) === undefined).toBe(withoutFault === undefined)
})
