import type { Host } from '../host/host.ts'
import type { Disk } from '../disk/disk.ts'
import { hashText } from '../disk/hash.ts'
import type { Json } from '../check/json.ts'
import { Labels } from './label.ts'
import { EPOCH_MS, STEP_LIMIT, STEP_LIMIT_HEALED, STEP_LIMIT_IDLE, WAIT_MS, type CrashPoint, type LifeBody, type LifeOutcome, type Step, type WorldOptions } from './life.ts'
import { Pending } from './pending.ts'
import { CrashPoints } from './crash-points.ts'
import { currentTask, forgetTasks, inTask, type TaskContext } from './context.ts'
import { runOn, type Chooser } from './chooser.ts'
import { fireFault, meetFault } from './fire-fault.ts'
import { SimulatedHost } from './simulated-host.ts'
import { measured, type Latency } from './latency.ts'
import { performed, type Operation, type OperationKind, type Task } from './operation.ts'
import type { Process } from './process.ts'
import { ProcessTable, trackDescriptor } from './process-table.ts'
import { pump } from './pump.ts'
import { RunHash } from './run-hash.ts'
import { stuckReason } from './stuck.ts'
import { SLEEP } from './syscalls.ts'
import { setGuard } from './guard.ts'

/** One life of one simulated computer: a disk, a clock, processes, and the scheduler that decides which operation runs next. */
export class World {
  readonly disk: Disk
  readonly randomSeed: string
  readonly life: number
  readonly startMs: number
  readonly steps: Step[] = []
  readonly processes: ProcessTable
  /** Virtual milliseconds since the world began. */
  nowMs: number
  stepCount = 0
  /** Two operations could have run, and `oneByOne` was asked for. */
  gaveUp = false
  /** Somewhere more than one operation could have run. Without that, all default orders are one. */
  raced = false
  readonly #chooser: Chooser
  readonly #latency: Latency
  readonly #labels: Labels | undefined
  readonly #record: boolean
  readonly #tasks: boolean
  readonly #oneByOne: boolean
  readonly #stacks: boolean
  readonly #pending = new Pending()
  #body: LifeBody | undefined
  #crashPoints: CrashPoints | undefined
  #current: TaskContext | null = null
  #last: Task | null = null
  #ids = 0
  #begun = false
  #healedAt = -1
  /** The last step after which the log or the history was longer. */
  #changedAt = 0
  #historyLength = 0
  #outcome: LifeOutcome | undefined
  #uncaught: { error: unknown } | undefined
  readonly #hash = new RunHash()

  constructor(options: WorldOptions) {
    this.disk = options.disk
    this.randomSeed = options.randomSeed
    this.life = options.life ?? 1
    this.startMs = options.startMs ?? 0
    this.nowMs = this.startMs
    this.processes = new ProcessTable(this.life)
    this.#chooser = options.chooser ?? runOn()
    this.#latency = options.latency ?? measured
    this.#labels = options.labels === true ? new Labels() : undefined
    this.#record = options.record ?? false
    this.#tasks = options.tasks ?? options.labels ?? false
    this.#oneByOne = options.oneByOne ?? false
    this.#stacks = options.stacks ?? false
    this.disk.nowMs = EPOCH_MS + this.nowMs
  }

  /** Runs one life to its end; `leave` is called before its processes end. */
  async live(body: LifeBody, leave?: () => void): Promise<LifeOutcome> {
    this.#body = body
    if (this.#record) this.#crashPoints = new CrashPoints(body.crashAt?.bind(body))
    await pump({
      step: () => this.#step(),
      enter: () => setGuard(true),
      leave: () => setGuard(false),
      uncaught: (error) => {
        this.#uncaught ??= { error }
      },
    })
    if (this.#tasks) forgetTasks()
    leave?.()
    const log = this.disk.log.length
    for (const name of this.processes.names()) this.endProcess(name)
    this.disk.log.length = log
    return this.#outcome!
  }

  get crashPoints(): readonly CrashPoint[] {
    return this.#crashPoints?.list ?? []
  }

  /** Milliseconds: the same whenever the life began. */
  get sinceBootMs(): number {
    return Math.round((this.nowMs - this.startMs) * 1000) / 1000
  }

  /** Runs what a task begins with. */
  inTask<T>(task: TaskContext, body: () => T): T {
    return this.#tasks ? inTask(task, body) : body()
  }

  /** From here it matters who does what. */
  severalTasks(): void {
    if (!this.#oneByOne) return
    this.gaveUp = true
    this.#finish({ kind: 'crashed' })
  }

  /** Ends all faults. */
  heal(): void {
    if (this.#healedAt < 0) this.#healedAt = this.stepCount
    this.disk.heal()
  }

  /** 16 hexadecimal digits over all decisions and effects so far. */
  hash(): string {
    return this.#hash.digits()
  }

  /** Issues an operation: it runs when the scheduler chooses it. Never settles when its process dies before. */
  issue(process: Process | undefined, kind: OperationKind, a?: unknown, b?: unknown, c?: unknown, d?: unknown, task?: TaskContext): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (process !== undefined && !process.alive) return
      this.#enqueue(process, kind, a, b, c, d, task ?? this.#taskOf(process), this.#latency[kind.name] ?? 0, resolve, reject)
    })
  }

  /** Resolves when at least `ms` virtual milliseconds have gone by; rejects when the signal is aborted. */
  sleep(process: Process | undefined, ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      if (process !== undefined && !process.alive) return
      if (signal?.aborted === true) return reject(signal.reason as Error)
      const least = Number.isFinite(ms) && ms > 0 ? ms : 0
      const operation = this.#enqueue(process, SLEEP, least, undefined, undefined, undefined, this.#taskOf(process), least, resolve as () => void, reject)
      signal?.addEventListener('abort', () => {
        if (this.#pending.remove((other) => other === operation)) reject(signal.reason as Error)
      }, { once: true })
    })
  }

  /** Makes a process and its host. Its name must be free. */
  spawn(name: string, options: Json): { readonly process: Process; readonly host: Host } {
    const process = this.processes.start(name, options)
    return { process, host: new SimulatedHost(this, process) }
  }

  /** SIGKILL: none of its operations ever settle, its descriptors close; the page cache stays. */
  endProcess(name: string): void {
    const process = this.processes.get(name)
    if (process === undefined) return
    this.#pending.remove((operation) => operation.process === process)
    this.processes.end(process, this.disk)
  }

  /** SIGSTOP: nothing of it runs until it is resumed; time goes on. */
  pause(name: string): void {
    const process = this.processes.get(name)
    if (process !== undefined) this.#pending.park(process)
  }

  resume(name: string): void {
    const process = this.processes.get(name)
    if (process !== undefined) this.#pending.unpark(process)
  }

  #taskOf(process: Process | undefined): TaskContext {
    const context = this.#tasks ? currentTask() : undefined
    if (context !== undefined && context.owner === process) return context
    const current = this.#current
    return current !== null && current.owner === process ? current : { process: process?.name ?? 'client', name: process === undefined ? 'main' : 'open', owner: process }
  }

  #enqueue(
    process: Process | undefined, kind: OperationKind, a: unknown, b: unknown, c: unknown, d: unknown, task: TaskContext, delay: number,
    resolve: (value: unknown) => void, reject: (error: unknown) => void,
  ): Operation {
    // Whole microseconds: sums of milliseconds stay readable, and the same everywhere.
    const due = delay === 0 ? this.nowMs : Math.round((this.nowMs + delay) * 1000) / 1000
    const path = this.#labels === undefined ? undefined : kind.path(this.disk, a, b, c)
    const label = this.#labels === undefined ? '' : this.#labels.label(task.process, task.name, kind.name, path)
    const operation: Operation = { id: ++this.#ids, kind, process, task, a, b, c, d, covers: this.disk.log.length, due, label, path, stack: this.#stacks ? new Error().stack : undefined, resolve, reject }
    if (kind === SLEEP) this.#pending.timers.push(operation)
    else this.#pending.makeReady(operation)
    return operation
  }

  #step(): boolean {
    const body = this.#body!
    if (!this.#begun) {
      this.#begun = true
      if (this.#stopsAt('settled')) return false
      body.begin()
      return true
    }
    if (this.#uncaught !== undefined) return !this.#handleUncaught(this.#uncaught.error)
    if (this.#stopsAt('settled')) return false
    if (this.#outcome !== undefined) return false
    if (body.finished()) return this.#finish({ kind: 'ended' })
    const operation = this.#choose()
    if (this.#outcome !== undefined) return false
    if (operation === undefined) return this.#finish({ kind: 'stuck', reason: stuckReason(this.#body!.awaited(), this.processes.waitingPaused()) })
    if (this.#limitReached()) return this.#finish({ kind: 'stuck', reason: `${this.stepCount} steps without coming to rest; ${body.awaited()}` })
    this.#perform(operation)
    return this.#outcome === undefined
  }

  #finish(outcome: LifeOutcome): false {
    this.#outcome ??= outcome
    return false
  }

  /** What clients outside the computer still wait for: they survive its crash. What it was about to answer, it will do again. */
  takeOutside(): Operation[] {
    const outside: Operation[] = []
    this.#pending.remove((operation) => operation.process === undefined && outside.push(operation) > 0)
    return outside.sort((a, b) => a.id - b.id)
  }

  /** Goes on with what clients waited for in the life before. */
  adopt(operations: readonly Operation[]): void {
    for (const { kind, task, a, b, c, d, due, resolve, reject } of operations) {
      this.#enqueue(undefined, kind, a, b, c, d, task as TaskContext, Math.max(0, due - this.nowMs), resolve, reject)
    }
  }

  #progress(): void {
    this.#changedAt = this.stepCount
    this.#historyLength = this.#body!.historyLength()
  }

  /** Called by the stage: the scenario or the code under test broke its contract. */
  fail(error: unknown, process: string | undefined): void {
    this.#outcome ??= { kind: 'failed', error, process }
  }

  #limitReached(): boolean {
    return this.stepCount >= STEP_LIMIT || this.stepCount - this.#changedAt >= STEP_LIMIT_IDLE || (this.#healedAt >= 0 && this.stepCount - this.#healedAt >= STEP_LIMIT_HEALED)
  }

  #choose(): Operation | undefined {
    const { ready, timers } = this.#pending
    for (;;) {
      if (this.#outcome !== undefined) return undefined
      if (ready.length === 0) {
        if (timers.size === 0) return undefined
        this.#advanceClock()
        continue
      }
      if (ready.length > 1) this.raced = true
      if (this.#oneByOne && ready.length > 1) {
        this.severalTasks()
        continue
      }
      const choice = this.#chooser.choose(ready, timers, this.#last)
      if (choice === 'advance clock') {
        if (timers.size === 0) throw new RangeError('the strategy chose to advance the clock where there is no timer')
        this.#hash.mixIn(0x5eed, timers.size)
        this.#advanceClock()
        continue
      }
      return this.#pending.take(choice)
    }
  }

  #advanceClock(): void {
    const first = this.#pending.timers.peek()!
    if (first.due > this.nowMs) this.#moveClock(first.due)
    this.#pending.wake(this.nowMs)
  }

  #moveClock(toMs: number): void {
    if (toMs - this.nowMs > WAIT_MS && this.#crashPoints?.markLater({ ...this.#here('settled'), atMs: toMs }) === true) this.#finish({ kind: 'crashed' })
    this.nowMs = toMs
    this.disk.nowMs = EPOCH_MS + toMs
  }

  #perform(operation: Operation): void {
    const decision = this.#chooser.fault === undefined || this.#healedAt >= 0 ? undefined : this.#chooser.fault(operation)
    if (decision !== undefined && operation.process !== undefined) {
      this.#hash.mixIn(hashText(JSON.stringify(decision), 1), operation.process.pid)
      if (fireFault(this, this.#pending, decision, operation, operation.process) === 'not now') return
    }
    if (operation.due > this.nowMs) {
      this.#moveClock(operation.due)
      if (this.#outcome !== undefined) return this.#pending.makeReady(operation)
      this.#pending.wake(operation.due)
    }
    this.stepCount++
    this.#current = operation.task as TaskContext
    this.#last = operation.task
    const disk = this.disk
    const logFrom = disk.log.length
    let result: unknown
    let error: unknown
    let size = 0
    try {
      disk.caller = operation.process?.name
      if (disk.faults !== undefined) meetFault(disk, operation)
      result = this.#tasks ? inTask(operation.task as TaskContext, () => operation.kind.perform(disk, operation)) : operation.kind.perform(disk, operation)
      if (typeof result === 'number') size = result
      else if (result instanceof Uint8Array) size = result.length
      trackDescriptor(operation, result)
    } catch (thrown) {
      error = thrown
      size = -1
    }
    this.#hash.mixIn(operation.id * 64 + operation.kind.code, size)
    if (disk.log.length > logFrom || operation.process === undefined || this.#body!.historyLength() !== this.#historyLength) this.#progress()
    this.#chooser.performed?.(operation)
    if (this.#record) {
      this.steps.push({ operation: performed(operation), atMs: this.nowMs, logFrom, logTo: disk.log.length, issued: this.#ids, error, result: typeof result === 'number' ? result : undefined })
      if (disk.log.length > logFrom && this.#stopsAt('performed')) return this.#pending.makeReady(operation)
    }
    if (decision?.fault === 'processDeath' && operation.process !== undefined) return this.onProcessDeath(operation.process)
    if (error === undefined) operation.resolve(result)
    else operation.reject(error)
  }

  /** Replaced by the stage, which also ends the calls of the process. */
  onProcessDeath: (process: Process) => void = (process) => this.endProcess(process.name)

  /** True if the life ends by it. An error that the world injected ends the process alone, as in Node. */
  onUncaught: (error: unknown, process: Process | undefined) => boolean = () => true

  #handleUncaught(error: unknown): boolean {
    this.#uncaught = undefined
    const process = this.#current?.owner
    if (!this.onUncaught(error, process)) return false
    this.fail(error, process?.name)
    return true
  }

  #here(moment: CrashPoint['moment']): CrashPoint {
    return { step: this.stepCount, moment, log: this.disk.log.length, history: this.#body!.historyLength(), atMs: this.nowMs, returned: this.#body!.returned?.() === true }
  }

  /** True if the computer stops here. */
  #stopsAt(moment: CrashPoint['moment']): boolean {
    return this.#crashPoints?.mark(this.#here(moment)) === true && !this.#finish({ kind: 'crashed' })
  }
}
