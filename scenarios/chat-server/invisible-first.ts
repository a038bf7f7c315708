import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import type { Chat, Say } from './contract.ts'
import { attempt, followFor, GRACE_MS, readOften, settledInTheEnd, silence, token } from './converse.ts'
import type { Observed } from './evidence.ts'
import { IN_THE_END } from './laws.ts'
import { record } from './scripts.ts'

interface Input {
  readonly meterings: number
  /** So often is the session read while there is nothing to be seen. */
  readonly reads: 0 | 1 | 5 | 20
  readonly text: string
}

const metering: Say = { event: 'metering', payload: { tokens: 1 } }

/**
 * A process stands still when its journal holds only what nobody sees, for so long that another one settles its turn and is polled. Then it goes on, and is
 * killed when its first words were shown. They were said after everybody had looked, and are in the answer all the same.
 */
export const invisibleFirst: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/invisible-first',
  title: 'a journal that shows nothing yet is not an empty one, however often it is looked at',
  origin: ['hermes-webui metering burns the budget (recovery R7, L8, L19)', 'hermes-webui #2587', 'hermes-webui #2615'],
  needs: ['several-processes', 'late-journals'],
  covers: ['I1', 'I2', 'I8'],
  punctual: true,
  input: record<Input>({ meterings: fc.integer({ min: 0, max: 2 }), reads: fc.constantFrom(0, 1, 5, 20), text: fc.constantFrom('late', '你好') }),
  faults: [],
  async workload(stage, { meterings, reads, text }) {
    const first = await stage.start('first')
    const says = [...Array.from({ length: meterings }, () => ({ event: metering })), token(text, GRACE_MS * 2)]
    const started = await attempt(first.store.startChat({ session: 's', turn: 'turn-1', prompt: 'continue', script: [...says, silence] }))
    if (started?.run === undefined) return
    await followFor(first.store, 's', started.run, meterings + 1)
    first.pause()
    await stage.clock.sleep(GRACE_MS * 1.5)
    const second = await stage.start('second')
    await readOften(second.store, 's', reads)
    first.resume()
    await followFor(first.store, 's', started.run, meterings + 2)
    await first.kill()
    await stage.clock.sleep(GRACE_MS)
    const seen = await second.store.readSession('s')
    if (seen?.messages.some(({ content }) => content === text) === true) stage.sometimes('the late words were seen')
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: IN_THE_END,
  probes: ['the late words were seen'],
})
