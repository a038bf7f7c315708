import { refused } from './errors.ts'
import { checkedId } from './names.ts'
import { WHOLE, type JsonObject, type Message, type Session } from './session.ts'

/** What a new session starts with. Default: nothing, under a random id. */
export interface NewSession {
  readonly id?: string
  readonly title?: string
  readonly messages?: readonly Message[]
  /** Default: the messages. */
  readonly context?: readonly Message[]
  readonly fields?: JsonObject
}

/** Throws a refused error for anything that was not loaded whole, and for parts that are not what they should be. */
export function checkedSession(session: Session): Session {
  if (typeof session !== 'object' || session === null || session[WHOLE] !== true) {
    throw refused('invalid', 'this is not a whole session: save a changed copy of one that load, create or save gave, never a head')
  }
  checkedId(session.id)
  checkedParts(session)
  if (!Number.isSafeInteger(session.context_base) || session.context_base < 0) throw refused('invalid', `context_base is ${String(session.context_base)}; it takes a whole number from 0`)
  return session
}

export function checkedNew(given: NewSession, randomId: () => string): Required<NewSession> & { readonly context_base: number } {
  const { messages = [], context = messages } = given
  const session = { id: checkedId(given.id ?? randomId()), title: given.title ?? '', messages, context, fields: given.fields ?? {}, context_base: 0 }
  checkedParts(session)
  return session
}

function checkedParts({ title, messages, context, fields }: Pick<Session, 'title' | 'messages' | 'context' | 'fields'>): void {
  if (typeof title !== 'string') throw refused('invalid', `title is ${String(title)}; it takes a text`)
  for (const [name, list] of Object.entries({ messages, context })) {
    if (!Array.isArray(list) || !list.every(isObject)) throw refused('invalid', `${name} is not a list of JSON objects`)
  }
  if (!isObject(fields)) throw refused('invalid', 'fields is not a JSON object')
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
