import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import type { Chat, Say } from './contract.ts'
import { done, killWhileAnswering, readOften, settledInTheEnd } from './converse.ts'
import type { Observed } from './evidence.ts'
import { noFalseInterruption } from './invariants.ts'
import { readerIsTold } from './invariants-more.ts'
import { IN_THE_END } from './laws.ts'

const metering: Say = { event: 'metering', payload: { tokens: 1 } }

/** A run that ended well and said nothing that anybody sees: its journal is sealed and empty to the eye, which is not the same as lost. */
export const endedWithoutAWord: Scenario<Chat> = scenario<Chat, number, Observed>({
  id: 'chat-server/ended-without-a-word',
  title: 'a sealed journal without a visible word is an end, not a loss',
  origin: ['hermes-webui #2615', 'hermes-webui 3469a2f89'],
  needs: ['several-processes'],
  covers: ['I7', 'I8', 'I13'],
  input: fc.integer({ min: 0, max: 2 }),
  faults: [],
  async workload(stage, meterings) {
    const script = [...Array.from({ length: meterings }, () => ({ event: metering })), done()]
    await killWhileAnswering(stage, { session: 's', turn: 'turn-1', prompt: 'continue', script }, meterings + 1)
    const { store } = await stage.start('second')
    await readOften(store, 's', 14)
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: [...IN_THE_END, noFalseInterruption, readerIsTold],
})
