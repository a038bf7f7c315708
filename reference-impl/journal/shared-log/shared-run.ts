import { isOrderly, mayBeNeeded } from '../delete.ts'
import { refused, type JournalError } from '../errors.ts'
import type { RunStore } from '../owned-run.ts'
import { RecordEncoder, type EncodedRecord } from '../record-encoder.ts'
import type { EventId } from '../record.ts'
import { compareIds, type Scan } from '../scan.ts'
import { terminalStateIn } from '../terminal.ts'
import type { Writer } from '../writer.ts'
import type { TextBuffer } from '../../files/text-buffer.ts'
import type { Entry, RunIndex } from './contents.ts'
import type { Outgoing } from './log-medium.ts'
import type { Segment } from './segment.ts'
import type { SharedLog } from './shared-log.ts'

/** The line itself says of which run it is. */
const NO_SEED = 0

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
  readonly #encoder: RecordEncoder
  #deleted: JournalError | undefined

  constructor({ log, index, writer, positions }: { readonly log: SharedLog; readonly index: RunIndex; readonly writer: Writer<Outgoing>; readonly positions: number[] }) {
    this.run = index.run
    this.generation = log.generation
    this.sealed = index.entries.at(-1)?.sealed === true
    this.writer = writer
    this.#log = log
    this.#encoder = new RecordEncoder(NO_SEED, `"run":${JSON.stringify(index.run)},"generation":${log.generation},`)
    this.#index = index
    this.#positions = positions
  }

  get sequence(): number {
    return this.#positions.length + 1
  }

  line(text: string, last: boolean): Outgoing {
    if (this.#deleted !== undefined) throw this.#deleted
    const outgoing = new OutgoingRecord(this, this.sequence, text, last)
    this.#positions.push(this.writer.appended + 1)
    return outgoing
  }

  put(into: TextBuffer, record: EncodedRecord): number {
    return this.#encoder.put(into, record)
  }

  wrote(entry: Entry): void {
    this.#log.wrote(this.#index, entry)
  }

  positionOf(sequence: number): number | undefined {
    return this.#positions[sequence - 1]
  }

  holds(id: EventId): boolean {
    return this.#index.entries.some((entry) => compareIds(entry, id) === 0)
  }

  scan(): Promise<Scan> {
    return this.#log.scan(this.#index)
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

/** A record of a run on its way to the log. */
class OutgoingRecord implements Outgoing, EncodedRecord {
  readonly sequence: number
  text: string
  readonly sealed: boolean
  readonly #run: SharedRun

  constructor(run: SharedRun, sequence: number, text: string, sealed: boolean) {
    this.#run = run
    this.sequence = sequence
    this.text = text
    this.sealed = sealed
  }

  put(into: TextBuffer): number {
    const bytes = this.#run.put(into, this)
    // From here on its bytes are kept.
    this.text = ''
    return bytes
  }

  wrote(segment: Segment, offset: number, length: number): void {
    const { sequence, sealed } = this
    this.#run.wrote({ generation: this.#run.generation, sequence, sealed, segment, offset, length })
  }
}
