import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import type { SessionStore } from './contract.ts'
import { fewFiles } from './disk-laws.ts'
import { tolerate } from './look.ts'

interface Input {
  readonly saves: number
  readonly kills: number
}

const ID = 'chat'
/** Most of the time that a save takes its temporary file is there. */
const FIRST_KILL_MS = 0.15
const KILLS_WITHIN_MS = 0.3
const TEMPORARIES_KEPT_MS = 11 * 60_000

/** A session is saved many times, and its process killed in the middle of saves. Ten minutes later an opening leaves few files. */
export const filesStayFew: Scenario<SessionStore> = scenario<SessionStore, Input, null>({
  id: 'session-store/files-stay-few',
  title: 'backups and leftovers of killed saves are bounded',
  origin: ['hermes-agent #32593', 'hermes-webui #3875', 'hermes-webui api/models.py'],
  covers: ['I20'],
  needs: ['durable-save', 'bounded'],
  input: fc.record({ saves: fc.integer({ min: 12, max: 24 }), kills: fc.integer({ min: 40, max: 44 }) }, { noNullPrototype: true }),
  faults: [],
  async workload(stage, { saves, kills }) {
    const server = await stage.start('server')
    await server.store.create(ID, 'a chat')
    const say = (number: number): Promise<unknown> => tolerate(() => server.store.append(ID, [{ by: 'user', number, text: 'said' }]))
    for (let number = 1; number <= saves; number++) await say(number)
    for (let kill = 1; kill <= kills; kill++) {
      const saving = server.store.append(ID, [{ by: 'killed', number: kill, text: 'said' }]).catch(() => undefined)
      // In the midst of the save, a little later every time.
      await stage.clock.sleep(FIRST_KILL_MS + (KILLS_WITHIN_MS * kill) / kills)
      await server.restart()
      await saving
    }
    await stage.clock.sleep(TEMPORARIES_KEPT_MS)
    await server.restart()
    await server.store.files()
  },
  async recover(stage) {
    await (await stage.start('server')).store.files()
    return null
  },
  invariants: [fewFiles],
})
