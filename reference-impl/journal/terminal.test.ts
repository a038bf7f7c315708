import { expect, test } from 'vitest'
import type { Json } from './record.ts'
import { isTerminal, terminalStateIn, terminalStateOf, type TerminalState } from './terminal.ts'
import { isVisible } from './visible.ts'

const event = (name: string, payload: Json = {}): Json => ({ event: name, payload })

test.each<[Json, TerminalState | undefined]>([
  [event('done'), 'completed'],
  [event('stream_end'), 'completed'],
  [event('done', { terminal_state: ' Tool_Limit_Reached ' }), 'tool_limit_reached'],
  [event('done', { terminal_state: 'anything' }), 'completed'],
  [event('cancel'), 'interrupted-by-user'],
  [event('apperror', { type: 'tool_limit_reached' }), 'tool_limit_reached'],
  [event('error', { type: 'cancelled' }), 'interrupted-by-user'],
  [event('error', { type: 'canceled' }), 'interrupted-by-user'],
  [event('apperror', { type: 'interrupted' }), 'interrupted-by-crash'],
  [event('apperror', { type: 'toString' }), 'errored'],
  [event('error'), 'errored'],
  [{ event: 'error' }, 'errored'],
  [event('token', { text: 'done' }), undefined],
  [null, undefined],
  ['done', undefined],
  [['done'], undefined],
  [{ type: 'done' }, undefined],
])('%j ends its run as %s', (record, state) => {
  expect(terminalStateOf(record)).toBe(state)
  expect(isTerminal(record)).toBe(state !== undefined)
})

test.each<[string[], TerminalState | undefined]>([
  [['token'], undefined],
  [[], undefined],
  [['done', 'title', 'stream_end'], 'completed'],
  [['apperror', 'stream_end'], 'errored'],
  [['cancel', 'done'], 'completed'],
  [['stream_end'], 'completed'],
  [['done', 'token'], 'completed'],
])('a run of %j ended as %s', (events, state) => {
  expect(terminalStateIn(events.map((name) => ({ record: event(name) })))).toBe(state)
})

test.each<[Json, boolean]>([
  [event('token', { text: 'x' }), true],
  [event('token', { text: ' ' }), false],
  [event('token'), false],
  [event('reasoning', { thinking: 'x' }), true],
  [event('interim_assistant', { text: 'x' }), true],
  [event('tool', { name: 'shell' }), true],
  [event('tool_complete'), true],
  [event('metering', { text: 'x' }), false],
  [event('title', { text: 'x' }), false],
  [event('done'), false],
  [event('toString'), false],
  ['token', false],
])('%j is visible: %s', (record, visible) => {
  expect(isVisible(record)).toBe(visible)
})
