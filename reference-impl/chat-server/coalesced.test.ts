import { expect, test } from 'vitest'
import type { Agent, AgentRequest } from './agent.ts'
import { CHARACTERS_AHEAD, coalesced } from './coalesced.ts'
import type { AgentEvent } from './event.ts'
import { outputOf } from './output.ts'

const request: AgentRequest = { session: 's', turn: 't', run: 'r', prompt: 'p', context: [], signal: new AbortController().signal }
const token = (text: string): AgentEvent => ({ event: 'token', payload: { text } })
const reasoning = (text: string): AgentEvent => ({ event: 'reasoning', payload: { text } })
const tool: AgentEvent = { event: 'tool', payload: { name: 'ls', tid: '1' } }
const done: AgentEvent = { event: 'done', payload: {} }

const saying = (events: readonly AgentEvent[]): Agent =>
  async function* () {
    yield* events
  }

async function heardFrom(agent: Agent, pause: () => Promise<void>): Promise<AgentEvent[]> {
  const heard: AgentEvent[] = []
  for await (const event of agent(request)) {
    heard.push(event)
    await pause()
  }
  return heard
}

/** Long enough for everything that waits for nothing else. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('texts that came while one was taken are one event; what stands between them keeps them apart', async () => {
  const said = [token('a'), token('b'), token('c'), reasoning('d'), reasoning('e'), tool, token('f'), token('g'), done]
  const heard = await heardFrom(coalesced(saying(said)), turn)
  expect(outputOf(heard)).toEqual(outputOf(said))
  // The first ones may be taken before more has come.
  expect(heard.slice(-4)).toEqual([reasoning('de'), tool, token('fg'), done])
  expect(heard.length).toBeLessThanOrEqual(6)
})

test('an agent that is slower than its listener is heard event by event', async () => {
  const said = [token('a'), token('b'), done]
  const slow: Agent = async function* () {
    for (const event of said) {
      await turn()
      await turn()
      yield event
    }
  }
  expect(await heardFrom(coalesced(slow), () => Promise.resolve())).toEqual(said)
})

test('an agent that throws does so behind what it said', async () => {
  const failing: Agent = async function* () {
    yield token('a')
    yield token('b')
    throw new Error('no credit')
  }
  const heard: AgentEvent[] = []
  const listen = async (): Promise<void> => {
    for await (const event of coalesced(failing)(request)) {
      heard.push(event)
      await turn()
    }
  }
  await expect(listen()).rejects.toThrow('no credit')
  expect(outputOf(heard).content).toBe('ab')
})

test('an agent that never ends is read ahead so far and no further', async () => {
  let said = 0
  const endless: Agent = async function* () {
    for (;;) {
      said += 1_024
      yield token('x'.repeat(1_024))
    }
  }
  const iterator = coalesced(endless)(request)[Symbol.asyncIterator]()
  await iterator.next()
  for (let count = 0; count < 10; count++) await turn()
  expect(said).toBeGreaterThanOrEqual(CHARACTERS_AHEAD)
  expect(said).toBeLessThanOrEqual(2 * CHARACTERS_AHEAD)
  await iterator.return!()
})

test('a listener that leaves ends the agent, and does not wait for one that hangs', async () => {
  let ended = false
  const hanging: Agent = async function* () {
    try {
      yield token('a')
      await new Promise(() => undefined)
    } finally {
      ended = true
    }
  }
  for await (const event of coalesced(hanging)(request)) {
    expect(event).toEqual(token('a'))
    break
  }
  expect(ended).toBe(false)
  const obliging: Agent = async function* () {
    try {
      for (;;) {
        await turn()
        yield token('a')
      }
    } finally {
      ended = true
    }
  }
  for await (const event of coalesced(obliging)(request)) {
    expect(event).toEqual(token('a'))
    break
  }
  for (let count = 0; count < 10 && !ended; count++) await turn()
  expect(ended).toBe(true)
})
