import type { StoredHead } from './document.ts'

/** Unreadable generations that are kept for somebody to look at, per session. */
export const DAMAGED_KEPT = 3

/**
 * The backups that the next generation leaves, newest first: the last `most` generations that differ in what they hold. A generation that only changed the
 * head pushes none out, and an intent leaves none: what it removed is gone.
 */
export function backupsKept(base: StoredHead, next: { readonly history: string; readonly floor: number }, most: number): readonly number[] {
  const candidates = base.history === next.history ? base.backups : [base.revision, ...base.backups]
  return candidates.filter((revision) => revision >= next.floor).slice(0, most)
}
