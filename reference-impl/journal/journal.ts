import type { FileHandle, Host } from '../../harness/host/host.ts'
import { makeDirectory } from '../files/directory.ts'
import { refused } from './errors.ts'
import { claimGeneration, type Claim } from './generation.ts'
import { checkedRun, journalPath, type JournalPlace } from './place.ts'
import { checkedPolicy, DEFAULT_SYNC, type SyncPolicy } from './policy.ts'
import { readBytes, type JournalContent } from './read.ts'
import { checksumSeed, type EventId, type Json } from './record.ts'
import { scan, type Damage } from './scan.ts'
import { Writer } from './writer.ts'

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
  /** Resolves once the record is as safe as the sync policy demands. Rejects with a `JournalError`. */
  append(record: Json): Promise<EventId>
  /** Resolves once everything appended before is on the medium, whatever the policy. */
  sync(): Promise<void>
  /** All records in order. `damage` also states the torn tail that opening cut off. */
  read(): Promise<JournalContent>
  /** Syncs what is not on the medium yet. Rejects with the error that stopped the journal, if one did. */
  close(): Promise<void>
}

export interface JournalOptions extends JournalPlace {
  /** Default: every record. */
  readonly sync?: SyncPolicy
}

/**
 * Opens a run's journal for appending; makes it where it is missing. Before it resolves, a torn tail is cut off and all that it found is on the medium.
 * Rejects with a refused `JournalError` for options it does not take and for a file of a newer format, else with the file system's error.
 */
export async function openJournal(host: Host, options: JournalOptions): Promise<Journal> {
  const place: JournalPlace = { directory: options.directory, run: checkedRun(options.run) }
  const policy = checkedPolicy(options.sync ?? DEFAULT_SYNC)
  const seed = checksumSeed(place.run)
  await makeDirectory(host, place.directory)
  const handle = await host.fs.open(journalPath(place), 'a+', 0o600)
  try {
    return await takeJournal(host, { handle, place, policy, seed }, 0)
  } catch (error) {
    await handle.close()
    throw error
  }
}

interface Opened {
  readonly handle: FileHandle
  readonly place: JournalPlace
  readonly policy: SyncPolicy
  readonly seed: number
}

async function takeJournal(host: Host, opened: Opened, above: number): Promise<Journal> {
  const claim = await claimGeneration(host, opened.place, above)
  let recovered: Recovered
  try {
    recovered = await recover(opened)
  } catch (error) {
    await claim.release()
    throw error
  }
  if (recovered.lastGeneration < claim.generation) return journalOf(host, opened, claim, recovered)
  // Somebody removed the generation files; the records still say which numbers are used.
  await claim.release()
  return takeJournal(host, opened, recovered.lastGeneration)
}

interface Recovered {
  readonly lastGeneration: number
  /** What was cut off. */
  readonly tail: readonly Damage[]
}

async function recover({ handle, seed, place }: Opened): Promise<Recovered> {
  const bytes = await readBytes(handle)
  const { records, damage, end, newer } = scan(seed, bytes)
  if (newer) throw refused(`${journalPath(place)} has records of a newer format; open it with the version that wrote them`)
  if (end < bytes.length) await handle.truncate(end)
  if (bytes.length > 0) await handle.sync()
  return { lastGeneration: records.at(-1)?.generation ?? 0, tail: damage.filter(({ offset }) => offset >= end) }
}

function journalOf(host: Host, { handle, policy, seed }: Opened, claim: Claim, { tail }: Recovered): Journal {
  const { generation } = claim
  const writer = new Writer({ handle, seed, generation, policy, clock: host.clock, stillOwner: claim.stands })
  let closed: Promise<void> | undefined
  const close = async (): Promise<void> => {
    try {
      await writer.finish()
    } finally {
      await handle.close()
      await claim.release()
    }
  }
  return {
    generation,
    append: (record) => writer.append(record),
    sync: () => writer.sync(),
    async read() {
      if (closed !== undefined) throw refused('the journal is closed; open it again to read')
      const { records, damage, end } = scan(seed, await readBytes(handle))
      // Opening left nothing behind the last record: what is there now is a write that has not ended.
      return { records, damage: [...damage.filter(({ offset }) => offset < end), ...tail] }
    },
    close: () => (closed ??= close()),
  }
}
