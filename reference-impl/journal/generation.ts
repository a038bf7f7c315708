import type { FileHandle, Host } from '../../harness/host/host.ts'
import { syncDirectory } from '../files/directory.ts'
import { codeOf } from '../files/error-code.ts'
import { claimedGeneration, generationPath, type JournalPlace } from './place.ts'

/**
 * Who owns a journal. Each opening claims the next generation by creating an empty file that did not exist. The highest generation file owns the journal and
 * is never removed by anybody, so that its number cannot be claimed again.
 *
 * Laws
 * - A generation is durable before its first id is handed out.
 * - A claimant removes the files of all earlier generations before it reads the journal. An owner whose own file still has its name after a write
 *   therefore knows that every later owner will see that write.
 * - A number found free may have been used and removed since the directory was listed. So it counts only if a second listing shows none above it.
 */
export interface Claim {
  readonly generation: number
  /** False from the moment at which a later claimant took over. */
  stands(): Promise<boolean>
  release(): Promise<void>
}

/**
 * Claims a generation above all claimed ones and above `above`. What was created in the directory before this call becomes durable with it, the journal's
 * own file for one.
 */
export async function claimGeneration(host: Host, place: JournalPlace, above: number): Promise<Claim> {
  let generation = Math.max(above, ...(await claims(host, place))) + 1
  for (;;) {
    const handle = await create(host, generationPath(place, generation))
    if (handle === undefined) {
      generation++
      continue
    }
    try {
      const seen = await claims(host, place)
      const highest = Math.max(...seen)
      if (highest <= generation) return await takeOver(host, place, generation, handle, seen)
      await host.fs.unlink(generationPath(place, generation))
      generation = highest + 1
    } catch (error) {
      await handle.close()
      throw error
    }
    await handle.close()
  }
}

async function takeOver(host: Host, place: JournalPlace, generation: number, handle: FileHandle, seen: readonly number[]): Promise<Claim> {
  await syncDirectory(host, place.directory)
  for (const earlier of seen) {
    if (earlier < generation) await unlinkIfThere(host, generationPath(place, earlier))
  }
  return {
    generation,
    stands: async () => (await handle.stat()).nlink > 0,
    release: () => handle.close(),
  }
}

async function claims(host: Host, place: JournalPlace): Promise<number[]> {
  const found = (await host.fs.readdir(place.directory)).map((name) => claimedGeneration(place, name))
  return found.filter((generation) => generation !== undefined).sort((a, b) => a - b)
}

/** undefined where it exists already. */
async function create(host: Host, path: string): Promise<FileHandle | undefined> {
  try {
    return await host.fs.open(path, 'wx', 0o600)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return undefined
    throw error
  }
}

async function unlinkIfThere(host: Host, path: string): Promise<void> {
  try {
    await host.fs.unlink(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}
