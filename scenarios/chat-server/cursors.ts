import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import type { Chat, Follow, Followed } from './contract.ts'
import { attempt, followToEnd, settledInTheEnd } from './converse.ts'
import type { Observed } from './evidence.ts'
import { IN_THE_END } from './laws.ts'
import { prompts, record, scriptOf, type Prompt } from './scripts.ts'

interface Input {
  readonly turns: readonly Prompt[]
  /** Which of the events that a client has seen it comes back with. */
  readonly back: number
  readonly afterMs: number
}

/** Clients lose their connection and come back with a cursor: of this run, of an older one, or one that was never given to anybody. */
export const cursors: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/cursors',
  title: 'a client that comes back gets exactly what it has not seen, or is refused',
  origin: ['hermes-webui #3124', 'hermes-webui #2283', 'hermes-webui #6527', 'hermes-webui synthetic cursors (A.3-7)'],
  needs: ['cursors'],
  covers: ['I10', 'I11', 'I13'],
  input: record<Input>({ turns: fc.array(prompts(3, 1), { minLength: 1, maxLength: 2 }), back: fc.integer({ min: 0, max: 4 }), afterMs: fc.constantFrom(0, 5, 600) }),
  faults: [],
  async workload(stage, { turns, back, afterMs }) {
    const { store } = await stage.start('server')
    let older: Follow['after']
    for (const [index, turn] of turns.entries()) {
      const started = await attempt(store.startChat({ session: 's', turn: `turn-${index + 1}`, prompt: turn.prompt, script: scriptOf(turn) }))
      if (started?.run === undefined) continue
      const { run } = started
      stage.client(`second-${index + 1}`, () => followToEnd(store, 's', run))
      await stage.clock.sleep(afterMs)
      const seen: Followed | undefined = await attempt(store.follow({ session: 's', run }))
      const id = seen?.shown[Math.min(back, seen.shown.length - 1)]?.id
      if (older !== undefined) await attempt(store.follow({ session: 's', run, after: older }))
      if (id !== undefined) {
        older = { run, ...id }
        await attempt(store.follow({ session: 's', run, after: older }))
        await attempt(store.follow({ session: 's', run, after: { run, generation: id.generation, sequence: id.sequence + 1_000 } }))
      }
      await followToEnd(store, 's', run)
    }
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: IN_THE_END,
})
