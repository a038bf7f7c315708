import type { SessionStore } from '../../session-store/contract.ts'
import { viewOf } from '../../session-store/reference.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const watermarkStays: Defect<SessionStore> = storeDefect(
  'watermark-stays',
  {
    mistake: 'a load hides what lies behind the place of the last cut, also what was said after it',
    origin: ['hermes-webui #3831'],
    caughtBy: ['session-store/removed-stays-removed', 'session-store/two-holders'],
    withoutFault: {
      breaks: ['session-store/two-holders'],
      why: 'whoever goes on behind a cut is not shown what follows',
    },
  },
  {
    operations: ({ load }, store) => ({
      truncate: async (id, keep, revision) => {
        await store.truncate(id, keep, revision === null ? {} : { revision })
        return viewOf(await store.update(id, (session) => ({ ...session, fields: { ...session.fields, watermark: keep } }), { maintenance: true }))
      },
      async load(id) {
        const session = await load(id)
        const { watermark } = session.marks
        return typeof watermark === 'number' ? { ...session, messages: session.messages.slice(0, watermark), context: session.context.slice(0, watermark) } : session
      },
    }),
  },
)
