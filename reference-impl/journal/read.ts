import type { FileHandle, Host } from '../../harness/host/host.ts'
import { codeOf } from '../files/error-code.ts'
import { checkedRun, journalPath, type JournalPlace } from './place.ts'
import { checksumSeed, type JournalRecord } from './record.ts'
import { scan, type Damage } from './scan.ts'

/** What a tolerant read finds. */
export interface JournalContent {
  readonly records: readonly JournalRecord[]
  readonly damage: readonly Damage[]
}

/** Room at first; doubled where a file is longer. */
const FIRST_BYTES = 64 * 1024

/**
 * Reads a run's journal without owning it and without changing anything: for a page that only looks. What it returns need not be durable. Resolves to
 * undefined where there is no file. Rejects with the file system's error where the file cannot be read.
 */
export async function readJournal(host: Host, place: JournalPlace): Promise<JournalContent | undefined> {
  const seed = checksumSeed(checkedRun(place.run))
  let handle: FileHandle
  try {
    handle = await host.fs.open(journalPath(place), 'r')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    const { records, damage } = scan(seed, await readBytes(handle))
    return { records, damage }
  } finally {
    await handle.close()
  }
}

/** All bytes of a file, by position: the handle's own position stays where it is. */
export async function readBytes(handle: FileHandle): Promise<Buffer> {
  let bytes = Buffer.allocUnsafe(FIRST_BYTES)
  for (let length = 0; ; ) {
    if (length === bytes.length) bytes = Buffer.concat([bytes], length * 2)
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length)
    if (bytesRead === 0) return bytes.subarray(0, length)
    length += bytesRead
  }
}
