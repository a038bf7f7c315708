import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { bitRot } from '../../harness/faults/bit-rot.ts'
import { processDeath } from '../../harness/faults/crashes.ts'
import type { SessionStore } from './contract.ts'
import { keptAside, sameEachTime } from './damage-laws.ts'
import { userLaws } from './invariants.ts'
import { wholeSessionsGoOn } from './later-lives.ts'
import { tolerate } from './look.ts'

interface Input {
  readonly saves: number
  /** Characters between the parts of a message. */
  readonly between: number
}

const ID = 'chat'
/** After this long a file that cannot be read is no longer on its way. */
const CONFIRMED_MS = 61_000
/** Laws that hold of an older state, too. */
const OF_ANY_STATE: readonly string[] = ['only-attempted', 'once-in-order', 'deeds-are-done', 'titles-stay']

/**
 * A bit of a session rots. Somebody goes on with what is served in its place, which mends the session, and that is killed at every step, and done again. Started
 * once more, the store shows the same state or the mended one, which goes on; what could not be read is kept for somebody to look at.
 */
export const mendedDamage: Scenario<SessionStore> = scenario<SessionStore, Input, null>({
  id: 'session-store/mended-damage',
  title: 'a damaged session can be mended at any number of attempts, and what could not be read is kept',
  origin: ['hermes-webui api/session_recovery.py', 'hermes-webui api/models.py', 'opencompany #389'],
  covers: ['I3', 'I9', 'I18'],
  needs: ['durable-save', 'backups', 'kept-aside'],
  input: fc.record({ saves: fc.integer({ min: 1, max: 2 }), between: fc.constantFrom(1, 600) }, { noNullPrototype: true }),
  faults: [processDeath(), bitRot({ bitsMax: 1 })],
  async workload(stage, { saves, between }) {
    const { store } = await stage.start('server')
    await store.create(ID, 'a chat')
    for (let number = 1; number <= saves; number++) await store.append(ID, [{ by: 'user', number, text: partsOf(number).join(' '.repeat(between)) }])
  },
  async recover(stage, { saves }, { number }) {
    const { store } = await stage.start('server')
    const served = await tolerate(() => store.load(ID))
    await stage.clock.sleep(CONFIRMED_MS)
    const goesOn = await tolerate(() => store.append(ID, [{ by: `life-${number}`, number: 1, text: 'go on' }]))
    if (served?.damaged === true && goesOn !== undefined) stage.sometimes('a damaged session was mended')
    await tolerate(() => store.traces(Array.from({ length: saves }, (_, index) => partsOf(index + 1)).flat()))
    return null
  },
  invariants: [...userLaws().filter(({ name }) => OF_ANY_STATE.includes(name)), wholeSessionsGoOn, sameEachTime, keptAside(({ by, number }) => (by === 'user' ? partsOf(number) : []))],
  probes: ['a damaged session was mended'],
})

/** Of a message, each to be looked for: one rotten bit spoils one of them. */
function partsOf(number: number): string[] {
  return ['beginning', 'middle', 'end'].map((part) => `${part} of ${number}.`)
}
