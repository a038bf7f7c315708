import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import type { Chat } from './contract.ts'
import { ask, done, killWhileAnswering, readOften, settledInTheEnd, silence, token } from './converse.ts'
import type { Observed } from './evidence.ts'
import { IN_THE_END } from './laws.ts'

/** A chat with a history and a dead turn. A list reads heads only; settling from there must not take a head for the whole. */
export const headSavedAsWhole: Scenario<Chat> = scenario<Chat, number, Observed>({
  id: 'chat-server/head-saved-as-whole',
  title: 'a list that settles keeps every message',
  origin: ['hermes-webui #1558', 'hermes-webui #1559'],
  needs: ['several-processes'],
  covers: ['I2', 'I3'],
  input: fc.integer({ min: 1, max: 3 }),
  faults: [],
  async workload(stage, turns) {
    const before = await stage.start('before')
    for (let turn = 1; turn <= turns; turn++) await ask(before.store, { session: 's', turn: `turn-${turn}`, prompt: 'continue', script: [token(`answer ${turn}`), done()] })
    await readOften(before.store, 's', 1)
    await killWhileAnswering(stage, { session: 's', turn: 'dead', prompt: 'fix it', script: [silence] }, 0)
    const { store } = await stage.start('second')
    await store.listSessions()
    await readOften(store, 's', 1)
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: IN_THE_END,
})
