import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { delayedVisibility } from '../../harness/faults/delayed-visibility.ts'
import type { Chat } from './contract.ts'
import { killWhileAnswering, readOften, settledInTheEnd, silence, token } from './converse.ts'
import type { Observed } from './evidence.ts'
import { IN_THE_END } from './laws.ts'
import { record } from './scripts.ts'

interface Input {
  readonly texts: readonly string[]
  readonly readers: number
  readonly processes: number
}

/** Many read a session at once whose answer is still to be recovered, in one process and in two: it is recovered once. */
export const concurrentReads: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/concurrent-reads',
  title: 'concurrent reads recover an answer once',
  origin: ['hermes-webui #2615', 'hermes-webui retry without the session lock (recovery L15)'],
  needs: ['several-processes', 'late-journals'],
  covers: ['I1', 'I2', 'I3', 'I9'],
  input: record<Input>({ texts: fc.array(fc.constantFrom('OK', ' and', '你好'), { minLength: 1, maxLength: 3 }), readers: fc.integer({ min: 2, max: 3 }), processes: fc.integer({ min: 1, max: 2 }) }),
  faults: [delayedVisibility({ paths: ['*/runs/*'], readers: ['second', 'third'], delayMsMax: 40_000 })],
  async workload(stage, { texts, readers, processes }) {
    await killWhileAnswering(stage, { session: 's', turn: 'turn-1', prompt: 'continue', script: [...texts.map((text) => token(text)), silence] }, texts.length)
    const stores = [(await stage.start('second')).store, ...(processes > 1 ? [(await stage.start('third')).store] : [])]
    for (let reader = 1; reader <= readers; reader++) {
      stage.client(`reader-${reader}`, async () => {
        await readOften(stores[reader % stores.length]!, 's', 2)
        await stage.clock.sleep(10_000)
        await readOften(stores[reader % stores.length]!, 's', 1)
      })
    }
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: IN_THE_END,
})
