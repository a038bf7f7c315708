import { isOrderly, mayBeNeeded } from '../delete.ts'
import { refused, type JournalError } from '../errors.ts'
import type { RunStore } from '../owned-run.ts'
import type { EventId, JournalRecord } from '../record.ts'
import { compareIds, type Scan } from '../scan.ts'
import { terminalStateIn } from '../terminal.ts'
import type { Writer } from '../writer.ts'
import type { Entry, RunIndex } from './contents.ts'
import { decodeLogLine, recordIn } from './line.ts'
import { scanOf } from './read.ts'
import type { Outgoing } from './log-medium.ts'
import type { SharedLog } from './shared-log.ts'

/** One run of a shared log, as an opening of it sees it. */
export class SharedRun implements RunStore<Outgoing> {
  readonly run: string
  readonly generation: number
  readonly sealed: boolean
  readonly writer: Writer<Outgoing>
  readonly #log: SharedLog
  readonly #index: RunIndex
  /** Of each record that was appended in this generation, also by an earlier opening of the run: its position in the log. */
  readonly #positions: number[]
  #deleted: JournalError | undefined

  constructor({ log, index, writer, positions }: { readonly log: SharedLog; readonly index: RunIndex; readonly writer: Writer<Outgoing>; readonly positions: number[] }) {
    this.run = index.run
    this.generation = log.generation
    this.sealed = index.entries.at(-1)?.sealed === true
    this.writer = writer
    this.#log = log
    this.#index = index
    this.#positions = positions
  }

  get sequence(): number {
    return this.#positions.length + 1
  }

  line(text: string, last: boolean): Outgoing {
    if (this.#deleted !== undefined) throw this.#deleted
    const outgoing = this.#log.outgoing(this.#index, this.sequence, text, last)
    this.#positions.push(this.writer.appended + 1)
    return outgoing
  }

  positionOf(sequence: number): number | undefined {
    return this.#positions[sequence - 1]
  }

  holds(id: EventId): boolean {
    return this.#index.entries.some((entry) => compareIds(entry, id) === 0)
  }

  async scan(): Promise<Scan> {
    const entries: readonly Entry[] = [...this.#index.entries]
    const bytes = await this.#log.bytesOf(entries)
    const records = entries.flatMap((entry): JournalRecord[] => {
      const line = bytes.get(entry)
      const decoded = line === undefined ? 'damaged' : decodeLogLine(line, 0, line.length - 1)
      if (typeof decoded === 'string' || decoded.kind !== 'record') return []
      const { generation, sequence, sealed } = decoded
      return [{ generation, sequence, record: recordIn(decoded), ...(sealed ? { sealed } : {}) }]
    })
    return scanOf(records, this.#log.damage, this.generation)
  }

  async delete(discard: boolean): Promise<void> {
    if (!discard && !isOrderly(await this.scan(), terminalStateIn)) throw mayBeNeeded(this.run)
    this.#deleted = refused(`the run ${JSON.stringify(this.run)} was deleted`)
    await this.#log.delete(this.#index)
  }

  close(): Promise<void> {
    return this.#log.settle()
  }
}
