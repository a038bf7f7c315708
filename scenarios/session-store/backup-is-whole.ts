import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { bitRot } from '../../harness/faults/bit-rot.ts'
import type { SessionStore } from './contract.ts'
import { isDamaged, precedes, where, type Evidence } from './evidence.ts'
import { law } from './invariants.ts'
import { look } from './look.ts'

interface Input {
  readonly saves: number
  /** When the process is killed in its last save, counted from that save's call, in hundredths of a millisecond. */
  readonly killedAt: number
}

const ID = 'chat'

/** A process is killed in the midst of a save, of which the backup is a part. What was there can still be served when a bit of the newest file rots. */
export const backupIsWhole: Scenario<SessionStore> = scenario<SessionStore, Input, null>({
  id: 'session-store/backup-is-whole',
  title: 'a save that was killed leaves a whole backup behind',
  origin: ['hermes-webui commit da3932a7e'],
  needs: ['durable-save', 'backups'],
  input: fc.record({ saves: fc.integer({ min: 1, max: 2 }), killedAt: fc.integer({ min: 30, max: 70 }) }, { noNullPrototype: true }),
  faults: [bitRot({ bitsMax: 1 })],
  async workload(stage, { saves, killedAt }) {
    const server = await stage.start('server')
    await server.store.create(ID, 'a chat')
    for (let number = 1; number <= saves; number++) await server.store.append(ID, [{ by: 'user', number, text: 'said' }])
    const saving = server.store.append(ID, [{ by: 'user', number: saves + 1, text: 'killed' }]).catch(() => undefined)
    await stage.clock.sleep(killedAt / 100)
    await server.restart()
    await saving
    await look(server.store, [ID])
  },
  async recover(stage) {
    const { store } = await stage.start('server')
    await look(store, [ID])
    return null
  },
  invariants: [law('one-save-back', 'a rotten bit costs no more than the last save', oneSaveBack)],
})

function oneSaveBack({ sessions }: Evidence): string | undefined {
  for (const { id, calls, views, attempts } of sessions) {
    for (const call of calls) {
      if (call.life === 1 || call.method !== 'load') continue
      if (call.entry.error !== undefined) return `session ${id} has a backup and is not served in ${where(call)}: ${call.entry.error.message}`
      const known = [...attempts.keys()].filter((name) => views.some((view) => precedes(view, call) && !isDamaged(view.view) && view.names.has(name)))
      const lost = known.filter((name) => !call.names.has(name))
      if (lost.length > 1) return `${lost.join(' and ')} are gone in ${where(call)}, though one bit rotted`
    }
  }
  return undefined
}
