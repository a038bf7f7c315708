import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { bitRot } from '../../harness/faults/bit-rot.ts'
import { processDeath } from '../../harness/faults/crashes.ts'
import type { SessionStore } from './contract.ts'
import { evidenceOf, isDamaged, precedes, where, type Call, type Lives, type SessionHistory } from './evidence.ts'
import { nothingLostUntold, userLaws } from './invariants.ts'
import { look, tolerate } from './look.ts'
import { act, idsOf, sessionId, users, type Users } from './users.ts'

/** After this long a file that cannot be read is no longer on its way. */
const CONFIRMED_MS = 61_000

/** Laws that rot may break: what they say of the newest file is not there any more. */
const OF_WHOLE_FILES: readonly string[] = ['nothing-lost', 'gone-stays-gone', 'sessions-stay', 'changes-have-causes', 'list-tells-the-files', 'saves-follow', 'damage-is-real']

/** People use one server, and a bit of its files rots. They are served what can be, and told. */
export const randomUsersRottenBits: Scenario<SessionStore> = scenario<SessionStore, Users, null>({
  id: 'session-store/random-users-rotten-bits',
  title: 'people whose disk rots are served what is left, and told',
  origin: ['what people do'],
  covers: ['I2', 'I3', 'I18'],
  general: true,
  needs: ['durable-save', 'intents', 'compress', 'delete', 'fence', 'maintenance', 'backups'],
  input: users,
  faults: [processDeath(), bitRot({ bitsMax: 1 })],
  async workload(stage, input) {
    const server = await stage.start('server')
    await act(stage, [server], input)
    await look(server.store, idsOf(input))
  },
  async recover(stage, input, { number }) {
    const { store } = await stage.start('server')
    await look(store, idsOf(input))
    if (input.goesOn) {
      await stage.clock.sleep(CONFIRMED_MS)
      await tolerate(() => store.append(sessionId(0), [{ by: `life-${number}`, number: 1, text: 'after the crash' }]))
      await look(store, idsOf(input))
    }
    return null
  },
  invariants: [
    ...userLaws().filter(({ name }) => !OF_WHOLE_FILES.includes(name)),
    nothingLostUntold,
    { name: 'one-bit-costs-no-session', states: 'a session to which something was added last is served, whichever one bit rotted', check: ({ lives }) => oneBitCostsNoSession(lives) },
  ],
})

function oneBitCostsNoSession(lives: Lives): string | undefined {
  const rotten = (call: Call): number => lives.filter(({ number, crash }) => number < call.life && (crash?.rot?.length ?? 0) > 0).length
  for (const session of evidenceOf(lives, 'every read').sessions) {
    for (const call of session.calls) {
      if (call.method !== 'load' || call.entry.error === undefined || call.entry.error.name === 'ProcessDied' || rotten(call) > 1 || !hasEarlier(session, call)) continue
      return `session ${session.id} was added to last and cannot be loaded in ${where(call)}: ${call.entry.error.message}`
    }
  }
  return undefined
}

/** True if what was acknowledged last before this call left an earlier state to go back to: something was added, and nothing was removed or cut since. */
function hasEarlier({ views, calls }: SessionHistory, call: Call): boolean {
  const added = views.findLast((view) => precedes(view, call) && !isDamaged(view.view) && (view.method === 'append' || view.method === 'save'))
  return added !== undefined && !calls.some((other) => !['load', 'append', 'save'].includes(other.method) && other.outcome !== 'refused' && !precedes(call, other) && !precedes(other, added))
}
