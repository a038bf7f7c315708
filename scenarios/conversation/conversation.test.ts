import fc from 'fast-check'
import { expect, test } from 'vitest'
import { conversation, LONG_EVENTS } from './arbitrary.ts'
import { recordedConversation } from './recorded.ts'

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

test('the same size and seed give the same conversation, another seed another one', () => {
  expect(recordedConversation(300, 7)).toEqual(recordedConversation(300, 7))
  expect(recordedConversation(300, 7)).not.toEqual(recordedConversation(300, 8))
})

test.each([1, 2, 3, 50, 333])('a conversation of %i events has so many and ends with done', (size) => {
  for (let seed = 0; seed < 20; seed++) {
    const events = recordedConversation(size, seed)
    expect(events.length).toBe(size)
    expect(events.at(-1)?.event).toBe('done')
  }
})

test.each([0, -1, 2.5, Number.NaN])('%d events are refused', (size) => {
  expect(() => recordedConversation(size, 1)).toThrow(`size is ${size}`)
})

test('a recorded conversation of hundreds of events has every kind and all that journals lose', () => {
  const events = recordedConversation(333, 1)
  const text = JSON.stringify(events)
  expect(new Set(events.map(({ event }) => event))).toEqual(new Set(['token', 'reasoning', 'tool', 'tool_complete', 'metering', 'title', 'done']))
  for (const awkward of ['\u2028', '\u2029', '\u0085', '\u200d', '你好', '🙂']) expect(text).toContain(awkward)
  expect(Math.max(...events.map(bytesOf))).toBeGreaterThan(4096)
})

test('conversations are mostly short, now and then long, and long ones cross pages', () => {
  const lengths = fc.sample(conversation(), { numRuns: 600, seed: 3 }).map(({ length }) => length)
  const long = lengths.filter((length) => length >= LONG_EVENTS.minimum)
  expect(long.length).toBeGreaterThan(40)
  expect(long.length).toBeLessThan(120)
  for (const length of lengths) expect(length >= 2 && (length <= 12 || (length >= LONG_EVENTS.minimum && length <= LONG_EVENTS.maximum))).toBe(true)
})

test('without long ones every conversation keeps to its bounds', () => {
  const arbitrary = conversation({ minimumEvents: 1, maximumEvents: 4, longOneIn: 0 })
  for (const events of fc.sample(arbitrary, { numRuns: 200, seed: 4 })) expect(events.length).toBeLessThanOrEqual(4)
  expect(arbitrary.canShrinkWithoutContext(recordedConversation(5, 1))).toBe(false)
})

test('every conversation shrinks from its JSON value', () => {
  const arbitrary = conversation()
  for (const events of fc.sample(arbitrary, { numRuns: 300, seed: 5 })) expect(arbitrary.canShrinkWithoutContext(copy(events))).toBe(true)
})

test('a long conversation shrinks to the two events that matter', () => {
  const arbitrary = conversation()
  const fails = (events: readonly { event: string }[]): boolean => events.some(({ event }) => event === 'done') && events.some(({ event }) => event === 'tool_complete')
  let smallest = copy(recordedConversation(340, 2))
  let candidates = 0
  for (let shrunk = true; shrunk; ) {
    shrunk = false
    for (const { value } of arbitrary.shrink(smallest, undefined)) {
      candidates++
      if (!fails(value)) continue
      smallest = copy(value)
      shrunk = true
      break
    }
  }
  expect(smallest.map(({ event }) => event).sort()).toEqual(['done', 'tool_complete'])
  expect(smallest).toContainEqual({ event: 'tool_complete', payload: { name: 'read_file', preview: 'ok', duration: 0, is_error: false } })
  expect(candidates).toBeLessThan(5000)
})
