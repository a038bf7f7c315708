import { contentOf, MISSING, type JournalContent, type ReadOptions } from '../content.ts'
import { refused, type JournalError } from '../errors.ts'
import type { Journal } from '../journal.ts'
import { textOf, type EventId, type JournalRecord, type Json } from '../record.ts'
import { checkedCursor, replayOf, type Replay } from '../replay.ts'
import { compareIds, type Scan } from '../scan.ts'
import { isClean, isTerminal, terminalStateIn } from '../terminal.ts'
import type { Writer } from '../writer.ts'
import type { Entry, RunIndex } from './contents.ts'
import { decodeLogLine } from './line.ts'
import { scanOf } from './read.ts'
import type { Outgoing } from './log-medium.ts'
import type { SharedLog } from './shared-log.ts'

export interface SharedRunOptions {
  readonly log: SharedLog
  readonly index: RunIndex
  readonly writer: Writer<Outgoing>
  /** Of each record that was appended in this generation, also by an earlier opening of the run: its position in the log. */
  readonly positions: number[]
  readonly options: ReadOptions
}

/** One run of a shared log. */
export class SharedRun implements Journal {
  readonly generation: number
  readonly #log: SharedLog
  readonly #index: RunIndex
  readonly #writer: Writer<Outgoing>
  readonly #positions: number[]
  readonly #options: ReadOptions
  #ended: JournalError | undefined
  #closed: Promise<void> | undefined
  #deleted = false

  constructor({ log, index, writer, positions, options }: SharedRunOptions) {
    this.generation = log.generation
    this.#log = log
    this.#index = index
    this.#writer = writer
    this.#positions = positions
    this.#options = options
    if (index.entries.at(-1)?.sealed === true) this.#ended = this.#sealed()
  }

  append(record: Json): Promise<EventId> {
    return this.#append(record, false)
  }

  seal(record: Json): Promise<EventId> {
    const id = this.#append(record, true)
    this.#ended ??= this.#sealed()
    return id
  }

  #append(record: Json, last: boolean): Promise<EventId> {
    const ended = this.#ended ?? this.#writer.ended()
    if (ended !== undefined) return Promise.reject(ended)
    const sequence = this.#positions.length + 1
    let outgoing: Outgoing
    try {
      outgoing = this.#log.outgoing(this.#index, sequence, textOf(record), last)
    } catch (error) {
      return Promise.reject(error as JournalError)
    }
    this.#positions.push(this.#writer.appended + 1)
    return this.#writer.append(outgoing, { generation: this.generation, sequence }, isTerminal(record), last ? 'sync' : 'what the policy says')
  }

  async durable(id: EventId): Promise<void> {
    const cursor = checkedCursor(id)!
    if (cursor.generation === this.generation) {
      const position = this.#positions[cursor.sequence - 1]
      if (position === undefined) throw refused(`the id ${JSON.stringify(id)} was never issued`)
      return this.#writer.durable(position)
    }
    if (!this.#index.entries.some((entry) => compareIds(entry, cursor) === 0)) throw refused(`the id ${JSON.stringify(id)} is of no record that this journal holds`)
  }

  async sync(): Promise<void> {
    if (this.#closed !== undefined) throw refused('the journal is closed; open it again to append')
    await this.#writer.sync()
  }

  async read(): Promise<JournalContent> {
    this.#refuseIfClosed()
    return this.#deleted ? MISSING : contentOf(await this.#scan(), this.#options)
  }

  async replay(after?: EventId): Promise<Replay> {
    this.#refuseIfClosed()
    const cursor = checkedCursor(after)
    return this.#deleted ? { status: 'missing' } : replayOf(await this.#scan(), cursor)
  }

  async #scan(): Promise<Scan> {
    const entries: readonly Entry[] = [...this.#index.entries]
    const bytes = await this.#log.bytesOf(entries)
    const records = entries.flatMap((entry): JournalRecord[] => {
      const line = bytes.get(entry)
      const decoded = line === undefined ? 'damaged' : decodeLogLine(line, 0, line.length - 1)
      if (typeof decoded === 'string' || decoded.kind !== 'record') return []
      const { generation, sequence, record, sealed } = decoded
      return [{ generation, sequence, record, ...(sealed ? { sealed } : {}) }]
    })
    return scanOf(records, this.#log.damage, this.generation)
  }

  delete(): Promise<void> {
    return this.#delete(false)
  }

  discard(): Promise<void> {
    return this.#delete(true)
  }

  async #delete(discard: boolean): Promise<void> {
    this.#refuseIfClosed()
    if (!discard) {
      const { records, sealed } = await this.#scan()
      const terminal = terminalStateIn(records)
      if (!sealed || !(terminal === undefined || isClean(terminal))) {
        throw refused(`the run ${JSON.stringify(this.#index.run)} was not sealed after an orderly end; only discard deletes a journal that may be needed`)
      }
    }
    this.#ended = refused(`the run ${JSON.stringify(this.#index.run)} was deleted`)
    await this.#log.delete(this.#index)
    this.#deleted = true
    await this.close().catch(() => undefined)
  }

  /** Called by the log when the run is opened once more. */
  overtake(): void {
    if (this.#closed === undefined) this.#ended = refused('a later opening of the journal has taken it over')
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    this.#ended = refused('the journal is closed; open it again to append')
    await this.#log.settle()
  }

  #refuseIfClosed(): void {
    if (this.#closed !== undefined) throw refused(this.#deleted ? 'the journal was deleted' : 'the journal is closed; open it again to read')
  }

  #sealed(): JournalError {
    return refused(`the run ${JSON.stringify(this.#index.run)} is sealed; nothing is appended to it any more`)
  }
}
