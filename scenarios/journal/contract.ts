import type { Contract } from '../../harness/check/implementation.ts'
import type { Json } from '../../harness/check/json.ts'

/** When a journal syncs; the conditions combine. An implementation that cannot do what is asked must be safer, not less safe. */
export type Sync = {
  /** At most this many minus one acknowledged records may be lost to a power cut. 1: none. */
  readonly everyRecords?: number
  /** A record is on the medium so many milliseconds after it was acknowledged, plus the time that syncs take. */
  readonly everyMs?: number
  /** When the record of a terminal event (`done`, `stream_end`, `cancel`, `apperror`, `error`) is acknowledged, it and all before it are on the medium. */
  readonly terminal?: boolean
}

/** When a journal hands records to the operating system. */
export type Write = {
  /** At most this many minus one acknowledged records may be lost when the process dies. 1: none. */
  readonly everyRecords?: number
  /** A record outlives the process so many milliseconds after it was acknowledged, plus the time that writes take. */
  readonly everyMs?: number
}

/** What a scenario passes to `open`. */
export type JournalOptions = {
  /** Names the run: a file name without its ending. Opened again with the same name, the journal goes on where it ended. */
  readonly run: string
  /** A folder below the current one, which may not exist yet. Default: the current one. */
  readonly directory?: string
  /** Default: `{ everyRecords: 1 }`. */
  readonly sync?: Sync
  /** Only for implementations with `write-policies`. Default: `{ everyRecords: 1 }`. */
  readonly write?: Write
  /** Only for implementations with `readers`: open to look on, beside the owner. Only `read` and `replay` are called. */
  readonly reader?: boolean
}

export type RecordId = {
  readonly generation: number
  readonly sequence: number
}

/** `nothing visible`: records, none of which shows a person anything of the answer. `sealed`: nothing will follow, whatever was visible. */
export type RunState = 'missing' | 'empty' | 'nothing visible' | 'visible' | 'sealed'

export type JournalContents = {
  /** In the order of the file. */
  readonly records: readonly Json[]
  /** The id of each record, in the same order, from an implementation that has ids. */
  readonly ids?: readonly RecordId[]
  /** How many places of the file could not be read. 0 states that nothing is damaged. */
  readonly damaged: number
  /** From an implementation with `states`. */
  readonly state?: RunState
  /** From an implementation with `states`: how the run ended; null while it has not. */
  readonly terminal?: string | null
}

/** What a client that has seen everything up to a cursor gets. */
export type ReplayResult = {
  /** `ok`: exactly the records after the cursor. Anything else is a refusal, with its reason. */
  readonly status: 'ok' | 'missing' | 'lost' | 'ahead' | 'damaged'
  readonly records?: readonly Json[]
  readonly ids?: readonly RecordId[]
}

/** An append journal for the records of one streaming run: what every implementation has. */
export interface Journal {
  /** Resolves when the record is as safe as `sync` demands: to its id, or to null from an implementation that has none. */
  append(record: Json): Promise<RecordId | null>
  /** All that can be read. Never rejects because of damage. */
  read(): Promise<JournalContents>
  /** Syncs what is pending and ends. */
  close(): Promise<void>
}

/** With what the capabilities beyond the first four promise. */
export interface CompleteJournal extends Journal {
  /** Resolves when the record of this id is on the medium. Asks for no sync. Capability `durable`. */
  durable(id: RecordId): Promise<void>
  /** Appends the last record, and makes all durable. Capability `seal`. */
  seal(record: Json): Promise<RecordId | null>
  /** Capability `replay`. */
  replay(after: RecordId): Promise<ReplayResult>
  /** Deletes a run that was sealed after an orderly end; any other one is refused. Capability `delete`. */
  delete(): Promise<void>
  /** Deletes the run whatever it holds. Capability `delete`. */
  discard(): Promise<void>
}

export const journalContract: Contract = {
  name: 'journal',
  methods: ['append', 'read', 'close'],
  capabilities: {
    'durable-append': 'with { everyRecords: 1 }, a record is on the medium when its append is acknowledged, the names of its file and directory included',
    'append-after-crash': 'opened again after a crash, it takes records again, and these are as safe as any others',
    'identity': 'every append gives { generation, sequence }; no two records ever get the same one, also after a power cut',
    'sync-policies': 'it honours everyRecords above 1, everyMs and terminal, and combinations of them',
    'write-policies': 'it honours the option write, and loses no more than that when its process dies',
    'io-errors': 'after a write or an fsync that failed it acknowledges nothing that may be lost, and opened again it shows only what is on the medium',
    'takeover': 'opened by a second process while the first one lives, the second owns it: what either acknowledged is kept, and no id is issued twice',
    'durable': 'durable(id) resolves when the record is on the medium',
    'seal': 'seal(record) appends the last record; later appends are refused, also after the journal is opened again',
    'replay': 'replay(id) gives exactly the records after that one, or a refusal with its reason',
    'states': 'read() tells the five states of a run apart, and how it ended',
    'readers': 'opened with { reader: true } it reads beside the owner and changes nothing',
    'delete': 'delete() and discard() delete a run for good: nothing of it is read again, and nothing is appended to it any more',
  },
}
