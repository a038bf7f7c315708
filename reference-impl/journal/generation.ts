import type { FileHandle, Host } from '../../harness/host/host.ts'
import { syncDirectory } from '../files/directory.ts'
import { codeOf } from '../files/error-code.ts'
import { exists, removeFile } from '../files/presence.ts'
import { refused } from './errors.ts'
import { claimedGeneration, deletedName, deletedPath, generationPath, type JournalPlace } from './place.ts'

/**
 * Who owns a journal. Each opening claims the next generation by creating an empty file that did not exist. The highest generation file owns the journal and
 * is removed by nobody but who deletes the journal, so that its number cannot be claimed again.
 *
 * Laws
 * - A claimant removes the files of all earlier generations before it writes or reads the journal. An owner whose own file still has its name after a
 *   write therefore knows that every later owner will see that write.
 * - A number found free may have been used and removed since the directory was listed. So it counts only if a second listing shows none above it.
 * - Who deletes a journal first makes its tombstone and then removes the generation files; who claims first makes its generation file and then looks for the
 *   tombstone. So at most one of the two goes on.
 */
export interface Claim {
  readonly generation: number
  /** Makes the claim durable, with all else that was created in the directory before, and then removes the files of earlier generations. */
  takeOver(): Promise<void>
  /** False from the moment at which a later claimant took over, or the journal was deleted. */
  stands(): Promise<boolean>
  release(): Promise<void>
}

/** Claims a generation above all claimed ones and above `above`. Rejects with a refused `JournalError` where the journal was deleted. */
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
      if (highest <= generation) return claimOf(host, place, generation, handle, seen)
      // The later claimant may have removed it already.
      await removeFile(host, generationPath(place, generation))
      generation = highest + 1
    } catch (error) {
      await handle.close()
      throw error
    }
    await handle.close()
  }
}

function claimOf(host: Host, place: JournalPlace, generation: number, handle: FileHandle, seen: readonly number[]): Claim {
  return {
    generation,
    async takeOver() {
      await syncDirectory(host, place.directory)
      for (const earlier of seen) {
        if (earlier < generation) await removeFile(host, generationPath(place, earlier))
      }
    },
    stands: async () => (await handle.stat()).nlink > 0,
    release: () => handle.close(),
  }
}

async function claims(host: Host, place: JournalPlace): Promise<number[]> {
  const names = await host.fs.readdir(place.directory)
  if (names.includes(deletedName(place))) {
    await removeClaims(host, place, names)
    throw wasDeleted(place)
  }
  return claimsIn(place, names)
}

/** Whether the run has a tombstone. */
export function isDeleted(host: Host, place: JournalPlace): Promise<boolean> {
  return exists(host, deletedPath(place))
}

export function wasDeleted({ run }: JournalPlace): Error {
  return refused(`the journal of the run ${JSON.stringify(run)} was deleted; a deleted run is not opened again`)
}

/** Takes a journal from whoever owns it. Only for a journal that has its tombstone. */
export async function removeClaims(host: Host, place: JournalPlace, names: readonly string[]): Promise<void> {
  for (const generation of claimsIn(place, names)) await removeFile(host, generationPath(place, generation))
}

function claimsIn(place: JournalPlace, names: readonly string[]): number[] {
  const found = names.map((name) => claimedGeneration(place, name))
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
