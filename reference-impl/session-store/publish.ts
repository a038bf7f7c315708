import { writeAll } from './write-all.ts'
import { syncDirectory } from '../files/directory.ts'
import { codeOf } from '../files/error-code.ts'
import { makerOf, UNREAD, type Encoded, type StoredHead } from './document.ts'
import { indeterminate, refused, refusedByDisk, SessionStoreError } from './errors.ts'
import { filePath } from './names.ts'
import { exists, filesOfSession, isDamaged, linkTo, readHead, unlinkIfThere, type Place } from './place.ts'
import { confirm, conflict, keptAs, settle, temporaryOf, withdraw } from './settle.ts'

/** What a new generation takes the place of. */
export interface Base {
  readonly revision: number
  /** The second name that it gets: a backup, or where it could not be read, a file for somebody to look at. `nothing`: it is lost, and has no name at all. */
  readonly becomes: 'backup' | 'damaged' | 'nothing'
  /** Undefined where it cannot be read. */
  readonly head: StoredHead | undefined
  /** True if this process knows already that it counts. */
  readonly settled: boolean
}

/**
 * Publishes a generation: temporary file, fsync, a second name that must be free, proof that it follows the newest one, fsync of the directory. No file is
 * ever changed, no name ever taken over.
 *
 * The fence. POSIX has no compare-and-rename, and whoever compares first and links then may be stopped in between for as long as it takes others to come by
 * that number and remove it again; listings may be late besides. So the base is asked for afterwards as well, by an operation that cannot be answered from a
 * stale view: giving it a second name; and what got that name must be the very base, because a number that was removed may be back for a moment, by a save
 * that is about to be refused. `settle.ts` says why that suffices.
 *
 * Rejects with a refused error when nothing was published, with an indeterminate one when that cannot be known.
 */
export async function publish(place: Place, encoded: Encoded, base: Base | undefined): Promise<void> {
  const { head } = encoded
  const { id, revision } = head
  if (base !== undefined) await makeWay(place, head, base)
  await writeTemporary(place, encoded)
  const temporary = temporaryOf(place, head)
  let linked: Awaited<ReturnType<typeof linkTo>>
  try {
    linked = await linkTo(place, temporary, filePath(place.directory, id, revision, 'generation'))
  } catch (error) {
    // Where the name may be there all the same, the temporary file says that nobody knows yet whether it counts.
    if (codeOf(error) !== 'ENOSPC' && codeOf(error) !== 'EDQUOT') throw indeterminate(`revision ${revision} could not be named`, error)
    await tidy(place, temporary)
    throw refusedByDisk(`revision ${revision} could not be named`, error)
  }
  if (linked === 'absent') throw refused('disk', `somebody removed ${temporary} while it was written`)
  if (linked === 'taken') {
    await tidy(place, temporary)
    throw conflict(id, revision)
  }
  try {
    if (base === undefined ? await isFirst(place, id) : await isThere(place, id, base)) {
      if (!(await confirm(place, head))) await askLineage(place, head)
    } else if (await withdraw(place, head)) {
      throw base === undefined ? refused('exists', `a session ${JSON.stringify(id)} exists already, or did`) : conflict(id, revision)
    } else {
      await askLineage(place, head)
    }
    await syncDirectory(place.host, place.directory)
  } catch (error) {
    if (error instanceof SessionStoreError) throw error
    throw indeterminate(`revision ${revision} of session ${JSON.stringify(id)} may not be on the medium`, error)
  }
}

/** What is about to be followed counts, stands alone, and is still the highest as far as one can see. */
async function makeWay(place: Place, next: StoredHead, { revision, becomes, head, settled }: Base): Promise<void> {
  const { id } = next
  const path = (of: number): string => filePath(place.directory, id, of, 'generation')
  try {
    if (becomes === 'nothing') {
      if (!(await isAlone(place, id))) throw conflict(id, revision + 1)
      return
    }
    if (head !== undefined && !settled) await settle(place, head)
    const second = becomes === 'damaged' ? keptAs(next, revision - 1) : undefined
    if (second !== undefined && (await linkTo(place, path(revision - 1), filePath(place.directory, id, revision - 1, second))) !== 'absent') {
      // What is served in place of the damaged one must not be lost before its successor is there; nor what was damaged before it.
      await syncDirectory(place.host, place.directory)
    }
    if (revision > 1) await unlinkIfThere(place, path(revision - 1))
    if (!(await exists(place, path(revision)))) throw conflict(id, revision + 1)
  } catch (error) {
    if (error instanceof SessionStoreError) throw error
    throw refusedByDisk(`revision ${revision} of session ${JSON.stringify(id)} could not be looked at`, error)
  }
}

async function writeTemporary(place: Place, { head, bytes }: Encoded): Promise<void> {
  const path = temporaryOf(place, head)
  try {
    const handle = await place.host.fs.open(path, 'wx', 0o600)
    try {
      await writeAll(handle, bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    await tidy(place, path)
    throw refusedByDisk(`revision ${head.revision} of session ${JSON.stringify(head.id)} could not be written`, error)
  }
}

/** Nobody reads temporary files; what stays is removed by a later opening. */
async function tidy(place: Place, path: string): Promise<void> {
  await unlinkIfThere(place, path).catch(() => undefined)
}

/** True if the base is still there, beside what follows it. It has its second name then. */
async function isThere(place: Place, id: string, { revision, becomes, head }: Base): Promise<boolean> {
  if (becomes === 'nothing') return isAlone(place, id, revision + 1)
  const proof = await linkTo(place, filePath(place.directory, id, revision, 'generation'), filePath(place.directory, id, revision, becomes))
  if (proof === 'absent') return false
  if (head === undefined) return true
  const kind = proof === 'linked' ? becomes : 'generation'
  const found = await readHead(place, id, revision, kind)
  if (found !== 'absent' && !isDamaged(found) && found.lineage[0] === head.lineage[0]) return true
  if (proof === 'linked') await unlinkIfThere(place, filePath(place.directory, id, revision, kind))
  return false
}

/** The first generation has no base. An id that was used is one that has later generations, as far as one can see. */
async function isFirst(place: Place, id: string): Promise<boolean> {
  const files = await filesOfSession(place, id)
  return Math.max(0, ...(files?.generation ?? []), ...(files?.backup ?? []), ...(files?.damaged ?? [])) <= 1
}

/** Where only backups are left there is no base to ask for: as with the first generation, one has to believe what one sees. */
async function isAlone(place: Place, id: string, own?: number): Promise<boolean> {
  const files = await filesOfSession(place, id)
  return files?.generation.every((revision) => revision === own) ?? true
}

/** Somebody else decided whether this generation counts. The lineage of the highest one says how; where there is none yet, nobody knows. */
async function askLineage(place: Place, head: StoredHead): Promise<void> {
  const highest = (await filesOfSession(place, head.id))?.generation[0] ?? 0
  const found = highest < head.revision ? 'absent' : await readHead(place, head.id, highest, 'generation')
  const maker = found === 'absent' || isDamaged(found) ? undefined : makerOf(found, head.revision)
  if (maker === head.lineage[0]) return
  if (maker !== undefined && maker !== UNREAD) throw conflict(head.id, head.revision)
  throw new SessionStoreError(`others saved session ${JSON.stringify(head.id)} while revision ${head.revision} was saved; load it to see whether that counts`, { reason: 'conflict', refused: false })
}
