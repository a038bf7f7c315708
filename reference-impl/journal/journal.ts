import type { Host } from '../../harness/host/host.ts'
import type { JournalContent, ReadOptions } from './content.ts'
import { deleteJournal } from './delete.ts'
import { OwnedRun, type RunStore } from './owned-run.ts'
import { checkedPlace, type JournalPlace } from './place.ts'
import { checkedSync, checkedWrite, DEFAULT_SYNC, DEFAULT_WRITE, type SyncPolicy, type WritePolicy } from './policy.ts'
import type { EncodedRecord } from './record-encoder.ts'
import type { EventId, Json } from './record.ts'
import type { Replay } from './replay.ts'
import { RULES, type Rules } from './rules.ts'
import { openRunFile, type RunFile } from './run-file.ts'
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
  const writer = rules.writer({ medium: file.medium, sync, write, clock: host.clock })
  return new OwnedRun(fileStore({ host, place, file, writer, rules }), options, rules)
}

interface FileStoreOptions {
  readonly host: Host
  readonly place: JournalPlace
  readonly file: RunFile
  readonly writer: Writer<EncodedRecord>
  readonly rules: Rules
}

/** The run alone in its file: the sequence of a record is its position in the writer. */
function fileStore({ host, place, file, writer, rules }: FileStoreOptions): RunStore<EncodedRecord> {
  const { found, generation } = file
  return {
    run: place.run,
    generation,
    sealed: found.sealed,
    get sequence() {
      return writer.appended + 1
    },
    writer,
    line: (text, last) => file.line(writer.appended + 1, text, last, writer.synced),
    positionOf: (sequence) => (sequence <= writer.appended ? sequence : undefined),
    holds: (id) => found.records.some((record) => compareIds(record, id) === 0),
    async scan() {
      const now = await file.read()
      // Opening ended what was torn: what lies behind the last record now is a write that has not ended.
      return { ...now, damage: now.damage.filter(({ offset }) => offset < now.end) }
    },
    delete: (discard) => deleteJournal(host, place, { discard }, rules),
    async close() {
      let synced = 0
      try {
        await writer.finish()
        synced = writer.appended
      } finally {
        await file.close(synced)
      }
    },
  }
}
