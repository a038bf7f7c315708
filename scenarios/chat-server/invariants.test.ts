import { expect, test } from 'vitest'
import type { HistoryEntry } from '../../harness/check/history.ts'
import type { Json } from '../../harness/check/json.ts'
import type { Crash } from '../../harness/check/plan.ts'
import type { LifeView } from '../../harness/check/scenario.ts'
import type { Row, View } from './contract.ts'
import type { Observed } from './evidence.ts'
import { chatServerSuite } from './suite.ts'

const EPOCH_MS = 1_893_456_000_000
const HOUR_MS = 3_600_000

/** A story is told by what clients called, in order; each call takes one millisecond, or is set elsewhere. */
type Told = Partial<HistoryEntry> & Pick<HistoryEntry, 'method' | 'arguments'>

function life(number: number, calls: readonly Told[], rest: Partial<LifeView<Observed>> = {}): LifeView<Observed> {
  const history = calls.map((call, index): HistoryEntry => {
    const calledAtMs = call.calledAtMs ?? number * 1_000 + index * 10
    return { id: index, client: 'client', process: 'server', outcome: 'acknowledged', ...call, calledAtMs, endedAtMs: call.endedAtMs === undefined ? calledAtMs + 1 : call.endedAtMs }
  })
  return { number, history, crash: null, ...rest }
}

const SCRIPT = [{ event: { event: 'token', payload: { text: 'Hel' } } }, { event: { event: 'token', payload: { text: 'lo' } } }, { event: { event: 'done', payload: {} } }]
const json = (value: unknown): Json => value as Json

const started = (turn = 'turn-1', run = 'r1', script: unknown = SCRIPT): Told => ({ method: 'startChat', arguments: [json({ session: 's', turn, prompt: 'Hi', script })], result: json({ run, generation: 1, again: false }) })
const id = (sequence: number): { generation: number; sequence: number } => ({ generation: 1, sequence })
const EVENTS = [{ event: 'start', payload: {} }, ...SCRIPT.map(({ event }) => event)]
/** Follows r1 from an event on (0: the beginning), and is shown so many. */
const followed = (from: number, count: number, over?: 'stored'): Told => ({
  method: 'follow',
  arguments: [json({ session: 's', run: 'r1', ...(from === 0 ? {} : { after: { run: 'r1', ...id(from) } }) })],
  result: json({ shown: EVENTS.slice(from, from + count).map((event, index) => ({ id: id(from + index + 1), event })), ...(over === undefined ? {} : { over }) }),
})

const prompt: Row = { role: 'user', turn: 'turn-1', content: 'Hi' }
const answer = (content: string, more: Partial<Row> = {}): Row => ({ role: 'assistant', turn: 'turn-1', content, ...more })
function view(rows: readonly Row[], more: Partial<View> = {}): View {
  return { session: 's', updatedAt: EPOCH_MS + 1, messages: rows, context: rows.map(({ role, turn, content }) => ({ role, turn, content })), turn: null, ...more }
}
const open = (streams: 'here' | 'elsewhere' | 'gone', turn = 'turn-1'): View => view([], { turn: { turn, run: 'r1', prompt: 'Hi', streams } })
const WHOLE = view([prompt, answer('Hello')])
const read = (seen: View, more: Partial<HistoryEntry> = {}): Told => ({ method: 'readSession', arguments: ['s'], result: json(seen), ...more })
const cleared: Told = { method: 'clear', arguments: ['s'], result: null }
const stopped: Told = { method: 'cancel', arguments: ['s'], result: null }
const EMPTY = view([])

/** A last life in which the session is read twice, and this is seen. */
const inTheEnd = (seen: View, again: View = seen): LifeView<Observed> => life(2, [read(seen), read(again)], { observed: { views: [seen], again: [again] } })
const POWER_CUT = { kind: 'power cut', atMs: 5_000 } as Crash
const late = { script: [{ event: { event: 'token', payload: { text: 'Hel' } } }, { event: { event: 'done', payload: {} }, afterMs: 600_000 }] }
const answering = started('turn-1', 'r1', late.script)

type Story = readonly LifeView<Observed>[]

/** Invariant, what it must bear, what it must not. */
const CASES: readonly (readonly [name: string, holds: Story, violated: Story])[] = [
  ['I1-prefix-durability', [life(1, [started(), followed(0, 2)]), inTheEnd(view([prompt, answer('Hel', { note: 'partial' })]))], [life(1, [started(), followed(0, 3)]), inTheEnd(view([prompt, answer('Hel', { note: 'partial' })]))]],
  ['I1-prefix-durability', [life(1, [started()]), inTheEnd(WHOLE)], [life(1, [started()]), inTheEnd(view([prompt, answer('loHel')]))]],
  ['I1-durable-in-time', [life(1, [started(), followed(0, 2)], { crash: { ...POWER_CUT, atMs: 1_100 } }), inTheEnd(view([prompt, answer('')]))], [life(1, [started(), followed(0, 2)], { crash: POWER_CUT }), inTheEnd(view([prompt, answer('')]))]],
  ['I1-synced-text-stays', [life(1, [started(), followed(0, 3)], { crash: { ...POWER_CUT, atMs: 1_100 } }), inTheEnd(view([prompt, answer('lo', { note: 'partial' })]))], [life(1, [started(), followed(0, 3), read(open('here'), { calledAtMs: 4_000 })], { crash: POWER_CUT }), inTheEnd(view([prompt, answer('lo', { note: 'partial' })]))]],
  ['I2-user-turn-survives', [life(1, [started(), read(open('here'))]), inTheEnd(WHOLE)], [life(1, [started()]), inTheEnd(EMPTY)]],
  ['I2-user-turn-survives', [life(1, [started(), cleared]), inTheEnd(EMPTY)], [life(1, [started()]), inTheEnd(view([prompt, answer('Hello'), prompt, answer('Hello')]))]],
  ['I3-no-wipe', [life(1, [started(), read(WHOLE), cleared]), inTheEnd(EMPTY)], [life(1, [started(), read(WHOLE)]), inTheEnd(view([prompt]))]],
  ['I3-no-wipe', [life(1, [started(), read(view([prompt, answer('Hel', { note: 'partial' })]))]), inTheEnd(WHOLE)], [life(1, [started(), read(WHOLE)]), inTheEnd(view([prompt, answer('Hello', { note: 'lost' })]))]],
  ['I4-no-resurrection', [life(1, [started(), cleared]), inTheEnd(EMPTY)], [life(1, [started(), cleared]), inTheEnd(WHOLE)]],
  ['I2-user-turn-survives', [life(1, [started(), read(open('here'))])], [life(1, [started(), read({ ...open('here'), turn: { ...open('here').turn!, prompt: 'H' } })])]],
  ['I3-lists-show-all', [life(1, [started(), read(WHOLE), listed(2)])], [life(1, [started(), read(WHOLE), listed(1)])]],
  ['I3-lists-show-all', [life(1, [started(), read(WHOLE), cleared, listed(0)])], [life(1, [started(), read(WHOLE), { ...listed(0), result: [] }])]],
  ['I4-cleared-is-gone', [life(1, [started(), cleared, traces([])]), inTheEnd(EMPTY)], [life(1, [started(), cleared, traces(['runs/s/r1.jsonl'])])]],
  ['I4-nothing-is-left', [life(1, [cleared, { method: 'traces', arguments: ['x'], result: [] }])], [life(1, [cleared, { method: 'traces', arguments: ['x'], result: ['runs/s/r1.jsonl'] }])]],
  ['I5-single-owner', [life(1, [started(), followed(0, 4), { method: 'finish', arguments: [{ run: 'r1', generation: 1 }], result: null }])], [life(1, [started(), followed(0, 4, 'stored'), { method: 'finish', arguments: [{ run: 'r1', generation: 1 }], result: null }])]],
  ['I6-cleanup-precision', [life(1, [answering, read(open('elsewhere'))])], [life(1, [answering, read(EMPTY)])]],
  ['I6-untouched-while-it-streams', [life(1, [answering, followed(0, 1), read(view([prompt, answer('', { note: 'pending' })]))])], [life(1, [answering, read(view([prompt, answer('', { note: 'pending' })])), followed(0, 1)])]],
  ['I7-no-false-interruption', [life(1, [started(), followed(0, 4)]), inTheEnd(WHOLE)], [life(1, [started(), followed(0, 4)]), inTheEnd(view([prompt, answer('Hello', { note: 'recovered' })]))]],
  ['I7-never-taken-for-dead', [life(1, [answering, read(open('here'))])], [life(1, [answering, read(open('gone'))])]],
  ['I7-living-is-not-dead', [life(1, [answering, { method: 'boot', arguments: [], result: { settled: [], troubles: [] } }, read(view([prompt, answer('', { note: 'pending' })]))])], [life(1, [answering, read(view([prompt, answer('', { note: 'pending' })]))])]],
  ['I8-waited-for-a-day', [life(1, [started(), read(view([prompt, answer('', { note: 'lost' })]), { calledAtMs: 25 * HOUR_MS })])], [life(1, [started(), read(view([prompt, answer('', { note: 'lost' })]))])]],
  ['I8-all-see-all', [life(1, [started(), followed(0, 3), read(view([prompt, answer('Hel', { note: 'partial' })]), { process: 'second' }), read(WHOLE), read(WHOLE, { process: 'second' })])], [life(1, [started(), followed(0, 3), read(WHOLE), read(view([prompt, answer('Hel', { note: 'partial' })]), { process: 'second' })])]],
  ['I8-boot-settles-what-was-left', [life(1, [started()]), bootedThen(['s'], view([prompt, answer('', { note: 'pending' })]))], [life(1, [started()]), bootedThen([], view([prompt, answer('', { note: 'pending' })]))]],
  ['I8-boot-settles-what-was-left', [life(1, [started()]), bootedThen(['s'], WHOLE)], [life(1, [started()]), bootedThen(['s'], open('gone'))]],
  ['I8-eventual-truth', [life(1, [started()]), inTheEnd(view([prompt, answer('Hel', { note: 'incomplete' })]))], [life(1, [started()]), inTheEnd(view([prompt, answer('', { note: 'pending' })]))]],
  ['I8-eventual-truth', [life(1, [started()]), inTheEnd(view([prompt, answer('', { note: 'lost' })]))], [life(1, [started()]), inTheEnd(view([prompt, answer('Hel', { note: 'lost' })]))]],
  ['I8-eventual-truth', [life(1, [started()]), inTheEnd(WHOLE)], [life(1, [started()]), inTheEnd(open('gone'))]],
  ['I8-all-seen-when-healed', [life(1, [started(), followed(0, 3), read(view([prompt, answer('Hello')]))])], [life(1, [started(), followed(0, 3), read(view([prompt, answer('Hel', { note: 'partial' })]))])]],
  ['I8-boot-settles', [life(1, [started(), { method: 'boot', process: 'second', arguments: [], result: { settled: ['s'], troubles: [] } }, read(view([prompt, answer('', { note: 'pending' })]))])], [life(1, [started(), { method: 'boot', process: 'second', arguments: [], result: { settled: [], troubles: [] } }, read(view([prompt, answer('', { note: 'pending' })]))])]],
  ['I8-boot-settles', [life(1, [started(), { method: 'boot', process: 'second', arguments: [], result: { settled: [], troubles: ['s'] } }, read(open('gone'))])], [life(1, [started(), { method: 'boot', process: 'second', arguments: [], result: { settled: ['s'], troubles: [] } }, read(open('gone'))])]],
  ['I8-gives-up-in-time', [life(1, [started(), read(view([prompt, answer('', { note: 'pending' })])), read(view([prompt, answer('', { note: 'lost' })]), { calledAtMs: 24.5 * HOUR_MS })])], [life(1, [started(), read(view([prompt, answer('', { note: 'pending' })])), read(view([prompt, answer('', { note: 'lost' })]), { calledAtMs: 2 * HOUR_MS })])]],
  ['I8-gives-up-in-time', [life(1, [started(), read(view([prompt, answer('', { note: 'pending' })])), read(view([prompt, answer('', { note: 'pending' })]), { calledAtMs: 23 * HOUR_MS })])], [life(1, [started(), read(view([prompt, answer('', { note: 'pending' })])), read(view([prompt, answer('', { note: 'pending' })]), { calledAtMs: 40 * HOUR_MS })])]],
  ['I8-age-adds-up', twoBoots('lost'), twoBoots('pending')],
  ['I9-idempotent-recovery', [life(1, [started()]), inTheEnd(WHOLE)], [life(1, [started()]), inTheEnd(view([prompt, answer('Hel', { note: 'partial' })]), WHOLE)]],
  ['I10-sequence-sanity', [life(1, [started(), followed(0, 2), followed(2, 2)])], [life(1, [started(), followed(0, 2), { ...followed(1, 1), result: json({ shown: [{ id: id(2), event: EVENTS[2] }] }) }])]],
  ['I10-sequence-sanity', [life(1, [started(), followed(0, 4)])], [life(1, [started(), { ...followed(0, 1), result: json({ shown: [{ id: id(1), event: EVENTS[0] }, { id: id(3), event: EVENTS[1] }] }) }])]],
  ['I11-cursor-soundness', [life(1, [started(), followed(0, 2), followed(2, 2)])], [life(1, [started(), followed(0, 2), { ...followed(2, 1), arguments: [json({ session: 's', run: 'r1', after: { run: 'r1', ...id(1) } })] }])]],
  ['I11-cursor-soundness', [life(1, [started(), followed(0, 2)])], [life(1, [started(), followed(0, 2), { ...followed(2, 1), arguments: [json({ session: 's', run: 'r2', after: { run: 'r1', ...id(2) } })] }])]],
  ['I11-nothing-is-skipped', [life(1, [started(), followed(0, 4)])], [life(1, [started(), { ...followed(0, 4), result: json({ shown: [{ id: id(1), event: EVENTS[0] }, { id: id(2), event: EVENTS[2] }] }) }])]],
  ['I11-nothing-is-skipped', [life(1, [started(), followed(0, 2)])], [life(1, [started(), { ...followed(0, 4), result: json({ shown: [{ id: id(1), event: EVENTS[0] }, { id: id(2), event: EVENTS[1] }, { id: id(3), event: EVENTS[3] }] }) }])]],
  ['I12-tail-isolation', [life(1, [started(), followed(0, 3)]), inTheEnd(view([prompt, answer('lo', { note: 'partial' })]))], [life(1, [started(), followed(0, 3)]), inTheEnd(view([prompt, answer('', { note: 'pending' })]))]],
  ['I13-stored-is-there', [life(1, [started(), followed(0, 4, 'stored')]), inTheEnd(WHOLE)], [life(1, [started(), followed(0, 4, 'stored')]), inTheEnd(view([prompt]))]],
  ['I13-terminal-truth', [life(1, [started()]), inTheEnd(WHOLE)], [life(1, [started()]), inTheEnd(view([prompt, answer('Hel')]))]],
  ['I13-terminal-truth', [life(1, [started(), stopped]), inTheEnd(view([prompt, answer('Hel', { note: 'stopped' })]))], [life(1, [started()]), inTheEnd(view([prompt, answer('Hel', { note: 'recovered' })]))]],
  ['I14-context-is-view', [life(1, [started()]), inTheEnd(WHOLE)], [life(1, [started()]), inTheEnd({ ...WHOLE, context: WHOLE.context.slice(0, 1) })]],
  ['I14-context-is-view', [life(1, [started()]), inTheEnd(WHOLE)], [life(1, [started()]), inTheEnd({ ...WHOLE, context: [...WHOLE.context, WHOLE.context[1]!] })]],
  ['I15-maintenance-is-no-activity', [life(1, [started()], { crash: POWER_CUT }), inTheEnd(WHOLE)], [life(1, [started()], { crash: POWER_CUT }), inTheEnd({ ...WHOLE, updatedAt: EPOCH_MS + 6_000 })]],
  ['I15-reading-is-no-activity', [...touched('first', EPOCH_MS + 1)], [...touched('first', EPOCH_MS + 2)]],
  ['I19-refused-leaves-nothing', [life(1, [{ ...started(), outcome: 'refused' }]), inTheEnd(EMPTY)], [life(1, [{ ...started(), outcome: 'refused' }]), inTheEnd(WHOLE)]],
  ['I19-reader-is-told', [life(1, [started(), read({ ...open('gone'), trouble: 'the disk said no' })])], [life(1, [started(), read(open('gone'))])]],
  ['I20-stop-frees', [life(1, [started(), stopped, started('turn-2', 'r2')])], [life(1, [started(), stopped, { ...started('turn-2', 'r2'), outcome: 'refused' }])]],
  ['I20-streams-end', [life(1, [started()]), { ...inTheEnd(WHOLE), history: life(2, [read(WHOLE), read(WHOLE), followed(0, 4, 'stored')]).history }], [life(1, [started()]), { ...inTheEnd(WHOLE), history: life(2, [read(WHOLE), read(WHOLE), followed(0, 4)]).history }]],
  ['I20-following-ends', [life(1, [started(), { ...followed(0, 2, 'stored'), process: 'second' }])], [life(1, [started(), { ...followed(0, 2), process: 'second' }])]],
]

/** Two boots of 17 hours; the second one ends with this note. */
function twoBoots(note: 'pending' | 'lost'): Story {
  const seen = (kind: 'pending' | 'lost'): View => view([prompt, answer('', { note: kind })])
  const boot = (number: number, atMs: number, kind: 'pending' | 'lost'): Story[number] => life(number, [read(seen('pending'), { calledAtMs: atMs }), read(seen(kind), { calledAtMs: atMs + 17 * HOUR_MS })], { crash: POWER_CUT })
  return [life(1, [started()]), boot(2, HOUR_MS, 'pending'), boot(3, 20 * HOUR_MS, note)]
}

function listed(messages: number): Told {
  return { method: 'listSessions', arguments: [], result: [{ session: 's', updatedAt: EPOCH_MS + 1, messages }] }
}

function traces(files: readonly string[]): Told {
  return { method: 'traces', arguments: ['turn-1'], result: files }
}

/** A life that begins with a boot that settled these. */
function bootedThen(settled: readonly string[], seen: View): Story[number] {
  return life(2, [{ method: 'boot', arguments: [], result: { settled, troubles: [] } }, read(seen), read(seen)], { observed: { views: [seen], again: [seen] } })
}

/** Listed by the process that people use, then read by another one. */
function touched(process: string, updatedAt: number): Story {
  return [life(1, [started(), { method: 'listSessions', process, arguments: [], result: [{ session: 's', updatedAt: EPOCH_MS + 1, messages: 2 }] }, read(WHOLE, { process: 'second' }), read({ ...WHOLE, updatedAt }, { process: 'second' })])]
}

const invariants = chatServerSuite.scenarios.flatMap((scenario) => scenario.invariants)

test.each(CASES.map(([name, holds, violated], index) => [`${name} #${index + 1}`, name, holds, violated] as const))('%s can hold and can fail', (_, name, holds, violated) => {
  // Scenarios may have one of the same name for their own turns: each bears what holds, and one at least does not bear the other.
  const checks = [...new Set(invariants.filter((invariant) => invariant.name === name).map(({ check }) => check))]
  expect(checks.map((check) => check({ input: null, lives: holds }))).toEqual(checks.map(() => undefined))
  expect(checks.map((check) => check({ input: null, lives: violated }))).toContainEqual(expect.any(String))
})

test('every invariant of the suite has a story in which it fails', () => {
  expect([...new Set(invariants.map(({ name }) => name))].sort()).toEqual([...new Set(CASES.map(([name]) => name))].sort())
})
