import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import type { Chat } from './contract.ts'
import { attempt, killWhileAnswering, readOften, settledInTheEnd, silence, token } from './converse.ts'
import type { Observed } from './evidence.ts'
import { othersUntouched } from './invariants.ts'
import { IN_THE_END } from './laws.ts'
import { record } from './scripts.ts'

interface Input {
  readonly said: number
  readonly lists: number
  readonly reads: number
  /** The next prompt is sent to another process than the one that settles. */
  readonly elsewhere: boolean
}

/**
 * A dead turn lies in a session. Pollers that list and read settle it, and at the same time a person sends the next prompt. Whoever settles has seen the old
 * turn; the new one is none of its business.
 */
export const cleanupAgainstStart: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/cleanup-against-start',
  title: 'settling a dead turn does not touch the one that begins at the same time',
  origin: ['hermes-webui #1533', 'hermes-webui #1557', 'hermes-webui #5056'],
  needs: ['several-processes'],
  covers: ['I2', 'I6', 'I7'],
  input: record<Input>({ said: fc.integer({ min: 0, max: 1 }), lists: fc.integer({ min: 0, max: 2 }), reads: fc.integer({ min: 1, max: 2 }), elsewhere: fc.boolean() }),
  faults: [],
  async workload(stage, { said, lists, reads, elsewhere }) {
    await killWhileAnswering(stage, { session: 's', turn: 'turn-1', prompt: 'continue', script: [...(said > 0 ? [token('old')] : []), silence] }, said)
    const { store } = await stage.start('second')
    const next = elsewhere ? await stage.start('third') : { store }
    stage.client('starter', async () => {
      const started = await attempt(next.store.startChat({ session: 's', turn: 'turn-2', prompt: 'new', script: [token('new'), silence] }))
      if (started !== undefined) stage.sometimes('the new turn was accepted')
      await readOften(next.store, 's', 1)
    })
    stage.client('lister', async () => {
      for (let time = 0; time < lists; time++) await attempt(store.listSessions())
    })
    await readOften(store, 's', reads)
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: [othersUntouched('turn-2'), ...IN_THE_END],
  probes: ['the new turn was accepted'],
})
