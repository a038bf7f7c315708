import { contentOf, type JournalContent, type ReadOptions } from './content.ts'
import { refused, type JournalError } from './errors.ts'
import type { Journal } from './journal.ts'
import { textOf, type EventId, type Json } from './record.ts'
import { checkedCursor, type Replay } from './replay.ts'
import type { Rules } from './rules.ts'
import type { Scan } from './scan.ts'
import type { Writer } from './writer.ts'

/** Where the records of one run lie: what differs from layout to layout. */
export interface RunStore<Line> {
  readonly run: string
  /** Of the records that this opening appends. */
  readonly generation: number
  /** The opening found the run sealed. */
  readonly sealed: boolean
  /** Of the next record. */
  readonly sequence: number
  readonly writer: Writer<Line>
  /** The next record as it goes to the writer. `text`: JSON. Throws a refused `JournalError` where nothing may be appended any more. */
  line(text: string, last: boolean): Line
  /** Where a record of this generation stands in the writer; undefined: it was never issued. */
  positionOf(sequence: number): number | undefined
  /** The opening found this record of an earlier generation. */
  holds(id: EventId): boolean
  scan(): Promise<Scan>
  /** `discard` false: rejects with a refused `JournalError` unless the run was sealed after an orderly end. */
  delete(discard: boolean): Promise<void>
  /** Resolves when all that was appended is on the medium. */
  close(): Promise<void>
}

type RunRules = Pick<Rules, 'isTerminal' | 'terminalStateIn' | 'replayOf'>

/** A run that this process owns, in whichever layout. */
export class OwnedRun<Line> implements Journal {
  readonly generation: number
  readonly #store: RunStore<Line>
  readonly #options: ReadOptions
  readonly #rules: RunRules
  /** Why nothing is appended any more, beside what the writer knows. */
  #ended: JournalError | undefined
  #closing: Promise<void> | undefined
  #deleted = false

  constructor(store: RunStore<Line>, options: ReadOptions, rules: RunRules) {
    this.generation = store.generation
    this.#store = store
    this.#options = options
    this.#rules = rules
    if (store.sealed) this.#ended = sealed(store.run)
  }

  append(record: Json): Promise<EventId> {
    return this.#append(record, false)
  }

  seal(record: Json): Promise<EventId> {
    const id = this.#append(record, true)
    this.#ended ??= sealed(this.#store.run)
    return id
  }

  #append(record: Json, last: boolean): Promise<EventId> {
    const { writer, sequence } = this.#store
    const ended = this.#ended ?? writer.ended()
    if (ended !== undefined) return Promise.reject(ended)
    let line: Line
    try {
      line = this.#store.line(textOf(record), last)
    } catch (error) {
      return Promise.reject(error as JournalError)
    }
    return writer.append(line, { generation: this.generation, sequence }, this.#rules.isTerminal(record), last ? 'sync' : 'what the policy says')
  }

  async durable(id: EventId): Promise<void> {
    const cursor = checkedCursor(id)!
    if (cursor.generation === this.generation) {
      const position = this.#store.positionOf(cursor.sequence)
      if (position === undefined) throw refused(`the id ${JSON.stringify(id)} was never issued`)
      return this.#store.writer.durable(position)
    }
    if (!this.#store.holds(cursor)) throw refused(`the id ${JSON.stringify(id)} is of no record that this journal holds`)
  }

  async sync(): Promise<void> {
    if (this.#closing !== undefined) throw closed('append')
    await this.#store.writer.sync()
  }

  async read(): Promise<JournalContent> {
    this.#refuseIfClosed()
    return contentOf(await this.#store.scan(), this.#options, this.#rules.terminalStateIn)
  }

  async replay(after?: EventId): Promise<Replay> {
    this.#refuseIfClosed()
    const cursor = checkedCursor(after)
    return this.#rules.replayOf(await this.#store.scan(), cursor)
  }

  delete(): Promise<void> {
    return this.#delete(false)
  }

  discard(): Promise<void> {
    return this.#delete(true)
  }

  async #delete(discard: boolean): Promise<void> {
    this.#refuseIfClosed()
    await this.#store.delete(discard)
    this.#deleted = true
    await this.close().catch(() => undefined)
  }

  /** Somebody else has it from now on: nothing more is appended through this one. */
  overtake(): void {
    if (this.#closing === undefined) this.#ended = refused('a later opening of the journal has taken it over')
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#ended ??= closed('append')
    await this.#store.close()
  }

  #refuseIfClosed(): void {
    if (this.#closing !== undefined) throw this.#deleted ? refused('the journal was deleted') : closed('read')
  }
}

function closed(to: 'append' | 'read'): JournalError {
  return refused(`the journal is closed; open it again to ${to}`)
}

function sealed(run: string): JournalError {
  return refused(`the run ${JSON.stringify(run)} is sealed; nothing is appended to it any more`)
}
