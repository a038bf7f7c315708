import { expect, test } from 'vitest'
import { TextBuffer } from './text-buffer.ts'

test('what was added is taken, in order and once, however long it is', () => {
  const buffer = new TextBuffer()
  expect(buffer.take().toString()).toBe('')
  for (const texts of [['a', 'é', '你好\u2028🙂'], [], ['x'.repeat(10_000), '🙂'.repeat(9_000)], ['\ud800'], ['b']]) {
    const counted = texts.map((text) => buffer.add(text))
    expect(counted).toEqual(texts.map((text) => Buffer.byteLength(text)))
    const taken = buffer.take()
    expect(taken.equals(Buffer.from(texts.join('')))).toBe(true)
  }
  expect(buffer.take().length).toBe(0)
})

test('what was taken stays as it is while more is added', () => {
  const buffer = new TextBuffer()
  for (let round = 0; round < 5; round++) {
    buffer.add(`round ${round}`)
    const taken = buffer.take()
    for (let more = 0; more < 2_000; more++) buffer.add('something else\n')
    expect(taken.toString()).toBe(round === 0 ? 'round 0' : `${'something else\n'.repeat(2_000)}round ${round}`)
  }
})
