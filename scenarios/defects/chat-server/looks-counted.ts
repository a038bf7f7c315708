import type { JournalContent } from '../../../reference-impl/journal/content.ts'
import type { Rules } from '../../../reference-impl/chat-server/rules.ts'
import { rewatched, settle } from '../../../reference-impl/chat-server/settle.ts'
import { withAnswer } from '../../../reference-impl/chat-server/transcript.ts'
import { noteOf } from '../../../reference-impl/chat-server/note.ts'
import { chatOf, withChat, type Watched } from '../../../reference-impl/chat-server/turn.ts'

const ATTEMPTS = 12

type Counted = Watched & { readonly attempts?: number }

/** An answer of which nothing is visible is given up after twelve looks at a journal for which `costs` is true. */
export function givingUpAfterLooks(costs: (content: JournalContent) => boolean): Pick<Rules, 'settle'> {
  return {
    async settle(parts, seen) {
      const settled = await settle(parts, seen)
      let { session } = settled
      for (const one of chatOf(session).watched as readonly Counted[]) {
        if (one.recovery.state !== 'pending' || !costs(await parts.journals.read(session.id, one.run))) continue
        const { turn, run, age, attempts = 0 } = one
        const to = attempts + 1 < ATTEMPTS ? one.recovery : ({ state: 'ended', found: false } as const)
        const answered = to.state === 'ended' ? withAnswer(session, turn, undefined, noteOf(to, true)) : session
        const chat = rewatched(chatOf(answered), { turn, run, age, recovery: to })
        session = withChat(answered, { ...chat, watched: chat.watched.map((other) => (other.run === run ? { ...other, attempts: attempts + 1 } : other)) })
      }
      return session === settled.session ? settled : { ...settled, session: await parts.rules.saveSettled(parts, session) }
    },
  }
}
