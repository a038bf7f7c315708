import type { Implementation } from '../check/implementation.ts'
import type { Json } from '../check/json.ts'
import type { Crash } from '../check/plan.ts'
import type { Scenario } from '../check/scenario.ts'
import type { DiskOptions } from '../disk/image.ts'
import { Disk } from '../disk/disk.ts'
import { bitRotOf } from '../faults/bit-rot.ts'
import type { Image } from '../disk/image.ts'
import { Touches } from '../disk/touches.ts'
import type { Chooser } from '../world/chooser.ts'
import { hashDigits, mix } from '../disk/hash.ts'
import type { CrashState } from './crash-state.ts'
import { REMEMBERED_CHARACTERS, REMEMBERED_RECOVERIES, REMEMBERED_STARTS } from './budget.ts'
import { drawDowntime } from './downtime.ts'
import { recordLife, type LifeRecord, type LifeSetup } from './life-record.ts'
import { Observations, type Observation } from './observation.ts'
import { ReadPaths } from './read-paths.ts'
import { ReadSets, type Outside } from './read-set.ts'
import { historiesOf, LazyCrash, startOf, type CrashedLife, type LookedAt } from './lineage.ts'

/** What is common to all lives of one input: it decides them together with schedules and crashes. */
export interface SearchSubject {
  readonly scenario: Scenario
  readonly implementation: Implementation
  readonly input: Json
  readonly randomSeed: string
  readonly disks: readonly DiskOptions[]
  /** Milliseconds from every crash to the next boot. Default: drawn for each life. */
  readonly downMs?: number
  /** False: every recovery is run, and everything varies that a crash may leave. For tests that compare. Default: true. */
  readonly remembers?: boolean
}

/** A recovery that was run or remembered. */
export interface Recovered {
  readonly observation: Observation
  /** Equal ones did the same things in the same order. */
  readonly course: string
  /** It changed the disk. */
  readonly wrote: boolean
  readonly decidedBy: Touches['decidedBy']
}

/**
 * Runs lives and remembers recoveries: each is run once per distinct content of what it reads. What is remembered is the *observation*, never a verdict: an
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
  readonly read: ReadPaths = new ReadPaths()
  /** What invariants have ever looked at of a crash, besides its kind: verdicts depend on it. */
  readonly lookedAt: Set<LookedAt> = new Set()
  readonly #observations = new Observations()
  /** By the number of the life: a life knows its own. */
  readonly #readSets = new Map<number, ReadSets<Recovered>>()
  /** By life and whole content, for what it alone decided: to save the walk. */
  readonly #exact = new Map<number, Map<string, Recovered>>()
  #exactSize = 0
  /** Likewise by life, content and when the life begins. */
  readonly #exactAt = new Map<string, Recovered>()
  readonly #remembers: boolean
  #keeps: LifeSetup['keeps'] = 'end, one by one'
  #hash1 = 0
  #hash2 = 0

  constructor(subject: SearchSubject) {
    this.subject = subject
    this.#remembers = subject.remembers ?? true
    if (!this.#remembers) this.read.addAll()
    const { faults } = subject.scenario
    this.kinds = new Set(faults.flatMap(({ name }) => (name === 'processDeath' ? ['process death' as const] : name === 'powerCut' ? ['power cut' as const] : [])))
    this.rot = bitRotOf(faults)
    this.depth = Math.max(1, ...faults.map(({ options }) => Number((options as { crashes?: number } | null)?.crashes ?? 1)))
    for (const { name } of faults) this.faults.set(name, 0)
  }

  /** Milliseconds from each crash of this life to the next boot: the same for all recoveries from crashes of one first life, whichever of them crash again. */
  downtimeOf(record: LifeRecord, before: readonly CrashedLife[] = []): number {
    const [first] = before
    return this.subject.downMs ?? drawDowntime(this.subject.randomSeed, first === undefined ? record.hash : `${first.record.hash}/${record.number}`)
  }

  hash(): string {
    return hashDigits(this.#hash1, this.#hash2)
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

  /** What the life after these saw, where its content alone, or with the time of its beginning, tells that; undefined: see `recover`. */
  remembered(crashed: readonly CrashedLife[]): Recovered | undefined {
    const { record, state } = crashed[crashed.length - 1]!
    this.#countFault(state)
    if (!this.#remembers) return undefined
    const { key } = state
    const number = record.number + 1
    return this.#exact.get(number)?.get(key) ?? (this.#exactAt.size === 0 ? undefined : this.#exactAt.get(`${number}/${key}/${startOf(crashed)}`))
  }

  /** What the life after these saw: remembered by what it would read, or run. For those that are not `remembered`. */
  async recover(crashed: readonly CrashedLife[]): Promise<Recovered> {
    const { record, state } = crashed[crashed.length - 1]!
    const number = record.number + 1
    const image = state.image()
    const outside = outsideOf(crashed)
    let sets = this.#readSets.get(number)
    if (sets === undefined) this.#readSets.set(number, (sets = new ReadSets()))
    let recovered = this.#remembers ? sets.find(image, outside) : undefined
    if (recovered === undefined) {
      const touches = new Touches(image)
      recovered = await this.#run(crashed, image, touches)
      sets.add(touches.list, image, outside, recovered)
      this.read.add(touches.list)
    }
    if (recovered.decidedBy === 'content') this.#rememberExactly(number, state.key, recovered)
    else if (recovered.decidedBy === 'content and clock') this.#exactAt.set(`${number}/${state.key}/${startOf(crashed)}`, recovered)
    this.#forget()
    return recovered
  }

  /** Most recoveries do one thing after the other; what does not is run again with the identity of its tasks. */
  async #run(crashed: readonly CrashedLife[], image: Image, touches: Touches): Promise<Recovered> {
    const recovery = await recordLife({ ...this.#after(crashed, touches), disk: new Disk(image, touches), keeps: this.#keeps })
    if (recovery.gaveUp) {
      this.#keeps = 'end'
      touches.clear()
      return this.#run(crashed, image, touches)
    }
    this.counts.recoveries++
    this.note(recovery)
    return {
      observation: this.#observations.of(recovery),
      course: recovery.hash,
      wrote: recovery.disk.log.some(({ kind }) => kind !== 'close'),
      decidedBy: touches.decidedBy,
    }
  }

  /** The life after these, recorded. With `dirty` its disk also knows what a later power cut may still lose. */
  recordRecovery(crashed: readonly CrashedLife[], dirty: boolean, chooser?: Chooser): Promise<LifeRecord> {
    return recordLife({ ...this.#after(crashed), disk: crashed[crashed.length - 1]!.state.boot(dirty), ...(chooser === undefined ? {} : { chooser }) })
  }

  #after(crashed: readonly CrashedLife[], touches?: Touches): Omit<LifeSetup, 'disk'> {
    const { record } = crashed[crashed.length - 1]!
    const { scenario, implementation, input, randomSeed } = this.subject
    return {
      scenario, implementation, input, randomSeed,
      number: record.number + 1,
      startMs: startOf(crashed),
      before: {
        crash: new LazyCrash(crashed, () => touches?.outside('crash')),
        history: () => historiesOf(crashed).flat(),
      },
    }
  }

  #rememberExactly(number: number, key: string, recovered: Recovered): void {
    let own = this.#exact.get(number)
    if (own === undefined) this.#exact.set(number, (own = new Map()))
    if (!own.has(key)) this.#exactSize++
    own.set(key, recovered)
  }

  #forget(): void {
    if (this.#exactAt.size > REMEMBERED_STARTS) this.#exactAt.clear()
    let size = this.#exactSize
    for (const sets of this.#readSets.values()) size += sets.size
    if (size <= REMEMBERED_RECOVERIES && this.#observations.characters <= REMEMBERED_CHARACTERS) return
    this.#readSets.clear()
    this.#exact.clear()
    this.#exactSize = 0
    this.#exactAt.clear()
    this.#observations.forget()
  }

  #countFault({ kind, rot }: CrashState): void {
    if (rot !== undefined) this.faults.set('bitRot', (this.faults.get('bitRot') ?? 0) + 1)
    const name = kind === 'power cut' ? 'powerCut' : kind === 'process death' ? 'processDeath' : undefined
    if (name !== undefined) this.faults.set(name, (this.faults.get(name) ?? 0) + 1)
  }

  /** Counts what a life did, and adds it to the hash of the search. */
  note(record: LifeRecord): void {
    this.counts.steps += record.stepCount
    for (const probe of record.probes) this.probes.set(probe, (this.probes.get(probe) ?? 0) + 1)
    this.#hash1 = mix(this.#hash1, Number.parseInt(record.hash.slice(0, 8), 16))
    this.#hash2 = mix(this.#hash2, Number.parseInt(record.hash.slice(8), 16))
  }
}

/** What recoveries after these may look at besides the medium. */
function outsideOf(crashed: readonly CrashedLife[]): Outside {
  const startMs = startOf(crashed)
  return (kind) => {
    if (kind === 'clock') return startMs
    if (kind === 'ended') return crashed[crashed.length - 1]!.state.kind
    const lives = crashed.map(({ record, point, state }, index) => {
      const saw = `${record.hash} ${point.history}`
      return kind === 'history' && index === crashed.length - 1 ? saw : `${saw} ${point.step} ${point.moment} ${point.atMs} ${state.kind} ${state.key}`
    })
    return `${startMs} ${lives.join(' / ')}`
  }
}
