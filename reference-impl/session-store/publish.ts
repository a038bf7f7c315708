import { writeAll } from './write-all.ts'
import { syncDirectory } from '../files/directory.ts'
import { codeOf } from '../files/error-code.ts'
import type { Encoded } from './document.ts'
import { indeterminate, refused, refusedByDisk, SessionStoreError } from './errors.ts'
import { filePath, temporaryPath } from './names.ts'
import { exists, filesOf, isDamaged, linkTo, readHead, unlinkIfThere, type Place } from './place.ts'

/** What a new generation takes the place of. */
export interface Base {
  readonly revision: number
  /** The second name that it gets: a backup, or where it could not be read, a file for somebody to look at. */
  readonly becomes: 'backup' | 'damaged'
  /** Which save made it; undefined where it cannot be read. */
  readonly maker: string | undefined
}

/**
 * Publishes a generation: temporary file, fsync, a second name that must be free, fsync of the directory. No file is ever changed, no name ever taken over.
 *
 * The fence. POSIX has no compare-and-rename, and whoever compares first and links then may be stopped in between for as long as it takes others to come by
 * that number and remove it again. So the base is asked for afterwards as well, by an operation that cannot be answered from a stale view: giving it a second
 * name; and what got that name must be the very base, because a number that was removed may be back for a moment, by a save that is about to be refused.
 * - Revision r is removed only when r + 1 is on the medium, and r + 1 is followed only when r was removed. So r + 1 is removed later than r.
 * - r + 1 was free and r is still there afterwards: so r + 1 was never there before, and whoever else wants it is refused. This save is the one.
 * - r is gone: somebody went on from another r + 1, or from this one. The lineage of the highest generation says which; where there is none yet, nobody knows.
 *
 * Rejects with a refused error when nothing was published, with an indeterminate one when that cannot be known.
 */
export async function publish(place: Place, encoded: Encoded, base: Base | undefined): Promise<void> {
  const { id, revision } = encoded.head
  const path = filePath(place.directory, id, revision, 'generation')
  if (base !== undefined) await makeWay(place, id, base)
  const temporary = await writeTemporary(place, encoded)
  let linked: Awaited<ReturnType<typeof linkTo>>
  try {
    linked = await linkTo(place, temporary, path)
  } catch (error) {
    await tidy(place, temporary)
    if (codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT') throw refusedByDisk(`revision ${revision} could not be named`, error)
    throw indeterminate(`revision ${revision} could not be named`, error)
  }
  await tidy(place, temporary)
  if (linked === 'taken') throw conflict(id, revision)
  if (linked === 'absent') throw refused('disk', `somebody removed ${temporary} while it was written`)
  try {
    if (base === undefined) await refuseIfOlder(place, encoded)
    else await proveBase(place, encoded, base)
    await syncDirectory(place.host, place.directory)
  } catch (error) {
    if (error instanceof SessionStoreError) throw error
    throw indeterminate(`revision ${revision} of session ${JSON.stringify(id)} may not be on the medium`, error)
  }
}

/** What is about to be followed stands alone, and is still the highest as far as one can see. */
async function makeWay(place: Place, id: string, { revision, becomes }: Base): Promise<void> {
  const path = (of: number): string => filePath(place.directory, id, of, 'generation')
  try {
    if (becomes === 'damaged' && (await linkTo(place, path(revision - 1), filePath(place.directory, id, revision - 1, 'backup'))) !== 'absent') {
      // What is served in place of the damaged one must not be lost before its successor is there.
      await syncDirectory(place.host, place.directory)
    }
    if (revision > 1) await unlinkIfThere(place, path(revision - 1))
    if (!(await exists(place, path(revision)))) throw conflict(id, revision + 1)
  } catch (error) {
    if (error instanceof SessionStoreError) throw error
    throw refusedByDisk(`revision ${revision} of session ${JSON.stringify(id)} could not be looked at`, error)
  }
}

async function writeTemporary(place: Place, { head, bytes }: Encoded): Promise<string> {
  const { host, directory } = place
  const path = temporaryPath(directory, head.id, host.boot, host.clock.monotonic(), host.random.uuid().slice(0, 8))
  try {
    const handle = await host.fs.open(path, 'wx', 0o600)
    try {
      await writeAll(handle, bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    return path
  } catch (error) {
    await tidy(place, path)
    throw refusedByDisk(`revision ${head.revision} of session ${JSON.stringify(head.id)} could not be written`, error)
  }
}

/** Nobody reads temporary files; what stays is removed by a later opening. */
async function tidy(place: Place, path: string): Promise<void> {
  await unlinkIfThere(place, path).catch(() => undefined)
}

async function proveBase(place: Place, encoded: Encoded, { revision, becomes, maker }: Base): Promise<void> {
  const { id } = encoded.head
  const proof = await linkTo(place, filePath(place.directory, id, revision, 'generation'), filePath(place.directory, id, revision, becomes))
  if (proof === 'absent') return askLineage(place, encoded)
  if (maker === undefined) return
  const kind = proof === 'linked' ? becomes : 'generation'
  const head = await readHead(place, id, revision, kind)
  if (head !== 'absent' && !isDamaged(head) && head.lineage[0] === maker) return
  if (proof === 'linked') await unlinkIfThere(place, filePath(place.directory, id, revision, kind))
  await askLineage(place, encoded)
}

/** The first generation has no base. An id that was used is one that has later generations. */
async function refuseIfOlder(place: Place, { head }: Encoded): Promise<void> {
  const files = (await filesOf(place)).sessions.get(head.id)
  if (Math.max(0, ...(files?.generation ?? []), ...(files?.backup ?? []), ...(files?.damaged ?? [])) <= head.revision) return
  await unlinkIfThere(place, filePath(place.directory, head.id, head.revision, 'generation'))
  throw refused('exists', `a session ${JSON.stringify(head.id)} exists already, or did`)
}

async function askLineage(place: Place, { head }: Encoded): Promise<void> {
  const highest = (await filesOf(place)).sessions.get(head.id)?.generation[0] ?? 0
  const found = highest <= head.revision ? 'absent' : await readHead(place, head.id, highest, 'generation')
  const maker = found === 'absent' || isDamaged(found) ? undefined : found.lineage[highest - head.revision]
  if (maker === head.lineage[0]) return
  if (maker === undefined) {
    throw new SessionStoreError(`others saved session ${JSON.stringify(head.id)} while revision ${head.revision} was saved; load it to see whether that counts`, { reason: 'conflict', refused: false })
  }
  await unlinkIfThere(place, filePath(place.directory, head.id, head.revision, 'generation'))
  throw conflict(head.id, head.revision)
}

function conflict(id: string, revision: number): SessionStoreError {
  return refused('conflict', `revision ${revision} of session ${JSON.stringify(id)} is somebody else's; load it again and decide anew`)
}
