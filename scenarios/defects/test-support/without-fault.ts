import type { Implementation } from '../../../harness/check/implementation.ts'
import type { Json } from '../../../harness/check/json.ts'
import type { Crash, Plan } from '../../../harness/check/plan.ts'
import type { Connection, Scenario, Stage } from '../../../harness/check/scenario.ts'
import { inputOf } from '../../../harness/explore/input.ts'
import { diskOptions } from '../../../harness/explore/profiles.ts'
import { runPlan } from '../../../harness/explore/run-plan.ts'

interface Closing {
  close(): Promise<void>
}

/** The scenario on a computer that is shut down in an orderly way: when all its clients have ended, every process closes its store. */
function shutDownInOrder(scenario: Scenario): Scenario {
  return {
    ...scenario,
    async workload(stage: Stage<Closing>, input: Json) {
      const processes = new Map<string, Connection<Closing>>()
      const clients: Promise<void>[] = []
      const watched: Stage<Closing> = {
        ...stage,
        async start(name, options) {
          const connection = await stage.start(name, options)
          processes.set(name, connection)
          return connection
        },
        client(name, run) {
          clients.push(new Promise((resolve) => stage.client(name, () => run().finally(resolve))))
        },
      }
      await scenario.workload(watched as never, input)
      await Promise.all(clients)
      for (const { store } of processes.values()) await store.close().catch(() => undefined)
    },
  }
}

const CLEAN_STOP: Crash = { kind: 'clean stop', after: null, moment: 'settled', waitMs: Infinity, atMs: 0, clients: 'gone', image: [] }

/** Characters of its JSON: long conversations are for searches. */
const INPUT_MOST = 1_500

/** The first one that is not long; never that of the first group, which is often the smallest there is. */
function oneInput(scenario: Scenario): Json {
  for (let group = 1; ; group++) {
    const input = inputOf(scenario, 'powercut', group)
    if (JSON.stringify(input).length <= INPUT_MOST) return input
  }
}

/**
 * What is wrong although nothing fails: no fault, no crash, one order (oldest first), one input, and then a second life that finds everything as it was left.
 * undefined: the scenario holds. `closes`: false for a contract without `close`, whose processes are ended as they are. Default: true.
 */
export async function wrongWithoutFault(scenario: Scenario, implementation: Implementation, { closes = true }: { readonly closes?: boolean } = {}): Promise<string | undefined> {
  const life = { order: 'oldest-first', holds: [], faults: [] } as const
  const plan: Plan = {
    version: 1, scenario: scenario.id, input: oneInput(scenario), disk: diskOptions('posix'), randomSeed: 'without fault',
    lives: [{ ...life, crash: CLEAN_STOP }, life],
  }
  return (await runPlan(plan, closes ? shutDownInOrder(scenario) : scenario, implementation)).violation?.sentence
}
