import { syncDirectory } from '../files/directory.ts'
import type { StoredHead } from './document.ts'
import { indeterminate } from './errors.ts'
import { filePath, INDEX, parsedTemporary, withdrawnPath, type FileKind } from './names.ts'
import { filesOf, filesOfSession, inside, linkTo, renameIfThere, unlinkIfThere, type Place } from './place.ts'
import { DAMAGED_KEPT } from './retention.ts'
import { keptAs, temporaryOf } from './settle.ts'

/** What a new generation took the place of. */
export interface Followed {
  readonly fence: number
  /** Its backups. */
  readonly kept: readonly number[]
  /** It could not be read. */
  readonly damaged: boolean
}

/** Removes everything that the new generation does not need. Only after an intent must it be gone before the save counts. */
export async function removeBehind(place: Place, head: StoredHead, { fence, kept, damaged }: Followed, must: boolean): Promise<void> {
  const remove = (revision: number, kind: FileKind): Promise<boolean> => unlinkIfThere(place, filePath(place.directory, head.id, revision, kind))
  try {
    await remove(fence, 'generation')
    if (must || damaged) await removeUnlisted(place, head, must)
    else for (const revision of [fence, ...kept]) if (!head.backups.includes(revision)) await remove(revision, 'backup')
    // Its title and its fields are in the index, which is rebuilt at any time.
    if (head.deleted === true) await unlinkIfThere(place, inside(place, INDEX))
    if (must) await syncDirectory(place.host, place.directory)
  } catch (error) {
    if (must) throw indeterminate(`revision ${head.revision} of session ${JSON.stringify(head.id)} is saved, but what it removed may still be on the disk`, error)
  }
}

async function removeUnlisted(place: Place, head: StoredHead, must: boolean): Promise<void> {
  const { id, revision: own, backups } = head
  const withdrawn = must ? await withdrawOthers(place, head, (await filesOf(place)).others) : []
  const files = await filesOfSession(place, id)
  for (const revision of files?.backup.filter((other) => other < own && !backups.includes(other)) ?? []) await removeBackup(place, head, revision)
  const unwanted: readonly (readonly [FileKind, readonly number[]])[] = [
    ['generation', must ? (files?.generation.filter((revision) => revision < own) ?? []) : []],
    ['damaged', files?.damaged.slice(must ? 0 : DAMAGED_KEPT) ?? []],
  ]
  for (const [kind, revisions] of unwanted) for (const revision of revisions) await unlinkIfThere(place, filePath(place.directory, id, revision, kind))
  for (const path of withdrawn) await unlinkIfThere(place, path)
}

/** One that could not be read when it was passed over is kept as damaged. True if it was there. */
export async function removeBackup(place: Place, head: StoredHead, revision: number): Promise<boolean> {
  const path = (kind: FileKind): string => filePath(place.directory, head.id, revision, kind)
  if (keptAs(head, revision) === 'damaged' && (await linkTo(place, path('backup'), path('damaged'))) === 'linked') await syncDirectory(place.host, place.directory)
  return unlinkIfThere(place, path('backup'))
}

/**
 * What the last intent removed may also be in the temporary file of another save, which is refused now: none of a number up to the floor can count any more.
 * One above it follows the intent, and is left alone. Resolves to what these files are called then.
 */
export async function withdrawOthers(place: Place, head: StoredHead, names: readonly string[]): Promise<string[]> {
  const withdrawn: string[] = []
  for (const name of names) {
    const parsed = parsedTemporary(name)
    const path = inside(place, name)
    if (parsed?.id !== head.id || parsed.revision === undefined || parsed.revision > head.floor || path === temporaryOf(place, head)) continue
    if (withdrawnPath(path) !== path) await renameIfThere(place, path, withdrawnPath(path))
    withdrawn.push(withdrawnPath(path))
  }
  return withdrawn
}
