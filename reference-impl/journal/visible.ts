import type { Json } from './record.ts'
import { eventOf, payloadOf } from './terminal.ts'

/** Events that show text, and the members of their payloads that may hold it. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  token: ['text'],
  reasoning: ['text', 'reasoning', 'thinking'],
  interim_assistant: ['text'],
}

const TOOLS: readonly unknown[] = ['tool', 'tool_complete']

/** True for a record that shows a person something of the answer: text that is not blank, or the use of a tool. Metering, titles and ends show nothing. */
export function isVisible(record: Json): boolean {
  const event = eventOf(record)
  if (event === undefined) return false
  const members = Object.hasOwn(TEXTS, event) ? TEXTS[event]! : []
  return TOOLS.includes(event) || members.some((name) => isText(payloadOf(record, name)))
}

function isText(value: Json | undefined): boolean {
  return typeof value === 'string' && value.trim() !== ''
}
