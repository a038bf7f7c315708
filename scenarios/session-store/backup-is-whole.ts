import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { bitRot } from '../../harness/faults/bit-rot.ts'
import { processDeath } from '../../harness/faults/crashes.ts'
import type { SessionStore } from './contract.ts'
import { evidenceOf, isDamaged, precedes, where, type Lives } from './evidence.ts'
import { look } from './look.ts'

interface Input {
  /** Characters of the messages that are appended, one save each. */
  readonly lengths: readonly number[]
}

const ID = 'chat'

/** All processes are killed in the midst of a save, of which the backup is a part. Started again they serve what was there, also when a bit of the newest file rots later. */
export const backupIsWhole: Scenario<SessionStore> = scenario<SessionStore, Input, null>({
  id: 'session-store/backup-is-whole',
  title: 'a save that was killed leaves a whole backup behind',
  origin: ['hermes-webui commit da3932a7e'],
  covers: ['I3'],
  needs: ['durable-save', 'backups'],
  input: fc.record({ lengths: fc.array(fc.constantFrom(20, 6_000), { minLength: 2, maxLength: 4 }) }, { noNullPrototype: true }),
  faults: [processDeath(), bitRot({ bitsMax: 1 })],
  async workload(stage, { lengths }) {
    const { store } = await stage.start('server')
    await store.create(ID, 'a chat')
    for (const [index, length] of lengths.entries()) await store.append(ID, [{ by: 'user', number: index + 1, text: 'x'.repeat(length) }])
  },
  async recover(stage) {
    const { store } = await stage.start('server')
    await look(store, [ID])
    return null
  },
  invariants: [{ name: 'one-save-back', states: 'a rotten bit costs no more than the last save', check: ({ lives }) => oneSaveBack(lives) }],
})

function oneSaveBack(lives: Lives): string | undefined {
  for (const { id, calls, views, attempts } of evidenceOf(lives, 'every read').sessions) {
    for (const call of calls) {
      if (call.life === 1 || call.method !== 'load' || call.outcome === 'indeterminate') continue
      const known = [...attempts.keys()].filter((name) => views.some((view) => precedes(view, call) && !isDamaged(view.view) && view.names.has(name)))
      const lost = known.filter((name) => !call.names.has(name))
      const rotten = lives.filter(({ number, crash }) => number < call.life && (crash?.rot?.length ?? 0) > 0).length
      if (lost.length > rotten) return `${lost.join(' and ')} ${lost.length === 1 ? 'is' : 'are'} gone in ${where(call)} of session ${id}, and ${rotten === 1 ? 'one bit' : `${rotten} bits`} rotted`
    }
  }
  return undefined
}
