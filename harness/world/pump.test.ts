import { EventEmitter, on, once } from 'node:events'
import { createInterface } from 'node:readline'
import { Readable, Transform, Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { pump } from './pump.ts'

/** A subject issues operations by name and goes on in its own style when one has run. */
type Issue = (name: string) => Promise<void>
type Style = (issue: Issue, name: string) => Promise<void>

const wait = async (turns: number): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) await null
}
const tick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))

/** Between two of its operations, each subject does what real code does. */
const STYLES: Record<string, Style> = {
  'plain await': async (issue, name) => {
    for (let at = 0; at < 3; at++) await issue(`${name}${at}`)
  },
  'race, any and allSettled': async (issue, name) => {
    await Promise.race([issue(`${name}a`), issue(`${name}b`)])
    await Promise.any([issue(`${name}c`), Promise.reject(new Error('no'))])
    await Promise.allSettled([issue(`${name}d`), issue(`${name}e`)])
  },
  'async generator': async (issue, name) => {
    async function* numbers(): AsyncGenerator<number> {
      for (let at = 0; at < 3; at++) {
        await issue(`${name}${at}`)
        yield at
      }
    }
    for await (const number of numbers()) await issue(`${name}after${number}`)
  },
  thenable: async (issue, name) => {
    for (let at = 0; at < 3; at++) await { then: (resolve: (value: unknown) => void) => void issue(`${name}${at}`).then(resolve) }
  },
  'EventEmitter on and once': async (issue, name) => {
    const emitter = new EventEmitter()
    const first = once(emitter, 'go')
    void issue(`${name}0`).then(() => emitter.emit('go'))
    await first
    const events = on(emitter, 'more')
    void issue(`${name}1`).then(() => emitter.emit('more'))
    for await (const _event of events) break
    await issue(`${name}2`)
  },
  'web stream': async (issue, name) => {
    const stream = new ReadableStream<number>({
      async pull(controller) {
        await issue(`${name}pull`)
        controller.enqueue(1)
        controller.close()
      },
    })
    const doubled = stream.pipeThrough(new TransformStream<number, number>({ transform: (chunk, controller) => controller.enqueue(chunk * 2) }))
    for await (const chunk of doubled) await issue(`${name}${chunk}`)
  },
  mutex: async (issue, name) => {
    let tail: Promise<unknown> = Promise.resolve()
    const locked = (work: () => Promise<void>): Promise<void> => {
      const turn = tail.then(work)
      tail = turn.catch(() => undefined)
      return turn
    }
    await Promise.all([0, 1, 2].map((at) => locked(async () => issue(`${name}${at}`))))
  },
  '200 nested awaits': async (issue, name) => {
    for (let at = 0; at < 3; at++) {
      await issue(`${name}${at}`)
      await wait(200)
    }
  },
  '100 queueMicrotask': async (issue, name) => {
    for (let at = 0; at < 3; at++) {
      await issue(`${name}${at}`)
      await new Promise<void>((resolve) => {
        let left = 100
        const again = (): void => (left-- === 0 ? resolve() : queueMicrotask(again))
        again()
      })
    }
  },
  'one nextTick': async (issue, name) => {
    for (let at = 0; at < 3; at++) {
      await issue(`${name}${at}`)
      await tick()
    }
  },
  'nextTick and awaits, five times': async (issue, name) => {
    for (let at = 0; at < 3; at++) {
      await issue(`${name}${at}`)
      for (let turn = 0; turn < 5; turn++) {
        await tick()
        await wait(3)
      }
    }
  },
  'Readable, Transform, Writable': async (issue, name) => {
    const writable = new Writable({
      objectMode: true,
      write: (chunk: string, _encoding, done) => void issue(`${name}write${chunk}`).then(() => done()),
    })
    const upper = new Transform({ objectMode: true, transform: (chunk: string, _encoding, done) => done(null, chunk.toUpperCase()) })
    await new Promise<void>((resolve) => void Readable.from(['a', 'b', 'c']).pipe(upper).pipe(writable).on('finish', resolve))
  },
  'Writable with cork and drain': async (issue, name) => {
    const writable = new Writable({
      highWaterMark: 2,
      writev: (chunks, done) => void issue(`${name}writev${chunks.length}`).then(() => done()),
    })
    writable.cork()
    writable.write('one')
    writable.write('two')
    process.nextTick(() => writable.uncork())
    await once(writable, 'drain')
    await issue(`${name}drained`)
  },
  'readline over a stream': async (issue, name) => {
    const lines = createInterface({ input: Readable.from(['one\ntwo\n', 'three\n']) })
    for await (const line of lines) await issue(`${name}${line}`)
  },
}

interface Pending {
  readonly name: string
  readonly resolve: () => void
}

/** Runs two subjects of a style; returns, for each choice, the names that were pending. The newest is performed first. */
function subjects(style: Style): { readonly choices: string[][]; begin(): void; step(): boolean; ended(): boolean } {
  const pending: Pending[] = []
  const choices: string[][] = []
  let open = 0
  const issue: Issue = (name) => new Promise((resolve) => void pending.push({ name, resolve }))
  return {
    choices,
    begin: () => {
      for (const name of ['x', 'y']) {
        open++
        void style(issue, name).then(() => void open--)
      }
    },
    step: () => {
      if (pending.length === 0) return false
      choices.push(pending.map(({ name }) => name))
      pending.pop()!.resolve()
      return true
    },
    ended: () => open === 0,
  }
}

async function pumped(style: Style): Promise<{ choices: string[][]; ended: boolean }> {
  const run = subjects(style)
  let begun = false
  await pump({
    step: () => {
      if (begun) return run.step()
      begun = true
      run.begin()
      return true
    },
  })
  return { choices: run.choices, ended: run.ended() }
}

/** The yardstick: five whole turns of the event loop between two steps. */
async function slowly(style: Style): Promise<string[][]> {
  const run = subjects(style)
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
  }
  run.begin()
  await turns()
  while (run.step()) await turns()
  return run.choices
}

describe('every choice sees all that is pending', () => {
  test.each(Object.entries(STYLES))('%s', async (_name, style) => {
    const { choices, ended } = await pumped(style)
    expect(choices.length).toBeGreaterThan(2)
    expect(choices).toEqual(await slowly(style))
    expect(ended).toBe(true)
  })

  test('a step in a nextTick would not: the yardstick can tell', async () => {
    const run = subjects(STYLES['nextTick and awaits, five times']!)
    run.begin()
    await tick()
    while (run.step()) await tick()
    expect(run.choices).not.toEqual(await slowly(STYLES['nextTick and awaits, five times']!))
  })
})

test('two jobs queue and never interleave', async () => {
  const order: string[] = []
  const job = (name: string): { step(): boolean } => {
    let left = 300
    return { step: () => void order.push(name) === undefined && --left > 0 }
  }
  await Promise.all([pump(job('first')), pump(job('second'))])
  expect(order).toEqual([...Array<string>(300).fill('first'), ...Array<string>(300).fill('second')])
})

test('the event loop turns while a long job runs', async () => {
  let turned = 0
  const timer = setInterval(() => turned++, 0)
  const until = Date.now() + 30
  await pump({ step: () => Date.now() < until })
  clearInterval(timer)
  expect(turned).toBeGreaterThan(0)
})
