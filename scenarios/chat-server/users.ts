import fc, { type Arbitrary } from 'fast-check'
import { livePrompts, record, type Prompt } from './scripts.ts'

/** Whoever asked follows the answer to its end, leaves after a first look, or stops it then. */
export type Stay = 'to the end' | 'for a look' | 'to stop it'

type Simple = 'read' | 'list' | 'stop' | 'clear' | 'send again' | 'come back'

/**
 * What people do with a chat, as data. Nothing here knows of any bug: prompts are short and often the same, answers take seconds, tabs are closed and opened
 * again, people come back in a minute or on the next day, servers are restarted, and who sees an answer break off reloads the page. These ranges were widened
 * once while it was known which of 56 defects they missed, so the share that they find of those says too much; a defect from then on gets a scenario of its own,
 * never another range. What was completed later, likewise with the misses known, is no range: the laws that these people's stories are held to (`laws.ts`), that
 * everybody reads when the faults have ended, that who clears a chat looks for what is left of it, and users of servers that lose power. Then came eight defects
 * from the catalogue of bugs, written before anybody had tried them: of 48 plans of each scenario they say more about what these people find than the 56 do.
 */
export type Step = {
  readonly user: number
  readonly session: number
  readonly does:
    | { readonly what: 'ask'; readonly prompt: Prompt; readonly stays: Stay }
    | { readonly what: 'wait'; readonly ms: number }
    | { readonly what: Simple }
}

export interface Users {
  readonly sessions: number
  readonly users: number
  /** Pages that are left open and ask for the list and for their chat again and again. */
  readonly pages: number
  readonly steps: readonly Step[]
  /** When servers are restarted, for a new version or because they died: milliseconds after the restart before, or the beginning. */
  readonly restarts: readonly { readonly server: number; readonly afterMs: number }[]
  /** Whether somebody goes on after a crash, or only looks. */
  readonly goesOn: boolean
}

/** A moment, a few seconds, a minute, the next day. */
const WAITS_MS = [50, 50, 3_000, 3_000, 60_000, 60_000, 90_000_000]

const does: Arbitrary<Step['does']> = fc.oneof(
  { weight: 12, arbitrary: record<Extract<Step['does'], { what: 'ask' }>>({ what: fc.constant('ask'), prompt: livePrompts, stays: fc.constantFrom<Stay>('to the end', 'to the end', 'for a look', 'for a look', 'to stop it') }) },
  { weight: 4, arbitrary: record<Extract<Step['does'], { what: 'wait' }>>({ what: fc.constant('wait'), ms: fc.constantFrom(...WAITS_MS) }) },
  { weight: 9, arbitrary: record<{ what: Simple }>({ what: fc.constantFrom<Simple>('read', 'read', 'list', 'stop', 'stop', 'clear', 'send again', 'come back', 'come back') }) },
)

/** As many as a schedule can have. */
export const users: Arbitrary<Users> = usersOf({ users: 3, pages: [1, 2], steps: [6, 20], restarts: [1, 6] })

/** As many as can be crashed at every step. */
export const fewUsers: Arbitrary<Users> = usersOf({ users: 2, pages: [0, 0], steps: [2, 6], restarts: [0, 1] })

/** As many as can lose power at every step, with all that was not synced yet. */
export const aHandful: Arbitrary<Users> = usersOf({ users: 2, pages: [0, 0], steps: [1, 3], restarts: [0, 1] })

interface Size {
  readonly users: number
  readonly pages: readonly [number, number]
  readonly steps: readonly [number, number]
  readonly restarts: readonly [number, number]
}

function usersOf({ users: most, pages, steps, restarts }: Size): Arbitrary<Users> {
  return record<Users>({
    sessions: fc.integer({ min: 1, max: 4 }),
    users: fc.integer({ min: 1, max: most }),
    pages: fc.integer({ min: pages[0], max: pages[1] }),
    steps: fc.array(record<Step>({ user: fc.integer({ min: 0, max: 2 }), session: fc.integer({ min: 0, max: 3 }), does }), { minLength: steps[0], maxLength: steps[1] }),
    restarts: fc.array(record({ server: fc.integer({ min: 0, max: 1 }), afterMs: fc.constantFrom(300, 1_000, 3_000, 10_000, 40_000) }), { minLength: restarts[0], maxLength: restarts[1] }),
    goesOn: fc.boolean(),
  })
}

export function sessionId(index: number): string {
  return `s${index + 1}`
}

export function idsOf({ sessions }: Users): string[] {
  return Array.from({ length: sessions }, (_, index) => sessionId(index))
}
