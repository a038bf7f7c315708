import type { FileHandle, Host } from '../../harness/host/host.ts'
import { makeDirectory } from '../files/directory.ts'
import { readBytes, writeBytes, writeText } from '../files/bytes.ts'
import { removeFile } from '../files/presence.ts'
import { TextBuffer } from '../files/text-buffer.ts'
import { refused } from './errors.ts'
import { claimGeneration, isDeleted, wasDeleted, type Claim } from './generation.ts'
import { journalPath, type JournalPlace } from './place.ts'
import { RecordEncoder, type EncodedRecord } from './record-encoder.ts'
import { checksumSeed, markLine } from './record.ts'
import { recover } from './recover.ts'
import type { Rules } from './rules.ts'
import { Scanner, type Scan } from './scan.ts'
import type { Medium } from './writer.ts'

/** One run in a file of its own, owned. */
export interface RunFile {
  readonly generation: number
  /** What the opening found, all of it on the medium. */
  readonly found: Scan
  readonly medium: Medium<EncodedRecord>
  /** A record as it goes to the medium. `text`: JSON. `synced`: how many of the records of this opening are known to be on the medium. */
  line(sequence: number, text: string, sealed: boolean, synced: number): EncodedRecord
  read(): Promise<Scan>
  /** `synced`: as for a line. */
  close(synced: number): Promise<void>
}

/** Takes the run's file over, and makes it where it is missing. Rejects refused for a deleted run and for a file of a newer format. */
export async function openRunFile(host: Host, place: JournalPlace, rules: Rules): Promise<RunFile> {
  await makeDirectory(host, place.directory)
  return takeRunFile(host, place, 0, rules)
}

async function takeRunFile(host: Host, place: JournalPlace, above: number, rules: Rules): Promise<RunFile> {
  const claim = await claimGeneration(host, place, above)
  let handle: FileHandle | undefined
  try {
    handle = await openOwned(host, place, claim)
    await claim.takeOver()
    const seed = checksumSeed(place.run)
    const scanner = new Scanner(seed)
    const scan = (bytes: Buffer): Scan => rules.scan(seed, bytes, scanner)
    const before = await readBytes(handle)
    const first = scan(before)
    if (first.newer) throw refused(`${journalPath(place)} has records of a newer format; open it with the version that wrote them`)
    if (first.generation < claim.generation) {
      const found = await recover(handle, seed, claim.generation, before, first, { opening: rules.opening, scan })
      if (!(await claim.stands())) throw refused('a later opening of the journal has taken it over')
      return runFileOf(handle, seed, claim, found, scan)
    }
    // Somebody removed the generation files; the records still say which numbers are used.
    above = first.generation
  } catch (error) {
    await handle?.close()
    await claim.release()
    throw error
  }
  await handle.close()
  await claim.release()
  return takeRunFile(host, place, above, rules)
}

/** Opening makes the file; where the run has been deleted in the meantime, it is removed again. */
async function openOwned(host: Host, place: JournalPlace, claim: Claim): Promise<FileHandle> {
  const handle = await host.fs.open(journalPath(place), 'a+', 0o600)
  if (await claim.stands()) return handle
  await handle.close()
  if (!(await isDeleted(host, place))) throw refused('a later opening of the journal has taken it over')
  await removeFile(host, journalPath(place))
  throw wasDeleted(place)
}

function runFileOf(handle: FileHandle, seed: number, claim: Claim, found: Scan, scan: (bytes: Buffer) => Scan): RunFile {
  const { generation } = claim
  const lines = new TextBuffer()
  const encoder = new RecordEncoder(seed, `"generation":${generation},`)
  let marked = 0
  return {
    generation,
    found,
    medium: {
      add: (line) => void encoder.put(lines, line),
      write: () => writeBytes(handle, lines.take()),
      sync: () => handle.datasync(),
      stands: claim.stands,
    },
    line(sequence, text, sealed, synced) {
      const durable = synced > marked ? synced : undefined
      marked = synced
      return { sequence, text, sealed, durable }
    },
    read: async () => scan(await readBytes(handle)),
    async close(synced) {
      try {
        // Saves the next opening from writing these records again.
        if (synced > marked) await writeText(handle, markLine(seed, generation, synced))
      } finally {
        await handle.close()
        await claim.release()
      }
    },
  }
}
