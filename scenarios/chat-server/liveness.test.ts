import { expect, test } from 'vitest'
import { wrongWithoutFault } from '../defects/test-support/without-fault.ts'
import type { View } from './contract.ts'
import { chatServer } from './reference.ts'
import { chatServerSuite } from './suite.ts'

const { scenarios, reference } = chatServerSuite

/** Every run that was followed to its end goes on for ever. */
const neverOver = chatServer('never-over', { operations: ({ follow }) => ({ follow: async (request) => ({ shown: (await follow(request)).shown }) }) })

/** Every session always has a turn that nobody ends. */
const OPEN: View['turn'] = { turn: 'open', run: 'open', prompt: 'open', streams: 'gone' }
const neverSettled = chatServer('never-settled', {
  operations: ({ readSession }) => ({
    async readSession(session) {
      const view = await readSession(session)
      return view === null ? null : { ...view, turn: OPEN }
    },
  }),
})

/** What its laws of liveness ask of every scenario: when the faults have ended, no turn is open, every marker is final, and every stream can be read. */
const LAWS = [['I8-eventual-truth', neverSettled], ['I20-streams-end', neverOver]] as const

test.each(LAWS.flatMap(([law, wrong]) => scenarios.map((scenario) => [scenario.id, law, scenario, wrong] as const)))('%s asks for %s, and can fail it', async (_, law, scenario, wrong) => {
  const alone = { ...scenario, invariants: scenario.invariants.filter(({ name }) => name === law) }
  expect(alone.invariants).toHaveLength(1)
  expect(await wrongWithoutFault(alone, reference, { closes: false })).toBeUndefined()
  expect(await wrongWithoutFault(alone, wrong, { closes: false })).toEqual(expect.any(String))
})
