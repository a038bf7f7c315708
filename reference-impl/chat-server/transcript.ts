import type { Json, Message } from '../session-store/session.ts'
import type { Note } from './note.ts'
import { NOTHING_SAID, type Output } from './output.ts'
import type { Turn } from './turn.ts'

/** What people see, and what the model is given. */
export interface Transcript {
  readonly messages: readonly Message[]
  readonly context: readonly Message[]
}

/**
 * A turn is two rows, in the messages and in the context alike: the prompt and the answer. Rows are found by the turn's id, never by their text: asking the
 * same twice is two turns, and an answer may equal an older one.
 *
 * Law: all of this may be done again and again with the same result.
 */
export function withTurn<T extends Transcript>(transcript: T, { turn, run, prompt, at }: Turn): T {
  if (hasTurn(transcript, turn)) return transcript
  const user: Message = { role: 'user', turn, content: prompt, at }
  const answer = answerRow({ turn, run, at }, NOTHING_SAID, undefined)
  return { ...transcript, messages: [...transcript.messages, user, answer], context: [...transcript.context, forModel(user), forModel(answer)] }
}

export function hasTurn({ messages }: Transcript, turn: string): boolean {
  return messages.some((message) => message.turn === turn)
}

/** Gives the turn's answer this output (undefined: the one it has) and this note. A turn that an intent has removed stays removed. */
export function withAnswer<T extends Transcript>(transcript: T, turn: string, output: Output | undefined, note: Note | undefined): T {
  const row = answerOf(transcript, turn)
  if (row === undefined) return transcript
  const answer = answerRow(row, output ?? outputIn(row), note)
  const replaced = (rows: readonly Message[], by: Message): readonly Message[] => rows.map((message) => (isAnswer(message, turn) ? by : message))
  return { ...transcript, messages: replaced(transcript.messages, answer), context: replaced(transcript.context, forModel(answer)) }
}

export function answerOf({ messages }: Transcript, turn: string): Message | undefined {
  return messages.find((message) => isAnswer(message, turn))
}

function isAnswer(message: Message, turn: string): boolean {
  return message.role === 'assistant' && message.turn === turn
}

function answerRow({ turn, run, at }: { readonly turn?: Json; readonly run?: Json; readonly at?: Json }, output: Output, note: Note | undefined): Message {
  const { content, reasoning, tools } = output
  return { role: 'assistant', turn: turn!, run: run!, at: at!, content, ...(reasoning === '' ? {} : { reasoning }), ...(tools.length === 0 ? {} : { tools }), ...(note === undefined ? {} : { note }) }
}

function outputIn(row: Message): Output {
  return { ...NOTHING_SAID, ...(row as Partial<Output>) }
}

/** The model is not shown reasoning, tools or notes of earlier answers. */
function forModel({ role, turn, content }: Message): Message {
  return { role: role!, turn: turn!, content: content! }
}
