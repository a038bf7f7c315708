import type { Json } from './record.ts'

/** How a run ended. `tool_limit_reached`: the agent stopped at its limit of tool calls, which is an orderly end too. */
export type TerminalState = 'completed' | 'tool_limit_reached' | 'interrupted-by-user' | 'interrupted-by-crash' | 'errored'

const LIMIT: TerminalState = 'tool_limit_reached'

/** Of the payload's `type` of an error. Any other: errored. */
const ERRORS: Readonly<Record<string, TerminalState>> = {
  tool_limit_reached: LIMIT,
  cancelled: 'interrupted-by-user',
  canceled: 'interrupted-by-user',
  interrupted: 'interrupted-by-crash',
}

/** The state that a record's event gives its run; undefined for an event after which a run goes on, and for anything that is no event. */
export function terminalStateOf(record: Json): TerminalState | undefined {
  switch (eventOf(record)) {
    case 'done':
    case 'stream_end':
      return text(payloadOf(record, 'terminal_state')).trim().toLowerCase() === LIMIT ? LIMIT : 'completed'
    case 'cancel':
      return 'interrupted-by-user'
    case 'apperror':
    case 'error': {
      const type = text(payloadOf(record, 'type'))
      return (Object.hasOwn(ERRORS, type) ? ERRORS[type] : undefined) ?? 'errored'
    }
    default:
      return undefined
  }
}

/**
 * The authoritative end of a run: that of its last terminal record which is no `stream_end`, else that of its last `stream_end`. So an error that a
 * `stream_end` follows stays an error. undefined: the run has not ended, or its end is lost.
 */
export function terminalStateIn(records: readonly { readonly record: Json }[]): TerminalState | undefined {
  let tidied: TerminalState | undefined
  for (let index = records.length - 1; index >= 0; index--) {
    const { record } = records[index]!
    const state = terminalStateOf(record)
    if (state === undefined) continue
    if (eventOf(record) !== 'stream_end') return state
    tidied ??= state
  }
  return tidied
}

/** True for the record of an event after which a streaming run does nothing more than tidy up. */
export function isTerminal(record: Json): boolean {
  return terminalStateOf(record) !== undefined
}

/** True for ends after which nothing is left to recover. */
export function isClean(state: TerminalState | undefined): boolean {
  return state === 'completed' || state === LIMIT
}

/** The `event` of a record that is one: `{ event, payload }`. */
export function eventOf(record: Json): string | undefined {
  const event = member(record, 'event')
  return typeof event === 'string' ? event : undefined
}

export function payloadOf(record: Json, name: string): Json | undefined {
  return member(member(record, 'payload'), name)
}

function member(value: Json | undefined, name: string): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { readonly [key: string]: Json })[name] : undefined
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
