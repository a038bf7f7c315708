import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { screenOn, wantsColour } from './screen.ts'

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [false, { FORCE_COLOR: '1' }, true],
  [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  [true, { FORCE_COLOR: '0' }, false],
  [true, { TERM: 'dumb' }, false],
])('colour on a terminal (%s) with %j: %s', (isTerminal, environment, colour) => {
  expect(wantsColour(isTerminal, environment)).toBe(colour)
})

const streams = (isTerminal: boolean): { screen: ReturnType<typeof screenOn>; out: () => string; err: () => string } => {
  const texts = ['', '']
  const [stdout, stderr] = texts.map((_, index) => {
    const stream = Object.assign(new PassThrough(), { isTTY: isTerminal, columns: 40 })
    stream.on('data', (chunk: Buffer) => (texts[index] += chunk.toString()))
    return stream as unknown as NodeJS.WriteStream
  }) as [NodeJS.WriteStream, NodeJS.WriteStream]
  return { screen: screenOn({ stdout, stderr, environment: {} }), out: () => texts[0]!, err: () => texts[1]! }
}

test('on a terminal a result clears the live line and the line comes back after it', async () => {
  const { screen, out, err } = streams(true)
  screen.progress(() => 'x'.repeat(100))
  await screen.result('done\n')
  screen.endProgress()
  expect(out()).toBe('done\n')
  expect(err()).toBe(`${'x'.repeat(39)}\r\u001b[2K${'x'.repeat(39)}\r\u001b[2K`)
})

test('without a terminal there is no escape sequence and no line in the first seconds', async () => {
  const { screen, out, err } = streams(false)
  screen.progress(() => 'working')
  await screen.result('done\n')
  screen.notice('a word')
  screen.endProgress()
  expect([out(), err()]).toEqual(['done\n', 'a word\n'])
})

test('a stream that fails is a HarnessError', async () => {
  const broken = Object.assign(new PassThrough(), { isTTY: false })
  const screen = screenOn({ stdout: broken as unknown as NodeJS.WriteStream, stderr: new PassThrough() as unknown as NodeJS.WriteStream, environment: {} })
  broken.destroy(new Error('no space left'))
  await expect(screen.result('text')).rejects.toThrow('the output could not be written (no space left)')
})
