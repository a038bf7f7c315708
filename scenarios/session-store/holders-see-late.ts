import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Connection, Scenario, Stage } from '../../harness/check/scenario.ts'
import { delayedVisibility } from '../../harness/faults/delayed-visibility.ts'
import type { SessionStore } from './contract.ts'
import { AUDITOR } from './evidence.ts'
import { userLaws } from './invariants.ts'
import { look, tolerate } from './look.ts'

interface Input {
  /** How many revisions come, and all but the last go, while the second process holds an old one. */
  readonly saves: number
  readonly rounds: number
}

const ID = 'chat'
/** Longer than anything is on its way. */
const ARRIVED_MS = 120_000

/** A process that sees the files of another late holds a revision that is long gone, and whose successor is too. Its save finds the number free, and is refused. */
export const holdersSeeLate: Scenario<SessionStore> = scenario<SessionStore, Input, null>({
  id: 'session-store/holders-see-late',
  title: 'whoever follows a revision that came and went is refused, also where he sees the files late',
  origin: ['llxprt-code #3289', 'npm/lockfile #4', 'hermes-webui #6422'],
  covers: ['I2', 'I3', 'I19'],
  needs: ['durable-save', 'fence'],
  input: fc.record({ saves: fc.integer({ min: 2, max: 4 }), rounds: fc.integer({ min: 2, max: 4 }) }, { noNullPrototype: true }),
  faults: [delayedVisibility()],
  async workload(stage, { saves, rounds }) {
    const { store } = await stage.start('server')
    const other = (await startLate(stage)).store
    await tolerate(() => store.create(ID, 'a chat'))
    for (let round = 1; round <= rounds; round++) {
      const held = await tolerate(() => other.load(ID))
      for (let number = 1; number <= saves; number++) await tolerate(() => store.append(ID, [{ by: `round-${round}`, number, text: 'said' }]))
      const added = { by: 'late', number: round, text: 'late' }
      if (held !== undefined) await tolerate(() => other.save({ ...held, messages: [...held.messages, added], context: [...held.context, added] }))
    }
    stage.heal()
    await stage.clock.sleep(ARRIVED_MS)
    await look((await stage.start(AUDITOR)).store, [ID])
  },
  async recover(stage) {
    const { store } = await stage.start('server')
    await look(store, [ID])
    return null
  },
  invariants: userLaws('settled reads'),
})

/** The directory itself may be on its way: then the second server fails to start, and is started again later. */
export async function startLate(stage: Stage<SessionStore>): Promise<Connection<SessionStore>> {
  try {
    return await stage.start('second')
  } catch {
    await stage.clock.sleep(ARRIVED_MS)
    return stage.start('second')
  }
}
