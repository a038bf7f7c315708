import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { bitRot } from '../../harness/faults/bit-rot.ts'
import { processDeath } from '../../harness/faults/crashes.ts'
import type { SessionStore } from './contract.ts'
import { otherSessionsAreWhole, reportsAreTrue, sameEachTime } from './damage-laws.ts'
import { look, tolerate } from './look.ts'

interface Input {
  /** Whether the second session has a message. Of one that has none there is nothing to serve in place of its only file. */
  readonly spoken: boolean
}

const IDS = ['one', 'two']

/** Bits rot, the store is opened, its opening is killed, and it is opened again and again. Each time it serves what it can, and says what it cannot. */
export const damageIsReported: Scenario<SessionStore> = scenario<SessionStore, Input, null>({
  id: 'session-store/damage-is-reported',
  title: 'every opening says which sessions it could not read, and serves the others',
  origin: ['hermes-webui api/session_recovery.py', 'opencompany #389'],
  covers: ['I9', 'I18'],
  needs: ['durable-save', 'reports'],
  input: fc.record({ spoken: fc.boolean() }, { noNullPrototype: true }),
  faults: [bitRot({ bitsMax: 2 }), processDeath()],
  async workload(stage, { spoken }) {
    const { store } = await stage.start('server')
    for (const id of IDS) await store.create(id, 'a chat')
    if (spoken) await store.append(IDS[1]!, [{ by: 'user', number: 1, text: 'said' }])
  },
  async recover(stage) {
    const { store } = await stage.start('server')
    const report = await tolerate(() => store.report())
    if ((report?.damaged.length ?? 0) > 0) stage.sometimes('damage was reported')
    await look(store, IDS)
    return null
  },
  invariants: [reportsAreTrue, otherSessionsAreWhole, sameEachTime],
  probes: ['damage was reported'],
})
