import type { Crash, Label, PlannedDifference } from '../check/plan.ts'
import type { History } from '../check/history.ts'
import type { LifeView } from '../check/scenario.ts'
import type { Json } from '../check/json.ts'
import type { Difference } from '../disk/image.ts'
import type { MicroOperation } from '../disk/micro-operation.ts'
import type { CrashPoint, Step } from '../world/life.ts'
import { REBOOT_MS } from './budget.ts'
import type { CrashState } from './crash-state.ts'
import type { Observation } from './observation.ts'
import type { LifeRecord } from './life-record.ts'

/** A life that was stopped: where, and what that left. */
export interface CrashedLife {
  readonly record: LifeRecord
  readonly point: CrashPoint
  readonly state: CrashState
  readonly clients: 'gone' | 'live on'
  /** Virtual milliseconds until the next boot: see `startOf`. */
  readonly downMs: number
}

/**
 * The evidence of one branch: the crashed lives, and the last one, which ran to its end. `looked` is called when more than the kind of a crash is read. What takes
 * time to make up is made up when it is first read: most invariants read little of it.
 */
export function livesOf(crashed: readonly CrashedLife[], last: Observation, looked: (what: LookedAt) => void): LifeView<Json>[] {
  const own = crashed.map(({ record, point }) => record.recorder.at(point.history))
  const callsBefore = (life: number): number => callsIn(own.slice(0, life))
  const views = crashed.map(({ record, point }, index) => {
    const crash = new LazyCrash(index + 1 === crashed.length ? crashed : crashed.slice(0, index + 1), looked)
    const history = (): History => placed(own[index]!, callsBefore(index), record.startMs)
    return viewOf(record.number, crash, history, point.returned && record.number > 1 ? () => record.value as Json : undefined)
  })
  const returned = last.outcome.kind === 'ended' && last.number > 1 && last.returned
  const history = (): History => placed(last.history(), callsBefore(crashed.length), startOf(crashed))
  return [...views, viewOf(last.number, null, history, returned ? () => last.value()! : undefined)]
}

/** Its history is made up once, when it is first read; `observed` is there only where something was. */
function viewOf(number: number, crash: Crash | null, history: () => History, observed: (() => Json) | undefined): LifeView<Json> {
  return observed === undefined ? new View(number, crash, history) : new ViewOfEnd(number, crash, history, observed)
}

class View implements LifeView<Json> {
  readonly number: number
  readonly crash: Crash | null
  readonly #make: () => History
  #history: History | undefined

  constructor(number: number, crash: Crash | null, history: () => History) {
    this.number = number
    this.crash = crash
    this.#make = history
  }

  get history(): History {
    return (this.#history ??= this.#make())
  }
}

class ViewOfEnd extends View {
  readonly #observed: () => Json

  constructor(number: number, crash: Crash | null, history: () => History, observed: () => Json) {
    super(number, crash, history)
    this.#observed = observed
  }

  get observed(): Json {
    return this.#observed()
  }
}

/** What clients saw in each of these lives, up to its crash. */
export function historiesOf(crashed: readonly CrashedLife[]): History[] {
  const histories: History[] = []
  for (const { record, point } of crashed) histories.push(placed(record.recorder.at(point.history), callsIn(histories), record.startMs))
  return histories
}

const SECOND_MS = 1_000

/**
 * When the life after these begins: `downMs` after the next whole second. So what looks at the clock sees the same after all crashes of one
 * second, and is run once for all of them.
 */
export function startOf(crashed: readonly CrashedLife[]): number {
  const last = crashed[crashed.length - 1]
  return last === undefined ? 0 : (Math.floor(last.point.atMs / SECOND_MS) + 1) * SECOND_MS + last.downMs
}

function callsIn(histories: readonly History[]): number {
  return histories.reduce((total, history) => total + history.length, 0)
}

/** A life records ids and times from its own beginning; in the history of the world they go on from life to life. */
function placed(history: History, calls: number, startMs: number): History {
  if (calls === 0 && startMs === 0) return history
  const at = (ms: number): number => Math.round((ms + startMs) * 1000) / 1000
  return history.map((entry) => ({ ...entry, id: entry.id + calls, calledAtMs: at(entry.calledAtMs), endedAtMs: entry.endedAtMs === null ? null : at(entry.endedAtMs) }))
}

/** What of a crash was looked at, besides its kind: when it was; after which operation; what it left. */
export type LookedAt = 'time' | 'place' | 'image'

/** A crash as invariants and recoveries see it. Naming its operations costs more than most of them need: it is done when somebody asks. */
export class LazyCrash implements Crash {
  readonly #crashed: readonly CrashedLife[]
  readonly #looked: (what: LookedAt) => void
  #planned: Crash | undefined

  constructor(crashed: readonly CrashedLife[], looked: (what: LookedAt) => void) {
    this.#crashed = crashed
    this.#looked = looked
  }

  get kind(): Crash['kind'] {
    return this.#last.state.kind
  }

  get after(): Label | null {
    return this.#plan('place').after
  }

  get moment(): Crash['moment'] {
    return this.#plan('place').moment
  }

  get waitMs(): number {
    return this.#plan('place').waitMs
  }

  get atMs(): number {
    this.#looked('time')
    return this.#last.point.atMs
  }

  get downMs(): number {
    this.#looked('time')
    return this.#last.downMs
  }

  get clients(): Crash['clients'] {
    this.#looked('place')
    return this.#last.clients
  }

  get image(): Crash['image'] {
    return this.#plan('image').image
  }

  get rot(): NonNullable<Crash['rot']> {
    return this.#plan('image').rot ?? []
  }

  toJSON(): Crash {
    return this.#plan('image')
  }

  get #last(): CrashedLife {
    return this.#crashed[this.#crashed.length - 1]!
  }

  #plan(what: LookedAt): Crash {
    this.#looked(what)
    return (this.#planned ??= plannedCrash(this.#crashed))
  }
}

/** The crash that ended the last of these lives, by labels. */
export function plannedCrash(crashed: readonly CrashedLife[]): Crash {
  const { record, point, state, clients, downMs } = crashed[crashed.length - 1]!
  const step = record.steps[point.step - 1]
  const performedAt = step?.atMs ?? record.startMs
  return {
    kind: state.kind,
    after: step?.operation.label ?? null,
    moment: point.moment,
    waitMs: Math.max(0, point.atMs - performedAt),
    atMs: point.atMs,
    ...(downMs === REBOOT_MS ? {} : { downMs }),
    clients,
    image: state.differences.map((difference) => plannedDifference(crashed, difference)),
    ...(state.rot === undefined ? {} : { rot: state.rot }),
  }
}

/** The step that made micro-operation `n` of the log of the last of these lives. It may belong to an earlier one, after a process death. */
export function stepOf(crashed: readonly CrashedLife[], n: number): { readonly step: Step; readonly life: number } | undefined {
  for (let index = crashed.length - 1; index >= 0; index--) {
    const { record } = crashed[index]!
    if (n < record.logStart) continue
    const step = record.steps.find(({ logFrom, logTo }) => logFrom <= n && n < logTo)
    return step === undefined ? undefined : { step, life: record.number }
  }
  return undefined
}

function plannedDifference(crashed: readonly CrashedLife[], { n, part, form, range }: Difference): PlannedDifference {
  const found = stepOf(crashed, n)
  const newest = crashed[crashed.length - 1]!.record.number
  const label = found === undefined ? `#${n}` : found.step.operation.label
  return {
    operation: found !== undefined && found.life !== newest ? `life ${found.life}: ${label}` : label,
    part,
    form,
    ...(range === undefined ? {} : { range }),
  }
}

/** The way back: differences by number from differences by label. `unmatched` names the labels that fit nothing. */
export function differencesOf(crashed: readonly { readonly record: LifeRecord }[], planned: readonly PlannedDifference[]): { readonly differences: Difference[]; readonly unmatched: Label[] } {
  const differences: Difference[] = []
  const unmatched: Label[] = []
  for (const { operation, part, form, range } of planned) {
    const [, life, own] = /^life (\d+): (.*)$/s.exec(operation) ?? [undefined, undefined, operation]
    const record = life === undefined ? crashed[crashed.length - 1]!.record : crashed.find((other) => other.record.number === Number(life))?.record
    const step = record?.steps.find((candidate) => candidate.operation.label === own)
    const log = crashed[crashed.length - 1]!.record.disk.log
    const micro = step === undefined ? undefined : log.slice(step.logFrom, step.logTo).find((candidate) => fits(candidate, part, log.slice(step.logFrom, candidate.n)))
    if (micro === undefined) unmatched.push(operation)
    else differences.push({ n: micro.n, part, form, ...(range === undefined ? {} : { range }) })
  }
  return { differences, unmatched }
}

function fits(micro: MicroOperation, part: Difference['part'], before: readonly MicroOperation[]): boolean {
  const entries = before.filter(({ kind }) => kind === 'entry').length
  if (part === 'name') return micro.kind === 'entry' && entries === 0
  if (part === 'old name') return micro.kind === 'entry' && entries === 1
  return micro.kind === 'data'
}
