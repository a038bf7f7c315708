import type { Clock } from '../../harness/host/host.ts'
import { messageOf } from '../files/error-message.ts'
import { Alarm } from './alarm.ts'
import { JournalError, refused } from './errors.ts'
import { alwaysSyncs, mustSync, type SyncPolicy, type WritePolicy } from './policy.ts'

/** Where the bytes go: one file of one run, or a log that many share. */
export interface Medium<Line> {
  /** Takes a line for the next write. */
  add(line: Line): void
  /** Writes all lines that were added since the last write, behind what is there. One write at a time. */
  write(): Promise<void>
  /** Makes everything written durable. */
  sync(): Promise<void>
  /** False once somebody else owns the medium. */
  stands(): Promise<boolean>
}

export interface WriterOptions<Line> {
  readonly medium: Medium<Line>
  readonly sync: SyncPolicy
  readonly write: WritePolicy
  readonly clock: Clock
}

interface Waiting {
  /** Waits for all lines up to this one. */
  readonly position: number
  readonly resolve: () => void
  readonly reject: (error: JournalError) => void
}

/**
 * One promise for all of a batch that wait for the same. Thousands of appends may be under way, and what each of them keeps meanwhile, the garbage collector
 * copies again and again.
 */
interface Shared {
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: JournalError) => void
}

/** What an append must see before it is acknowledged. */
type Needs = 'sync' | 'what the policy says'

/**
 * Appends lines to a medium. Two loops: one writes what is queued, in order, one write per batch; the other syncs, one sync at a time, each for all that was
 * written before it was called (group commit). Writing goes on while a sync runs. Lines are counted: the first has position 1.
 *
 * Laws
 * - The order of the calls is the order on the medium.
 * - A line is acknowledged only while this writer is still the owner, asked after the write.
 * - The first error of a write or a sync ends the writer: everything that waits is rejected, and every later append is refused. A sync is never tried
 *   again, because after a failed one the kernel takes the lost pages for clean. Opening the journal again recovers.
 */
export class Writer<Line> {
  readonly #medium: Medium<Line>
  readonly #sync: SyncPolicy
  readonly #write: WritePolicy
  /** Of the batch that is queued, which is written as a whole: who waits for its write, */
  #queuedForWrite: Shared | undefined
  /** for a sync of it, */
  #queuedForSync: Shared | undefined
  /** and for a sync unless one that runs meanwhile leaves less at risk. */
  #queuedAtRisk: Shared | undefined
  /** Waiting for a sync; by position. */
  #unsynced: Waiting[] = []
  #appended = 0
  #written = 0
  /** The highest position that was written while this writer was still the owner. */
  #owned = 0
  #synced = 0
  #wanted = 0
  #writing: Promise<void> | undefined
  #syncing: Promise<void> | undefined
  readonly #writeAlarm: Alarm
  readonly #syncAlarm: Alarm
  #failure: JournalError | undefined
  #finished: Promise<void> | undefined

  constructor({ medium, sync, write, clock }: WriterOptions<Line>) {
    this.#medium = medium
    this.#sync = sync
    this.#write = write
    this.#writeAlarm = new Alarm(clock, write.everyMs, () => this.#startWriting())
    this.#syncAlarm = new Alarm(clock, sync.everyMs, () => this.#requestSync(this.#appended))
  }

  /** Lines appended so far, written or not. */
  get appended(): number {
    return this.#appended
  }

  /** Lines that are on the medium, the first so many. */
  get synced(): number {
    return this.#synced
  }

  /** Resolves to `value` once the line is as safe as the policies demand. `terminal`: one of those for which `sync.terminal` stands. */
  append<T>(line: Line, value: T, terminal: boolean, needs: Needs = 'what the policy says'): Promise<T> {
    const ended = this.ended()
    if (ended !== undefined) return Promise.reject(ended)
    this.#medium.add(line)
    this.#appended++
    if (needs === 'sync' || alwaysSyncs(this.#sync, terminal)) return this.#untilSynced().then(() => value)
    if (this.#mustSync(this.#appended)) return this.#untilLessAtRisk().then(() => value)
    if (this.#mayStayBuffered()) {
      this.#startAlarms()
      return Promise.resolve(value)
    }
    return this.#untilWritten().then(() => value)
  }

  /** Resolves once everything appended before this call is on the medium; syncs it if need be. */
  async sync(): Promise<void> {
    const ended = this.ended()
    if (ended !== undefined) throw ended
    if (this.#appended > this.#synced) await this.#untilSynced()
  }

  /** Resolves once the line of this position is on the medium; asks for no sync. */
  durable(position: number): Promise<void> {
    if (position <= Math.min(this.#synced, this.#owned)) return Promise.resolve()
    const ended = this.ended()
    if (ended !== undefined) return Promise.reject(ended)
    return this.#until(position)
  }

  /** Why nothing can be appended any more; undefined while it can. */
  ended(): JournalError | undefined {
    if (this.#failure !== undefined) return afterFailure(this.#failure)
    return this.#finished === undefined ? undefined : refused('the journal is closed; open it again to append')
  }

  /** Takes no more lines, and writes and syncs all that is not on the medium yet. Rejects with the error that ended the writer. A second call joins the first. */
  finish(): Promise<void> {
    this.#finished ??= this.#finish()
    return this.#finished
  }

  async #finish(): Promise<void> {
    this.#startWriting()
    await this.#writing
    this.#requestSync(this.#written)
    await this.#syncing
    this.#writeAlarm.stop()
    this.#syncAlarm.stop()
    if (this.#failure !== undefined) throw this.#failure
  }

  #mayStayBuffered(): boolean {
    const { everyRecords } = this.#write
    return everyRecords === undefined || this.#appended - this.#written < everyRecords
  }

  /** True if the append of this line must wait for a sync, because too much would be at risk without one. */
  #mustSync(position: number): boolean {
    return mustSync(this.#sync, position - this.#synced)
  }

  #untilWritten(): Promise<void> {
    this.#queuedForWrite ??= shared()
    this.#startWriting()
    return this.#queuedForWrite.promise
  }

  #untilSynced(): Promise<void> {
    this.#queuedForSync ??= shared()
    this.#startWriting()
    return this.#queuedForSync.promise
  }

  #untilLessAtRisk(): Promise<void> {
    this.#queuedAtRisk ??= shared()
    this.#startWriting()
    return this.#queuedAtRisk.promise
  }

  #startWriting(): void {
    if (this.#failure === undefined) this.#writing ??= this.#writeLoop()
  }

  async #writeLoop(): Promise<void> {
    // All that is appended in this turn goes in one write.
    await Promise.resolve()
    while (this.#hasWork() && this.#failure === undefined) {
      this.#writeAlarm.stop()
      const forWrite = this.#queuedForWrite
      const forSync = this.#queuedForSync
      const atRisk = this.#queuedAtRisk
      this.#queuedForWrite = undefined
      this.#queuedForSync = undefined
      this.#queuedAtRisk = undefined
      const position = this.#appended
      const hasLines = position > this.#written
      try {
        if (hasLines) await this.#medium.write()
        this.#written = position
        if (forSync !== undefined || (atRisk !== undefined && this.#mustSync(position))) this.#requestSync(position)
        // The sync runs while the ownership is asked for.
        if (hasLines && !(await this.#medium.stands())) throw refused('a later opening of the journal has taken it over')
        this.#owned = position
      } catch (error) {
        this.#fail(error)
      }
      this.#wrote(forWrite, position, false)
      this.#wrote(atRisk, position, this.#mustSync(position))
      this.#wrote(forSync, position, true)
      this.#settleSynced()
      this.#startAlarms()
    }
    this.#writing = undefined
  }

  #hasWork(): boolean {
    return this.#appended > this.#written || this.#queuedForSync !== undefined || this.#queuedAtRisk !== undefined
  }

  #wrote(waiting: Shared | undefined, position: number, mustSync: boolean): void {
    if (this.#failure !== undefined) waiting?.reject(this.#failure)
    else if (!mustSync) waiting?.resolve()
    else if (waiting !== undefined) this.#await({ position, resolve: waiting.resolve, reject: waiting.reject })
  }

  #until(position: number): Promise<void> {
    return new Promise((resolve, reject) => this.#await({ position, resolve, reject }))
  }

  #await(waiting: Waiting): void {
    let at = this.#unsynced.length
    while (at > 0 && this.#unsynced[at - 1]!.position > waiting.position) at--
    if (at === this.#unsynced.length) this.#unsynced.push(waiting)
    else this.#unsynced.splice(at, 0, waiting)
  }

  /** A sync covers what was written before it is called: what is only queued is written first. */
  #requestSync(position: number): void {
    this.#wanted = Math.max(this.#wanted, position)
    if (this.#wanted > this.#written) this.#startWriting()
    if (this.#wanted > this.#synced && this.#written > this.#synced && this.#failure === undefined) this.#syncing ??= this.#syncLoop()
  }

  async #syncLoop(): Promise<void> {
    // The whole batch that asked for this sync is counted in before the sync is called.
    await Promise.resolve()
    while (Math.min(this.#wanted, this.#written) > this.#synced && this.#failure === undefined) {
      const covered = this.#written
      try {
        await this.#medium.sync()
        if (this.#failure === undefined) this.#synced = covered
        this.#settleSynced()
      } catch (error) {
        this.#fail(error)
      }
    }
    this.#syncing = undefined
  }

  #settleSynced(): void {
    const safe = Math.min(this.#synced, this.#owned)
    const unsynced = this.#unsynced
    let count = 0
    while (count < unsynced.length && unsynced[count]!.position <= safe) count++
    if (count > 0) for (const waiting of unsynced.splice(0, count)) waiting.resolve()
  }

  /** The time bounds are kept here, whether or not anybody appends again. */
  #startAlarms(): void {
    if (this.#failure !== undefined || this.#finished !== undefined) return
    if (this.#appended > this.#written) this.#writeAlarm.start()
    if (this.#appended > this.#synced) this.#syncAlarm.start()
    // A sync that became due while its lines were being written.
    if (this.#wanted > this.#synced) this.#requestSync(this.#wanted)
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return
    const reason = messageOf(error)
    this.#failure = new JournalError(`the journal stopped at an error (${reason}); open it again to recover`, { refused: false, cause: error })
    this.#writeAlarm.stop()
    this.#syncAlarm.stop()
    for (const waiting of this.#unsynced.splice(0)) waiting.reject(this.#failure)
    const never = afterFailure(this.#failure)
    for (const waiting of [this.#queuedAtRisk, this.#queuedForSync, this.#queuedForWrite]) waiting?.reject(never)
    this.#queuedAtRisk = undefined
    this.#queuedForSync = undefined
    this.#queuedForWrite = undefined
  }
}

function shared(): Shared {
  let resolve: () => void
  let reject: (error: JournalError) => void
  const promise = new Promise<void>((whenDone, whenFailed) => {
    resolve = whenDone
    reject = whenFailed
  })
  return { promise, resolve: () => resolve(), reject: (error) => reject(error) }
}

function afterFailure(failure: JournalError): JournalError {
  return new JournalError(failure.message, { refused: true, cause: failure.cause })
}
