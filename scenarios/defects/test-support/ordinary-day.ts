import fc from 'fast-check'
import { scenario } from '../../../harness/check/define-scenario.ts'
import type { Implementation } from '../../../harness/check/implementation.ts'
import type { Crash, Plan } from '../../../harness/check/plan.ts'
import type { Scenario } from '../../../harness/check/scenario.ts'
import { diskOptions } from '../../../harness/explore/profiles.ts'
import { runPlan } from '../../../harness/explore/run-plan.ts'
import type { Chat } from '../../chat-server/contract.ts'
import { ask, attempt, done, readAll, readOften, token } from '../../chat-server/converse.ts'
import type { Observed } from '../../chat-server/evidence.ts'
import { allSettles, noFalseInterruption } from '../../chat-server/invariants.ts'
import { ALWAYS } from '../../chat-server/laws.ts'

/** Two chats on one server, and nothing goes wrong: no process dies, nobody stops an answer, comes back, or sends a prompt again. */
const ordinaryDay: Scenario<Chat> = scenario<Chat, null, Observed>({
  id: 'ordinary-day',
  title: 'nothing goes wrong',
  origin: [],
  input: fc.constant(null),
  faults: [],
  async workload(stage) {
    const { store } = await stage.start('server')
    for (const turn of [1, 2]) {
      for (const session of ['s', 't']) {
        await ask(store, { session, turn: `${session}-${turn}`, prompt: `question ${turn} in ${session}`, script: [token(`answer ${turn}`, 5), token(` for ${session}`, 5), done(5)] })
        await readOften(store, session, 2)
      }
      await attempt(store.listSessions())
    }
  },
  recover: (stage) => readAll(stage, ['s', 't']),
  invariants: [...ALWAYS, noFalseInterruption, allSettles],
})

const CLEAN_STOP: Crash = { kind: 'clean stop', after: null, moment: 'settled', waitMs: Infinity, atMs: 0, clients: 'gone', image: [] }

/** What is wrong on an ordinary day, in one order; undefined: nothing. */
export async function wrongOnAnOrdinaryDay(implementation: Implementation<Chat>): Promise<string | undefined> {
  const life = { order: 'oldest-first', holds: [], faults: [] } as const
  const plan: Plan = { version: 1, scenario: ordinaryDay.id, input: null, disk: diskOptions('posix'), randomSeed: 'ordinary', lives: [{ ...life, crash: CLEAN_STOP }, life] }
  return (await runPlan(plan, ordinaryDay, implementation)).violation?.sentence
}
