import { syncDirectory } from '../files/directory.ts'
import { messageOf } from '../files/error-message.ts'
import type { StoredHead } from './document.ts'
import { SessionStoreError } from './errors.ts'
import { findHead } from './find.ts'
import { readIndex, removeIndex } from './index-file.ts'
import { bootMark, filePath, parsedTemporary } from './names.ts'
import { filesOf, inside, linkTo, unlinkIfThere, type Files, type Place } from './place.ts'
import { removeBackup, withdrawOthers } from './remove.ts'
import { keptAs, settle } from './settle.ts'
import type { Store } from './store.ts'

/** What an opening found and did. */
export interface RecoveryReport {
  /** Sessions that are there, deleted ones not counted. */
  readonly sessions: number
  /** Tombstones. */
  readonly deleted: number
  /** Heads that the index knew, of all. */
  readonly indexed: number
  /** Sessions of which files were removed that a save or an intent had not come to remove. */
  readonly finished: readonly { readonly id: string; readonly removed: number }[]
  /** Sessions whose newest file cannot be read, or that could not be looked after; the others are served all the same. */
  readonly damaged: readonly { readonly id: string; readonly why: string }[]
  /** Files of saves that never ended, removed. */
  readonly temporaries: number
}

/** A temporary file of this boot may belong to a process that lives. After so long its save is refused rather than the file kept. */
export const TEMPORARY_KEPT_MS = 600_000

/**
 * What every opening does, at any time, also beside other processes, and after a crash of itself.
 *
 * Laws
 * - Nothing is restored here and nothing decided: it makes durable what is there, and removes what the newest generation says is not needed.
 * - A file is removed only behind a higher generation that is on the medium.
 * - One broken session never stops the others.
 */
export async function recover(place: Place, store: Store): Promise<RecoveryReport> {
  const { sessions, others } = await filesOf(place)
  await syncDirectory(place.host, place.directory)
  const remembered = await readIndex(place)
  const finished: { id: string; removed: number }[] = []
  const damaged: { id: string; why: string }[] = []
  let [deleted, indexed, temporaries] = [0, 0, 0]
  for (const [id, files] of sessions) {
    try {
      const known = remembered.get(id)
      const fromIndex = known !== undefined && known.revision === files.generation[0]
      const { head, fence, damage } = fromIndex ? { head: known, fence: known.revision } : await findHead(place, id)
      if (fromIndex) indexed++
      if (head.deleted === true) {
        deleted++
        if (known !== undefined && known.deleted !== true) await removeIndex(place)
      }
      if (damage !== undefined) {
        damaged.push({ id, why: `revision ${damage.revision} cannot be read (${damage.why}); revision ${damage.served} is served` })
        continue
      }
      // What somebody saved since the directory was listed is not on the medium for sure.
      if (fence !== files.generation[0]) continue
      store.adopt(id, head, fence)
      const removed = await finish(place, id, files, head)
      if (removed > 0) finished.push({ id, removed })
      for (const path of await withdrawOthers(place, head, others)) if (await unlinkIfThere(place, path)) temporaries++
    } catch (error) {
      // Somebody else is about to save it, and tidies up.
      if (error instanceof SessionStoreError && error.reason === 'conflict') continue
      damaged.push({ id, why: messageOf(error) })
    }
  }
  return { sessions: sessions.size - deleted, deleted, indexed, finished, damaged, temporaries: temporaries + (await removeTemporaries(place, others)) }
}

/** Removes what a save of this generation would have removed. What is higher is somebody else's. */
async function finish(place: Place, id: string, files: Files, head: StoredHead): Promise<number> {
  const path = (revision: number, kind: 'generation' | 'backup' | 'damaged'): string => filePath(place.directory, id, revision, kind)
  let removed = 0
  const lower = files.generation.filter((other) => other < head.revision)
  if (lower.length > 0) await settle(place, head)
  for (const revision of lower) {
    const second = keptAs(head, revision)
    if (second !== undefined && (await linkTo(place, path(revision, 'generation'), path(revision, second))) === 'linked') await syncDirectory(place.host, place.directory)
    if (await unlinkIfThere(place, path(revision, 'generation'))) removed++
  }
  for (const revision of files.backup.filter((other) => other < head.revision && !head.backups.includes(other))) {
    if (await removeBackup(place, head, revision)) removed++
  }
  for (const revision of files.damaged.filter((other) => other < head.floor)) {
    if (await unlinkIfThere(place, path(revision, 'damaged'))) removed++
  }
  return removed
}

async function removeTemporaries(place: Place, names: readonly string[]): Promise<number> {
  const { host } = place
  let removed = 0
  for (const name of names) {
    const begun = parsedTemporary(name)
    if (begun === undefined) continue
    const mayLive = begun.boot === bootMark(host.boot) && host.clock.monotonic() - begun.monotonicMs < TEMPORARY_KEPT_MS
    if (!mayLive && (await unlinkIfThere(place, inside(place, name)).catch(() => false))) removed++
  }
  return removed
}
