import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { bitRot } from '../../harness/faults/bit-rot.ts'
import { processDeath } from '../../harness/faults/crashes.ts'
import type { SessionStore } from './contract.ts'
import { isDamaged, precedes, where, type Evidence } from './evidence.ts'
import { law, userLaws } from './invariants.ts'
import { look, tolerate } from './look.ts'

interface Input {
  readonly saves: number
  /** Characters of a message. */
  readonly length: number
  readonly marks: number
}

const IDS = ['one', 'two']
/** At most so many bits rot at once, each in one file. */
const BITS_MAX = 2
/** After this long a file that cannot be read is no longer on its way. */
const CONFIRMED_MS = 61_000

/** Bits of the files rot. Fewer rot than a session has generations: an older one is served, whole, and said to be damaged; the other sessions do not notice. */
export const damagedFile: Scenario<SessionStore> = scenario<SessionStore, Input, null>({
  id: 'session-store/damaged-file',
  title: 'where the newest file rotted an older one is served, and the caller told',
  origin: ['hermes-webui commit da3932a7e', 'hermes-webui #2053', 'hermes-webui api/models.py', 'opencompany #389', 'hermes-webui #5504'],
  covers: ['I3', 'I18'],
  needs: ['durable-save', 'backups', 'maintenance'],
  input: fc.record({ saves: fc.integer({ min: 3, max: 4 }), length: fc.constantFrom(10, 6_000), marks: fc.integer({ min: 0, max: 2 }) }, { noNullPrototype: true }),
  faults: [bitRot({ bitsMax: BITS_MAX }), processDeath()],
  async workload(stage, { saves, length, marks }) {
    const { store } = await stage.start('server')
    for (const id of IDS) {
      await store.create(id, `talk ${id}`)
      await store.mark(id, 'kept', true)
      for (let number = 1; number <= saves; number++) await store.append(id, [{ by: `user of ${id}`, number, text: 'x'.repeat(length) }])
      for (let mark = 0; mark < marks; mark++) await store.mark(id, 'mark', mark)
    }
  },
  async recover(stage) {
    const { store } = await stage.start('server')
    await look(store, IDS)
    await stage.clock.sleep(CONFIRMED_MS)
    for (const id of IDS) {
      const served = await tolerate(() => store.load(id))
      if (served?.damaged !== true) continue
      stage.sometimes('an older generation was served')
      const message = { by: 'after the damage', number: 1, text: 'go on' }
      await tolerate(() => store.append(id, [message]))
      await tolerate(() => store.load(id))
    }
    return null
  },
  invariants: [...userLaws().filter(({ name }) => !['damage-is-real', 'sessions-stay', 'changes-have-causes', 'gone-stays-gone', 'nothing-lost', 'list-tells-the-files'].includes(name)), law('served-and-told', 'where fewer bits rotted than a session has generations it is served: whole, or an older state that says so', servedAndTold)],
  probes: ['an older generation was served'],
})

function servedAndTold({ sessions }: Evidence): string | undefined {
  for (const { id, calls, attempts, views } of sessions) {
    const saved = calls.filter(({ life, method, outcome }) => life === 1 && method === 'append' && outcome === 'acknowledged').length
    for (const call of calls) {
      const { error } = call.entry
      if (call.life > 1 && call.method === 'load' && saved > BITS_MAX && error !== undefined && error.name !== 'ProcessDied') return `session ${id} has ${saved + 1} generations and is not served in ${where(call)}: ${error.message}`
    }
    for (const view of views) {
      if (view.view === 'nothing') continue
      const missing = [...attempts].find(([name, { call }]) => call.outcome === 'acknowledged' && call.life === 1 && precedes(call, view) && !view.names.has(name))
      const told = views.some((other) => isDamaged(other.view) && (other === view || precedes(other, view)))
      if (missing !== undefined && !told) return `${missing[0]} is gone in ${where(view)}, and nobody was told`
      if (view.view.title !== `talk ${id}` || (view.names.size > 0 && view.view.marks.kept !== true)) return `session ${id} came back in ${where(view)} without its title or its marks`
      const late = [...attempts].find(([name, { call }]) => call.life === view.life && call.outcome === 'acknowledged' && precedes(call, view) && !view.names.has(name))
      if (late !== undefined) return `${late[0]} was appended to what was served, and is gone in ${where(view)}`
    }
  }
  return undefined
}
