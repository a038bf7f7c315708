import { syncDirectory } from '../files/directory.ts'
import { LOST, makerOf, UNREAD, type StoredHead } from './document.ts'
import { refused, type SessionStoreError } from './errors.ts'
import { filePath, temporaryPath, withdrawnPath, type FileKind } from './names.ts'
import { isDamaged, linkTo, readHead, renameIfThere, unlinkIfThere, type Place } from './place.ts'

/**
 * Which generations count.
 *
 * A process that was paused, or that sees the directory late, may find the number r + 1 free though r + 1 came and went long ago. So a generation counts only
 * when r was still there after r + 1 got its name, and until that is settled nobody follows r + 1 and nobody removes r. What settles it is the temporary file
 * that r + 1 was written to: one inode whose name is never given twice, and that somebody takes away once. Unlinked: it counts. Renamed to `withdrawn`: it
 * does not. Both happen to the files as they are, however late a process sees them.
 *
 * Laws
 * - r is removed only when r + 1 counts and is on the medium, and r + 1 counts only if r was there beside it.
 * - Of r + 1, therefore: r is gone and the temporary file is there, so it never counted and never will.
 */
export async function settle(place: Place, head: StoredHead): Promise<void> {
  const { id, revision, lineage } = head
  if (revision === 1 || lineage[1] === LOST) return void (await confirm(place, head))
  const earlier = (kind: FileKind): string => filePath(place.directory, id, revision - 1, kind)
  const second = lineage[1] === UNREAD ? 'damaged' : 'backup'
  const found = await linkTo(place, earlier('generation'), earlier(second))
  // What nobody could read cannot be compared.
  const base = found === 'absent' || second === 'damaged' ? 'absent' : await readHead(place, id, revision - 1, found === 'linked' ? second : 'generation')
  // A number that was removed may be back, by a save that is about to be refused, or whose process died before it was: then the base is gone.
  const isAnother = base !== 'absent' && !isDamaged(base) && base.lineage[0] !== lineage[1]
  if (found === 'linked' && (isAnother || keptAs(head, revision - 1) === undefined)) await unlinkIfThere(place, earlier(second))
  if (found === 'absent' || isAnother) {
    if (await isWithdrawn(place, head)) throw conflict(id, revision)
    return
  }
  await confirm(place, head)
  // Whoever confirmed it may not have come to this. The base must not be gone on the medium while the temporary file is there.
  await syncDirectory(place.host, place.directory)
}

/** The second name under which an earlier generation stays when it loses its first one; undefined: it goes. */
export function keptAs(head: StoredHead, earlier: number): 'backup' | 'damaged' | undefined {
  if (earlier >= head.floor && makerOf(head, earlier) === UNREAD) return 'damaged'
  return head.backups.includes(earlier) ? 'backup' : undefined
}

/** Decides that a generation counts. False if somebody decided before. */
export function confirm(place: Place, head: StoredHead): Promise<boolean> {
  return unlinkIfThere(place, temporaryOf(place, head))
}

/** Decides that a generation does not count, and removes it. False if somebody decided before. */
export async function withdraw(place: Place, head: StoredHead): Promise<boolean> {
  const temporary = temporaryOf(place, head)
  if (!(await renameIfThere(place, temporary, withdrawnPath(temporary)))) return false
  await removeWithdrawn(place, head)
  return true
}

async function isWithdrawn(place: Place, head: StoredHead): Promise<boolean> {
  if (await withdraw(place, head)) return true
  // Somebody may have been stopped in the midst of it.
  if ((await linkTo(place, withdrawnPath(temporaryOf(place, head)), filePath(place.directory, head.id, head.revision, 'generation'))) === 'absent') return false
  await removeWithdrawn(place, head)
  return true
}

async function removeWithdrawn(place: Place, head: StoredHead): Promise<void> {
  await unlinkIfThere(place, filePath(place.directory, head.id, head.revision, 'generation'))
  await unlinkIfThere(place, withdrawnPath(temporaryOf(place, head)))
}

export function temporaryOf({ directory }: Place, { id, revision, begun, lineage }: StoredHead): string {
  return temporaryPath(directory, `${id}.${revision}`, begun, lineage[0]!)
}

export function conflict(id: string, revision: number): SessionStoreError {
  return refused('conflict', `revision ${revision} of session ${JSON.stringify(id)} is somebody else's; load it again and decide anew`)
}
