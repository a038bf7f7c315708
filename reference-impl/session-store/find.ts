import { refused } from './errors.ts'
import { filePath } from './names.ts'
import type { Body, StoredHead } from './document.ts'
import { exists, filesOfSession, isDamaged, readHead, readWhole, type Files, type Place, type Read } from './place.ts'
import type { Damage } from './session.ts'

/** The state of one session on the disk. */
export interface Found {
  /** The highest revision that has a file: what the next save must follow. */
  readonly fence: number
  /** Of the newest generation that can be read. */
  readonly head: StoredHead
  readonly damage?: Damage
  /** Of the session only backups are left; the fence is the number after them. */
  readonly absent?: true
}

export interface FoundWhole extends Found {
  readonly body: Body
}

/** How often a search begins anew because a save came in between. Only a save that ended well can cause it. */
const ATTEMPTS = 32

/**
 * Laws
 * - The newest good generation wins. Where that is not the highest one, `damage` says so.
 * - A backup that lies below the floor of the newest readable generation is never served.
 * - Files are never changed and removed only behind a higher one: a file that vanished means that there is a higher one.
 */
export async function findHead(place: Place, id: string): Promise<Found> {
  return find(place, id, async (revision, kind) => {
    const head = await readHead(place, id, revision, kind)
    return head === 'absent' || isDamaged(head) ? head : { head }
  })
}

export async function findWhole(place: Place, id: string): Promise<FoundWhole> {
  return find(place, id, (revision, kind) => readWhole(place, id, revision, kind))
}

/** True if `revision` is the highest one: r + 1 is not there, and r still is, so that r + 1 cannot have come and gone. */
export async function isNewest(place: Place, id: string, revision: number): Promise<boolean> {
  const path = (of: number): string => filePath(place.directory, id, of, 'generation')
  return !(await exists(place, path(revision + 1))) && (await exists(place, path(revision)))
}

type Reader<T> = (revision: number, kind: 'generation' | 'backup') => Promise<Read<T>>

async function find<T extends { readonly head: StoredHead }>(place: Place, id: string, read: Reader<T>): Promise<T & Found> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const files = await filesOfSession(place, id)
    if (files === undefined) throw refused('missing', `there is no session ${JSON.stringify(id)}`)
    const found = await newestGood(id, files, read)
    if (found !== 'superseded') return found
  }
  throw refused('conflict', `session ${JSON.stringify(id)} was saved ${ATTEMPTS} times while it was looked for; try again`)
}

async function newestGood<T extends { readonly head: StoredHead }>(id: string, files: Files, read: Reader<T>): Promise<(T & Found) | 'superseded'> {
  const fence = fenceOf(files)
  const candidates = [
    ...files.generation.map((revision) => ({ revision, kind: 'generation' as const })),
    ...files.backup.map((revision) => ({ revision, kind: 'backup' as const })),
  ].sort((a, b) => b.revision - a.revision)
  let why = 'it is not there'
  for (const { revision, kind } of candidates) {
    const content = await read(revision, kind)
    if (content === 'absent') {
      if (kind === 'generation') return 'superseded'
    } else if (!isDamaged(content)) {
      return revision === fence ? { ...content, fence } : { ...content, fence, damage: { revision: fence, served: revision, why }, ...(files.generation.length === 0 ? { absent: true as const } : {}) }
    } else if (revision === fence) {
      why = content.damaged
    }
  }
  throw refused('damaged', `revision ${fence} of session ${JSON.stringify(id)} cannot be read (${why}), and no earlier one can`)
}

function fenceOf({ generation, backup, damaged }: Files): number {
  return generation[0] ?? Math.max(...backup, ...damaged) + 1
}

/** A session of which nothing can be read: what its tombstone takes the place of. */
export async function findUnreadable(place: Place, id: string): Promise<{ readonly revision: number; readonly becomes: 'damaged' | 'nothing' }> {
  const files = await filesOfSession(place, id)
  if (files === undefined) throw refused('missing', `there is no session ${JSON.stringify(id)}`)
  return { revision: fenceOf(files), becomes: files.generation.length === 0 ? 'nothing' : 'damaged' }
}
