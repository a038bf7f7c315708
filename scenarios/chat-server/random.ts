import type { Arbitrary } from 'fast-check'
import type { ScenarioDefinition } from '../../harness/check/scenario.ts'
import { act } from './act.ts'
import type { Chat, ChatOptions } from './contract.ts'
import { attempt, settledInTheEnd } from './converse.ts'
import type { Observed } from './evidence.ts'
import { idsOf, users, type Users } from './users.ts'

/** What differs between the scenarios in which people use a chat at random. */
type Differs = Pick<ScenarioDefinition<Chat, Users, Observed>, 'id' | 'title' | 'faults' | 'punctual' | 'needs' | 'invariants'> & {
  /** Processes on one directory. Default: two. */
  readonly servers?: readonly string[]
  readonly options?: ChatOptions | null
  /** Default: `users`. */
  readonly input?: Arbitrary<Users>
}

/** People use the servers while the faults fire, and everybody looks when they have ended; in the end everything has settled, and somebody may have gone on before. */
export function peopleUse({ servers = ['server', 'second'], options = null, input = users, needs = [], ...differs }: Differs): ScenarioDefinition<Chat, Users, Observed> {
  return {
    ...differs,
    origin: ['what people do'],
    general: true,
    needs: ['durable-prompt', 'durable-events', 'several-processes', 'late-journals', 'give-up', 'clear', 'cursors', 'tools', 'erasure', ...needs],
    covers: ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10', 'I11', 'I13', 'I14', 'I15'],
    input,
    async workload(stage, drawn) {
      const started = []
      for (const server of servers) started.push(await stage.start(server, options))
      await act(stage, started, drawn)
      stage.heal()
      for (const { store } of started) for (const session of idsOf(drawn)) await attempt(store.readSession(session))
    },
    recover: (stage, drawn, life) => settledInTheEnd(stage, idsOf(drawn), life, { options, ...(drawn.goesOn ? { goesOnAs: `life-${life.number}` } : {}) }),
  }
}
