import type { Body } from '../../../reference-impl/session-store/document.ts'
import { filesOf, isDamaged, readWhole } from '../../../reference-impl/session-store/place.ts'
import { recover } from '../../../reference-impl/session-store/recovery.ts'
import type { ReplacedRules } from '../../../reference-impl/session-store/session-store.ts'

/** An opening that puts a backup in place of a session where the backup has more of something, and backups that intents leave alone for it. */
export function restoresWhere(hasMore: (backup: Body, live: Body) => boolean): ReplacedRules {
  return {
    backupsKept: (base, { history }, most) => (base.history === history ? base.backups : [base.revision, ...base.backups]).slice(0, most),
    async recover(place, store) {
      const report = await recover(place, store)
      for (const [id, { backup }] of (await filesOf(place)).sessions) {
        const live = await store.whole(id).catch(() => undefined)
        let restored: Body | undefined
        for (const revision of live === undefined ? [] : backup) {
          const content = await readWhole(place, id, revision, 'backup')
          if (content !== 'absent' && !isDamaged(content) && hasMore(content.body, restored ?? live!)) restored = content.body
        }
        if (restored !== undefined) await store.put({ ...live!, ...restored }, { maintenance: true, intent: 'replace' })
      }
      return report
    },
  }
}
