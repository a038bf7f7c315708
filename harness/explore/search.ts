import type { Implementation } from '../check/implementation.ts'
import type { Json } from '../check/json.ts'
import type { Crash } from '../check/plan.ts'
import type { Scenario } from '../check/scenario.ts'
import type { DiskOptions } from '../disk/image.ts'
import { Disk } from '../disk/disk.ts'
import { bitRotOf } from '../faults/bit-rot.ts'
import type { Chooser } from '../world/chooser.ts'
import { mix } from '../disk/hash.ts'
import type { CrashState } from './crash-state.ts'
import { recordLife, type LifeRecord } from './life-record.ts'
import { Observations, type Observation } from './observation.ts'
import { historiesOf, LazyCrash, startOf, type CrashedLife } from './lineage.ts'

/** What is common to all lives of one input: it decides them together with schedules and crashes. */
export interface SearchSubject {
  readonly scenario: Scenario
  readonly implementation: Implementation
  readonly input: Json
  readonly randomSeed: string
  readonly disks: readonly DiskOptions[]
}

/** A recovery that was run or remembered. */
export interface Recovered {
  readonly observation: Observation
  /** Equal ones did the same things in the same order. */
  readonly course: string
  /** It changed the disk. */
  readonly wrote: boolean
}

interface Remembered {
  readonly course: string
  readonly wrote: boolean
  /** Of the observation. */
  readonly key: string
  readonly touched: LifeRecord['touched']
  readonly historyKey: string
  readonly atMs: number
  /** The modification times on the disk, where the recovery looked at any. */
  readonly times: string | undefined
}

/**
 * Runs lives and remembers recoveries: each is run once per distinct content of the disk. What is remembered is the *observation*, never a verdict: an
 * image that is legal before an acknowledgement is illegal after it. A recovery that looked at the clock or at the history is remembered for just these.
 */
export class Search {
  readonly subject: SearchSubject
  readonly kinds: ReadonlySet<Crash['kind']>
  readonly rot: ReturnType<typeof bitRotOf>
  /** Crashes in one run. */
  readonly depth: number
  readonly counts = { runs: 0, steps: 0, crashPoints: 0, crashPointsLeftOut: 0, crashStates: 0, recoveries: 0, checks: 0 }
  readonly probes: Map<string, number> = new Map()
  readonly faults: Map<string, number> = new Map()
  /** Recordings in a row in which no client did anything after a crash. */
  idleRecordings = 0
  /** True once an invariant has looked at more of a crash than its kind: verdicts then depend on where it was. */
  crashMatters = false
  readonly #observations = new Observations()
  readonly #remembered = new Map<string, Remembered[]>()
  #hash1 = 0
  #hash2 = 0

  constructor(subject: SearchSubject) {
    this.subject = subject
    const { faults } = subject.scenario
    this.kinds = new Set(faults.flatMap(({ name }) => (name === 'processDeath' ? ['process death' as const] : name === 'powerCut' ? ['power cut' as const] : [])))
    this.rot = bitRotOf(faults)
    this.depth = Math.max(1, ...faults.map(({ options }) => Number((options as { crashes?: number } | null)?.crashes ?? 1)))
    for (const { name } of faults) this.faults.set(name, 0)
  }

  hash(): string {
    return (this.#hash1 >>> 0).toString(16).padStart(8, '0') + (this.#hash2 >>> 0).toString(16).padStart(8, '0')
  }

  /** The first life, under one schedule. */
  async record(chooser: Chooser): Promise<LifeRecord> {
    const record = await this.rerun(chooser)
    this.counts.runs++
    this.note(record)
    return record
  }

  /** The same, without counting it. */
  rerun(chooser: Chooser): Promise<LifeRecord> {
    const { scenario, implementation, input, randomSeed } = this.subject
    return recordLife({ scenario, implementation, input, randomSeed, number: 1, startMs: 0, disk: new Disk(), chooser })
  }

  /** What the life after these saw: run, or remembered. */
  async recover(crashed: readonly CrashedLife[]): Promise<Recovered> {
    const { record, point, state } = crashed[crashed.length - 1]!
    this.#countFault(state)
    const key = `${record.number + 1}/${state.key}`
    const known = this.#remembered.get(key) ?? []
    const historyKey = crashed.map((life) => `${life.record.hash}:${life.point.history}:${life.point.step}:${life.point.moment}:${life.point.atMs}:${life.state.kind}:${life.state.key}`).join('/')
    for (const { touched, course, wrote, ...old } of known) {
      const sameHistory = !touched.history || old.historyKey === historyKey
      const sameTimes = (!touched.clock && !touched.mtime) || (old.atMs === point.atMs && (!touched.mtime || old.times === state.times()))
      const observation = sameHistory && sameTimes ? this.#observations.get(old.key) : undefined
      if (observation !== undefined) return { observation, course, wrote }
    }
    const recovery = await this.recordRecovery(crashed, false)
    this.counts.recoveries++
    this.note(recovery)
    const observation = this.#observations.of(recovery)
    const course = recovery.hash
    const wrote = recovery.steps.some(({ operation, logFrom, logTo }) => logTo > logFrom && operation.kind.name !== 'close')
    known.push({ key: observation.key, course, wrote, touched: recovery.touched, historyKey, atMs: point.atMs, times: recovery.touched.mtime ? state.times() : undefined })
    this.#remembered.set(key, known)
    return { observation, course, wrote }
  }

  /** The life after these, recorded. With `dirty` its disk also knows what a later power cut may still lose. */
  recordRecovery(crashed: readonly CrashedLife[], dirty: boolean, chooser?: Chooser): Promise<LifeRecord> {
    const { record, state } = crashed[crashed.length - 1]!
    const { scenario, implementation, input, randomSeed } = this.subject
    return recordLife({
      scenario, implementation, input, randomSeed,
      number: record.number + 1,
      startMs: startOf(crashed),
      disk: state.boot(dirty),
      ...(chooser === undefined ? {} : { chooser }),
      before: {
        crash: new LazyCrash(crashed, () => undefined),
        history: () => historiesOf(crashed).flat(),
      },
    })
  }

  #countFault({ kind, rot }: CrashState): void {
    if (rot !== undefined) this.faults.set('bitRot', (this.faults.get('bitRot') ?? 0) + 1)
    const name = kind === 'power cut' ? 'powerCut' : kind === 'process death' ? 'processDeath' : undefined
    if (name !== undefined) this.faults.set(name, (this.faults.get(name) ?? 0) + 1)
  }

  /** Counts what a life did, and adds it to the hash of the search. */
  note(record: LifeRecord): void {
    this.counts.steps += record.steps.length
    for (const probe of record.probes) this.probes.set(probe, (this.probes.get(probe) ?? 0) + 1)
    this.#hash1 = mix(this.#hash1, Number.parseInt(record.hash.slice(0, 8), 16))
    this.#hash2 = mix(this.#hash2, Number.parseInt(record.hash.slice(8), 16))
  }
}
