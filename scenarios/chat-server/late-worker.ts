import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import type { Chat } from './contract.ts'
import { attempt, done, followFor, GRACE_MS, readOften, settledInTheEnd, silence, token } from './converse.ts'
import type { Observed } from './evidence.ts'
import { othersUntouched } from './invariants.ts'
import { IN_THE_END } from './laws.ts'
import { record } from './scripts.ts'

interface Input {
  readonly late: 'its agent' | 'a finalizer'
  readonly says: string
}

/** A process stands still for so long that another one settles its turn and begins the next. Then it goes on as if nothing had been. */
export const lateWorker: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/late-worker',
  title: 'a worker that comes late does not touch the turn that follows',
  origin: ['hermes-webui #2136', 'hermes-webui #6636', 'hermes-webui #6623', 'hermes-webui #2587'],
  needs: ['several-processes'],
  covers: ['I1', 'I2', 'I5', 'I6'],
  punctual: true,
  input: record<Input>({ late: fc.constantFrom('its agent', 'a finalizer'), says: fc.constantFrom('late', '你好') }),
  faults: [],
  async workload(stage, { late, says }) {
    const first = await stage.start('first')
    const end = late === 'its agent' ? done() : silence
    const started = await attempt(first.store.startChat({ session: 's', turn: 'turn-1', prompt: 'old', script: [token('early'), token(says, GRACE_MS * 2), end] }))
    if (started?.run === undefined) return
    await followFor(first.store, 's', started.run, 2)
    first.pause()
    await stage.clock.sleep(GRACE_MS * 1.5)
    const second = await stage.start('second')
    const next = await attempt(second.store.startChat({ session: 's', turn: 'turn-2', prompt: 'new', script: [token('new'), silence] }))
    if (next?.run !== undefined) stage.sometimes('the next turn had begun')
    first.resume()
    await stage.clock.sleep(GRACE_MS)
    if (late === 'a finalizer') await attempt(first.store.finish({ run: started.run, generation: started.generation! }))
    await readOften(second.store, 's', 1)
    await readOften(first.store, 's', 1)
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: [othersUntouched('turn-2'), ...IN_THE_END],
  probes: ['the next turn had begun'],
})
