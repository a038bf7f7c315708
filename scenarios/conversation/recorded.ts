import { DURATIONS, MOST_TOKENS, TERMINAL_STATES, TOOL_IDS, type ConversationEvent } from './event.ts'
import { ARGUMENTS, OUTPUTS, REASONING, TITLES, TOKENS, TOOLS } from './texts.ts'

/** Share of the events, in per cent, in the order in which one round of the model goes: think, call a tool, answer. */
const ROUND: readonly { readonly event: ConversationEvent['event']; readonly share: number }[] = [
  { event: 'reasoning', share: 12 },
  { event: 'tool', share: 3 },
  { event: 'token', share: 78 },
  { event: 'metering', share: 7 },
]

/**
 * A conversation of exactly `size` events (at least 1) that looks like a recorded one: rounds of thinking, tool calls and text, a title, and `done` at the
 * end. The same size and seed give the same events on every machine. `seed`: a whole number.
 */
export function recordedConversation(size: number, seed: number): ConversationEvent[] {
  if (!Number.isSafeInteger(size) || size < 1) throw new RangeError(`size is ${size}; a conversation has a whole number of events from 1`)
  const below = numbers(seed)
  const from = <T>(pool: readonly T[]): T => pool[below(pool.length)] as T
  const events: ConversationEvent[] = []
  let tokens = 0
  let titled = false
  while (events.length < size - 1) {
    const event: ConversationEvent['event'] = !titled && events.length >= size / 4 ? 'title' : kindAt(below(100))
    titled ||= event === 'title'
    tokens = Math.min(MOST_TOKENS, tokens + below(40))
    if (event === 'title') events.push({ event, payload: { text: from(TITLES) } })
    else if (event === 'token') events.push({ event, payload: { text: from(TOKENS) } })
    else if (event === 'reasoning') events.push({ event, payload: { text: from(REASONING) } })
    else if (event === 'metering') events.push({ event, payload: { input_tokens: tokens, output_tokens: below(tokens + 1) } })
    else events.push(...toolCall(from, size - 1 - events.length))
  }
  events.push({ event: 'done', payload: { terminal_state: from(TERMINAL_STATES) } })
  return events
}

/** A call and its end; only the call where there is room for no more. */
function toolCall(from: <T>(pool: readonly T[]) => T, room: number): ConversationEvent[] {
  const name = from(TOOLS)
  const path = from(ARGUMENTS)
  const call: ConversationEvent = { event: 'tool', payload: { name, preview: path, args: { path }, tid: from(TOOL_IDS) } }
  const end: ConversationEvent = { event: 'tool_complete', payload: { name, preview: from(OUTPUTS), duration: from(DURATIONS), is_error: from([false, false, true]) } }
  return [call, end].slice(0, room)
}

function kindAt(percent: number): ConversationEvent['event'] {
  let sum = 0
  return ROUND.find(({ share }) => (sum += share) > percent)?.event ?? 'token'
}

/** Whole numbers below a limit from a 32-bit counter, mixed (splitmix32). */
function numbers(seed: number): (limit: number) => number {
  let state = seed | 0
  return (limit) => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) % limit
  }
}
