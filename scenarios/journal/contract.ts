import type { Contract } from '../../harness/check/implementation.ts'
import type { Json } from '../../harness/check/json.ts'

/** When a journal syncs; the conditions combine. An implementation that cannot do what is asked must be safer, not less safe. */
export type Sync = {
  /** At most this many minus one acknowledged records may be lost to a power cut. 1: none. */
  readonly everyRecords?: number
  /** A record is on the medium so many milliseconds after it was acknowledged, plus the time that syncs take. */
  readonly everyMs?: number
  /** The record of a terminal event (`done`, `stream_end`, `cancel`, `apperror`, `error`) is on the medium when it is acknowledged. */
  readonly terminal?: boolean
}

/** What a scenario passes to `open`. */
export type JournalOptions = {
  /** Names the run: a file name without its ending. Opened again with the same name, the journal goes on where it ended. */
  readonly run: string
  /** Default: `{ everyRecords: 1 }`. */
  readonly sync?: Sync
}

export type RecordId = {
  readonly generation: number
  readonly sequence: number
}

export type JournalContents = {
  /** In the order of the file. */
  readonly records: readonly Json[]
  /** The id of each record, in the same order, from an implementation that has ids. */
  readonly ids?: readonly RecordId[]
  /** How many places of the file could not be read. 0 states that nothing is damaged. */
  readonly damaged: number
}

/** An append journal for the records of one streaming run. */
export interface Journal {
  /** Resolves when the record is as safe as `sync` demands: to its id, or to null from an implementation that has none. */
  append(record: Json): Promise<RecordId | null>
  /** All that can be read. Never rejects because of damage. */
  read(): Promise<JournalContents>
  /** Syncs what is pending and ends. */
  close(): Promise<void>
}

export const journalContract: Contract = {
  name: 'journal',
  methods: ['append', 'read', 'close'],
  capabilities: {
    'durable-append': 'with { everyRecords: 1 }, a record is on the medium when its append is acknowledged, the names of its file and directory included',
    'append-after-crash': 'opened again after a crash, it takes records again, and these are as safe as any others',
    'identity': 'every append gives { generation, sequence }; no two records ever get the same one, also after a power cut',
    'sync-policies': 'it honours everyRecords above 1, everyMs and terminal, and combinations of them',
  },
}
