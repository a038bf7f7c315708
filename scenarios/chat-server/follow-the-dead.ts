import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { delayedVisibility } from '../../harness/faults/delayed-visibility.ts'
import type { Chat, Follow } from './contract.ts'
import { attempt, done, followFor, GRACE_MS, readOften, settledInTheEnd, silence, token } from './converse.ts'
import { callsOf, type Observed } from './evidence.ts'
import type { ChatInvariant } from './invariants.ts'
import { IN_THE_END } from './laws.ts'
import { record } from './scripts.ts'

interface Input {
  readonly texts: readonly string[]
  /** So many events had the client seen, the start counted, when it lost its connection. */
  readonly seen: number
  readonly ends: boolean
  readonly tries: number
}

const endsInTheEnd: ChatInvariant = {
  name: 'I20-following-ends',
  states: 'whoever follows a run that nobody streams any more is told at once that it is over, or refused',
  check({ lives }) {
    const elsewhere = callsOf(lives, 'follow').filter(({ process, outcome }) => process !== 'first' && outcome === 'acknowledged')
    const hanging = elsewhere.find(({ result }) => (result as { readonly over?: string }).over === undefined)
    return hanging === undefined ? undefined : `a client that followed the dead run was shown something by ${hanging.process}, and not that it is over`
  },
}

/** A client loses its connection because the process dies that answers it. It comes back to another one, with its cursor and without, while the journal is seen late. */
export const followTheDead: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/follow-the-dead',
  title: 'a client that comes back to another process is shown what follows its cursor, or told to read the session',
  origin: ['hermes-webui synthetic cursors (A.3-7)', 'hermes-webui #7096', 'hermes-webui #6527'],
  needs: ['several-processes', 'late-journals', 'cursors'],
  covers: ['I1', 'I10', 'I11', 'I20'],
  input: record<Input>({
    texts: fc.array(fc.constantFrom('OK', ' and', '你好'), { minLength: 1, maxLength: 3 }),
    seen: fc.integer({ min: 1, max: 3 }),
    ends: fc.boolean(),
    tries: fc.integer({ min: 1, max: 2 }),
  }),
  faults: [delayedVisibility({ paths: ['*/runs/*'], readers: ['second'], delayMsMax: 1e9 })],
  async workload(stage, { texts, seen, ends, tries }) {
    const first = await stage.start('first')
    const started = await attempt(first.store.startChat({ session: 's', turn: 'turn-1', prompt: 'continue', script: [...texts.map((text) => token(text, 20)), ends ? done(20) : silence] }))
    if (started?.run === undefined) return
    const { run } = started
    let after: Follow['after']
    stage.client('onlooker', () => followFor(first.store, 's', run, texts.length + (ends ? 2 : 1)))
    for (let events = 0; events < seen; ) {
      const followed = await attempt(first.store.follow({ session: 's', run, ...(after === undefined ? {} : { after }) }))
      const last = followed?.shown.at(-1)
      if (last !== undefined) after = { run, ...last.id }
      events += followed?.shown.length ?? seen
      if (followed?.over !== undefined) break
    }
    await stage.clock.sleep(200)
    await first.kill()
    await stage.clock.sleep(GRACE_MS)
    const { store } = await stage.start('second')
    const comeBack = async (): Promise<void> => {
      await attempt(store.follow({ session: 's', run, ...(after === undefined ? {} : { after }) }))
      await attempt(store.follow({ session: 's', run }))
    }
    for (let time = 0; time < tries; time++) await comeBack()
    stage.heal()
    await readOften(store, 's', 1)
    await comeBack()
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: [...IN_THE_END, endsInTheEnd],
})
