import type { Host } from '../../harness/host/host.ts'
import { contentOf, MISSING, type JournalContent, type ReadOptions } from './content.ts'
import { deleteJournal } from './delete.ts'
import { refused, type JournalError } from './errors.ts'
import { checkedPlace, type JournalPlace } from './place.ts'
import { checkedSync, checkedWrite, DEFAULT_SYNC, DEFAULT_WRITE, type SyncPolicy, type WritePolicy } from './policy.ts'
import { textOf, type EventId, type Json } from './record.ts'
import { checkedCursor, type Replay } from './replay.ts'
import { RULES, type Rules } from './rules.ts'
import { openRunFile, type RunFile, type RunLine } from './run-file.ts'
import { compareIds } from './scan.ts'
import type { Writer } from './writer.ts'

/**
 * The append journal of one streaming run. One process owns it at a time; opening it again takes it over.
 *
 * Promises
 * - What an append acknowledged is on the medium as the sync policy says, its file and directories included.
 * - What `read` returns was on the medium when the journal was opened, or was appended since.
 * - Damage to one record never hides another.
 */
export interface Journal {
  /** That of all ids which this opening hands out. */
  readonly generation: number
  /** Resolves once the record is as safe as the policies demand. Rejects with a `JournalError`. */
  append(record: Json): Promise<EventId>
  /** Resolves once the record of this id is on the medium. It asks for no sync: the policy, `sync()`, `seal()` and `close()` do. Rejects for an id that was never issued, or is lost. */
  durable(id: EventId): Promise<void>
  /** Resolves once everything appended before is on the medium, whatever the policy. */
  sync(): Promise<void>
  /** Appends the last record and resolves once it, and all before it, is on the medium. Every later append is refused, also after the journal is opened again. */
  seal(record: Json): Promise<EventId>
  /** All records in order. */
  read(): Promise<JournalContent>
  /** Exactly the records after a cursor, or why there are none. Default: from the beginning. */
  replay(after?: EventId): Promise<Replay>
  /** Deletes a journal that was sealed after an orderly end, durably, and closes it. See `deleteJournal`. */
  delete(): Promise<void>
  /** Deletes the journal whatever it holds, durably, and closes it. */
  discard(): Promise<void>
  /** Syncs what is not on the medium yet. Rejects with the error that stopped the journal, if one did. */
  close(): Promise<void>
}

export interface JournalOptions extends JournalPlace, ReadOptions {
  /** Default: every record. */
  readonly sync?: SyncPolicy
  /** Default: at once. */
  readonly write?: WritePolicy
}

/**
 * Opens a run's journal for appending; makes it where it is missing. Before it resolves, all that it found is on the medium, and a torn tail is ended. Rejects
 * with a refused `JournalError` for options it does not take, a run that was deleted, a file of a newer format, and when a later opening overtakes it;
 * else with the file system's error.
 */
export function openJournal(host: Host, options: JournalOptions): Promise<Journal> {
  return openWithRules(host, options, {})
}

/** The same with some decisions replaced. */
export async function openWithRules(host: Host, options: JournalOptions, replaced: Partial<Rules>): Promise<Journal> {
  const rules = { ...RULES, ...replaced }
  const place = checkedPlace(options)
  const sync = checkedSync(options.sync ?? DEFAULT_SYNC)
  const write = checkedWrite(options.write ?? DEFAULT_WRITE)
  const file = await openRunFile(host, place, rules)
  return new RunJournal(host, place, options, file, rules, rules.writer({ medium: file.medium, sync, write, clock: host.clock }))
}

class RunJournal implements Journal {
  readonly generation: number
  readonly #host: Host
  readonly #place: JournalPlace
  readonly #options: ReadOptions
  readonly #file: RunFile
  readonly #rules: Rules
  readonly #writer: Writer<RunLine>
  /** Why nothing is appended any more, beside what the writer knows. */
  #ended: JournalError | undefined
  #closing: Promise<void> | undefined
  #deleted = false

  constructor(host: Host, place: JournalPlace, options: ReadOptions, file: RunFile, rules: Rules, writer: Writer<RunLine>) {
    this.#host = host
    this.#place = place
    this.#options = options
    this.#file = file
    this.#rules = rules
    this.#writer = writer
    this.generation = file.generation
    if (file.found.sealed) this.#ended = sealed(place)
  }

  append(record: Json): Promise<EventId> {
    return this.#append(record, false)
  }

  seal(record: Json): Promise<EventId> {
    const id = this.#append(record, true)
    this.#ended ??= sealed(this.#place)
    return id
  }

  #append(record: Json, last: boolean): Promise<EventId> {
    const ended = this.#ended ?? this.#writer.ended()
    if (ended !== undefined) return Promise.reject(ended)
    const sequence = this.#writer.appended + 1
    let line: RunLine
    try {
      line = { sequence, text: textOf(record), sealed: last }
    } catch (error) {
      return Promise.reject(error as JournalError)
    }
    return this.#writer.append(line, { generation: this.generation, sequence }, this.#rules.isTerminal(record), last ? 'sync' : 'what the policy says')
  }

  async durable(id: EventId): Promise<void> {
    const cursor = checkedCursor(id)!
    if (cursor.generation === this.generation) {
      if (cursor.sequence > this.#writer.appended) throw refused(`the id ${JSON.stringify(id)} was never issued`)
      return this.#writer.durable(cursor.sequence)
    }
    if (!this.#file.found.records.some((record) => compareIds(record, cursor) === 0)) throw refused(`the id ${JSON.stringify(id)} is of no record that this journal holds`)
  }

  async sync(): Promise<void> {
    await this.#writer.sync()
  }

  async read(): Promise<JournalContent> {
    this.#refuseIfClosed()
    if (this.#deleted) return MISSING
    const found = await this.#file.read()
    // Opening ended what was torn: what lies behind the last record now is a write that has not ended.
    return contentOf({ ...found, damage: found.damage.filter(({ offset }) => offset < found.end) }, this.#options, this.#rules.terminalStateIn)
  }

  async replay(after?: EventId): Promise<Replay> {
    this.#refuseIfClosed()
    const cursor = checkedCursor(after)
    return this.#rules.replayOf(await this.#file.read(), cursor)
  }

  delete(): Promise<void> {
    return this.#delete(false)
  }

  discard(): Promise<void> {
    return this.#delete(true)
  }

  async #delete(discard: boolean): Promise<void> {
    this.#refuseIfClosed()
    await deleteJournal(this.#host, this.#place, { discard }, this.#rules)
    this.#deleted = true
    await this.close().catch(() => undefined)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    let synced = 0
    try {
      await this.#writer.finish()
      synced = this.#writer.appended
    } finally {
      await this.#file.close(synced)
    }
  }

  #refuseIfClosed(): void {
    if (this.#closing !== undefined) throw refused(this.#deleted ? 'the journal was deleted' : 'the journal is closed; open it again to read')
  }
}

function sealed({ run }: JournalPlace): JournalError {
  return refused(`the run ${JSON.stringify(run)} is sealed; nothing is appended to it any more`)
}
