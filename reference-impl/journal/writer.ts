import type { Clock, FileHandle } from '../../harness/host/host.ts'
import { JournalError, refused } from './errors.ts'
import { isTerminal, mustSync, type SyncPolicy } from './policy.ts'
import { encodeRecord, type EventId, type Json } from './record.ts'

export interface WriterOptions {
  /** Opened for appending, with nothing behind its last record. Stays the caller's to close. */
  readonly handle: FileHandle
  readonly seed: number
  readonly generation: number
  readonly policy: SyncPolicy
  readonly clock: Clock
  /** False once a later opening owns the journal. */
  stillOwner(): Promise<boolean>
}

interface Waiting {
  readonly sequence: number
  readonly line: Buffer
  readonly terminal: boolean
  /** Wants to be on the medium whatever the policy says. */
  readonly forced: boolean
  readonly resolve: (id: EventId) => void
  readonly reject: (error: JournalError) => void
}

const NOTHING = Buffer.alloc(0)

/**
 * Appends records to one open file. Two loops: one writes what is queued, in order, one write per batch; the other syncs, one sync at a time, each for all
 * that was written before it was called (group commit). Writing goes on while a sync runs.
 *
 * Laws
 * - Ids are handed out in the order of the calls, and that is the order in the file.
 * - A record is acknowledged only while this writer is still the owner, asked after the write.
 * - The first error of a write or a sync ends the writer: everything that waits is rejected, and every later append is refused. A sync is never tried
 *   again, because after a failed one the kernel takes the lost pages for clean. Opening the journal again recovers.
 */
export class Writer {
  readonly #options: WriterOptions
  #queue: Waiting[] = []
  /** Written, waiting for a sync; in order. */
  #unsynced: Waiting[] = []
  #issued = 0
  #written = 0
  #synced = 0
  #wanted = 0
  #writing: Promise<void> | undefined
  #syncing: Promise<void> | undefined
  #timer: AbortController | undefined
  #failure: JournalError | undefined
  #finished: Promise<void> | undefined

  constructor(options: WriterOptions) {
    this.#options = options
  }

  /** Resolves to the record's id once it is as safe as the policy demands. */
  async append(record: Json): Promise<EventId> {
    this.#refuseIfEnded()
    const id = { generation: this.#options.generation, sequence: this.#issued + 1 }
    const line = encodeRecord(this.#options.seed, { ...id, record })
    this.#issued = id.sequence
    return this.#enqueue({ sequence: id.sequence, line, terminal: isTerminal(record), forced: false })
  }

  /** Resolves once everything appended before this call is on the medium. */
  async sync(): Promise<void> {
    this.#refuseIfEnded()
    await this.#enqueue({ sequence: this.#issued, line: NOTHING, terminal: false, forced: true })
  }

  /** Takes no more records and syncs all that is not on the medium yet. Rejects with the error that ended the writer. A second call joins the first. */
  finish(): Promise<void> {
    this.#finished ??= this.#finish()
    return this.#finished
  }

  async #finish(): Promise<void> {
    this.#timer?.abort()
    await this.#writing
    this.#requestSync(this.#written)
    await this.#syncing
    if (this.#failure !== undefined) throw this.#failure
  }

  #refuseIfEnded(): void {
    if (this.#failure !== undefined) throw this.#afterFailure(this.#failure)
    if (this.#finished !== undefined) throw refused('the journal is closed; open it again to append')
  }

  #enqueue(what: Omit<Waiting, 'resolve' | 'reject'>): Promise<EventId> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ ...what, resolve, reject })
      this.#writing ??= this.#writeLoop()
    })
  }

  async #writeLoop(): Promise<void> {
    while (this.#queue.length > 0 && this.#failure === undefined) {
      const batch = this.#queue
      this.#queue = []
      try {
        await this.#write(Buffer.concat(batch.map(({ line }) => line)))
      } catch (error) {
        this.#fail(error)
      }
      for (const waiting of batch) this.#wrote(waiting)
    }
    this.#writing = undefined
  }

  async #write(bytes: Buffer): Promise<void> {
    const { handle, stillOwner } = this.#options
    if (bytes.length === 0) return
    for (let from = 0; from < bytes.length; ) from += (await handle.write(bytes, from, bytes.length - from)).bytesWritten
    if (!(await stillOwner())) throw refused('a later opening of the journal has taken it over')
  }

  #wrote(waiting: Waiting): void {
    if (this.#failure !== undefined) return waiting.reject(this.#failure)
    this.#written = waiting.sequence
    const atRisk = this.#written - this.#synced
    if (waiting.forced ? atRisk > 0 : mustSync(this.#options.policy, atRisk, waiting.terminal)) {
      this.#unsynced.push(waiting)
      this.#requestSync(waiting.sequence)
    } else {
      waiting.resolve(this.#idOf(waiting))
      this.#startTimer()
    }
  }

  /** Only for what was written: a sync covers nothing else. */
  #requestSync(sequence: number): void {
    this.#wanted = Math.max(this.#wanted, sequence)
    if (this.#wanted > this.#synced && this.#failure === undefined) this.#syncing ??= this.#syncLoop()
  }

  async #syncLoop(): Promise<void> {
    // The whole batch that asked for this sync is counted in before the sync is called.
    await Promise.resolve()
    while (this.#wanted > this.#synced && this.#failure === undefined) {
      const covered = this.#written
      try {
        await this.#options.handle.datasync()
        if (this.#failure === undefined) this.#reached(covered)
      } catch (error) {
        this.#fail(error)
      }
    }
    this.#syncing = undefined
  }

  #reached(covered: number): void {
    this.#synced = covered
    const still = this.#unsynced.findIndex(({ sequence }) => sequence > covered)
    for (const waiting of this.#unsynced.splice(0, still === -1 ? this.#unsynced.length : still)) waiting.resolve(this.#idOf(waiting))
  }

  /** The time bound is kept here, whether or not anybody appends again. */
  #startTimer(): void {
    const { policy, clock } = this.#options
    if (policy.everyMs === undefined || this.#timer !== undefined || this.#written === this.#synced || this.#finished !== undefined) return
    const timer = new AbortController()
    this.#timer = timer
    const fire = (): void => {
      this.#timer = undefined
      this.#requestSync(this.#written)
    }
    clock.sleep(policy.everyMs, { signal: timer.signal }).then(fire, () => undefined)
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return
    const reason = error instanceof Error ? error.message : String(error)
    this.#failure = new JournalError(`the journal stopped at an error (${reason}); open it again to recover`, { refused: false, cause: error })
    this.#timer?.abort()
    for (const waiting of this.#unsynced.splice(0)) waiting.reject(this.#failure)
    const never = this.#afterFailure(this.#failure)
    for (const waiting of this.#queue.splice(0)) waiting.reject(never)
  }

  #afterFailure(failure: JournalError): JournalError {
    return new JournalError(failure.message, { refused: true, cause: failure.cause })
  }

  #idOf({ sequence }: Waiting): EventId {
    return { generation: this.#options.generation, sequence }
  }
}
