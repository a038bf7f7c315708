import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { ioError } from '../../harness/faults/io-error.ts'
import type { Chat } from './contract.ts'
import { ask, attempt, done, followFor, GRACE_MS, readOften, settledInTheEnd, silence, token } from './converse.ts'
import type { Observed } from './evidence.ts'
import { bootSettles } from './invariants-more.ts'
import { IN_THE_END } from './laws.ts'

type Ended = 'answered' | 'interrupted' | 'cleared'

/** A process dies and leaves several chats, some of which have no turn. The next one settles them all when it starts, also where one of them makes trouble. */
export const bootSettlesAll: Scenario<Chat> = scenario<Chat, Ended[], Observed>({
  id: 'chat-server/boot-settles-all',
  title: 'a start settles every session that needs it, or names it',
  origin: ['hermes-webui v0.50.285', 'hermes-webui #5504'],
  needs: ['several-processes', 'clear'],
  covers: ['I1', 'I2', 'I8'],
  input: fc.array(fc.constantFrom<Ended>('answered', 'interrupted', 'interrupted', 'cleared'), { minLength: 1, maxLength: 4 }),
  faults: [ioError({ operations: ['open', 'read', 'write'], paths: ['*/runs/*'] })],
  async workload(stage, chats) {
    const first = await stage.start('first')
    for (const [index, ended] of chats.entries()) {
      const [session, turn] = [`s${index + 1}`, `turn-${index + 1}`]
      if (ended === 'interrupted') {
        const started = await attempt(first.store.startChat({ session, turn, prompt: 'continue', script: [token('a'), silence] }))
        if (started?.run !== undefined) await followFor(first.store, session, started.run, 2)
        continue
      }
      await ask(first.store, { session, turn, prompt: 'continue', script: [token('b'), done()] })
      if (ended === 'cleared') await attempt(first.store.clear(session))
    }
    await first.kill()
    await stage.clock.sleep(GRACE_MS)
    const { store } = await stage.start('second')
    await attempt(store.boot())
    for (const index of chats.keys()) await readOften(store, `s${index + 1}`, 1)
  },
  recover: (stage, chats, life) => settledInTheEnd(stage, chats.map((_, index) => `s${index + 1}`), life),
  invariants: [...IN_THE_END, bootSettles],
})
