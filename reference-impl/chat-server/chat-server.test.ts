import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Host } from '../../harness/host/host.ts'
import { nodeHost } from '../../harness/host/node-host.ts'
import { temporaryDirectory, watchedHost } from '../files/test-support/temporary-host.ts'
import { readJournal } from '../journal/read.ts'
import type { Agent, ScriptedEvent } from './agent.ts'
import { scriptedAgent } from './agent.ts'
import { openChatServer, type ChatServer } from './chat-server.ts'
import type { AgentEvent } from './event.ts'
import type { Told } from './run.ts'

const host = nodeHost()
const say = (text: string, afterMs = 0): ScriptedEvent => ({ event: { event: 'token', payload: { text } }, afterMs })
const done: ScriptedEvent = { event: { event: 'done', payload: {} } }
const never: ScriptedEvent = { event: { event: 'done', payload: {} }, afterMs: 600_000 }

async function serverIn(directory: string, script: readonly ScriptedEvent[], on: Host = host): Promise<ChatServer> {
  const server = await openChatServer(on, { directory, agent: scriptedAgent(on.clock, () => script) })
  onTestFinished(() => server.close())
  return server
}

async function toldBy(server: ChatServer, session: string, run: string): Promise<Told[]> {
  const attached = await server.attach({ session, run })
  const all: Told[] = []
  for (let told = await attached.next(); told.length > 0; told = await attached.next()) all.push(...told)
  return all
}

const eventsOf = (told: readonly Told[]): string[] => told.map((one) => ('over' in one ? `over: ${one.over}` : one.event.event))
const texts = (view: { readonly messages: readonly object[] }): unknown[] => view.messages.map((message) => (message as { content: string }).content)
const notes = (view: { readonly messages: readonly object[] }): unknown[] => view.messages.flatMap((message) => ('note' in message ? [(message as { note: { kind: string } }).note.kind] : []))

test('after startChat with a stub agent a start record is on the disk, before the agent has said a word', async () => {
  const directory = await temporaryDirectory()
  const { host: watched, calls } = watchedHost()
  const stub: Agent = async function* () {
    await new Promise(() => undefined)
    yield done.event
  }
  const server = await openChatServer(watched, { directory, agent: stub })
  const { run } = await server.startChat({ session: 's', turn: 't', prompt: 'hello' })
  const inJournal = calls.filter((call) => call === `write ${run}.jsonl` || call === `datasync ${run}.jsonl`)
  expect(inJournal.slice(-2)).toEqual([`write ${run}.jsonl`, `datasync ${run}.jsonl`])
  const { records } = await readJournal(host, { directory: `${directory}/runs/s`, run: run! })
  expect(records.map(({ record }) => record)).toEqual([{ event: 'start', payload: { session: 's', turn: 't', generation: 1 } }])
})

test('every lifecycle point writes: start, token, reasoning, tool, its end, and the end, each before it is shown', async () => {
  const directory = await temporaryDirectory()
  const script: AgentEvent[] = [
    { event: 'reasoning', payload: { text: 'hm' } },
    { event: 'token', payload: { text: 'a' } },
    { event: 'tool', payload: { name: 'ls', tid: '1', args: {} } },
    { event: 'tool_complete', payload: { name: 'ls', tid: '1', preview: 'ok' } },
    { event: 'metering', payload: { tokens: 1 } },
    { event: 'done', payload: {} },
  ]
  const server = await serverIn(directory, script.map((event) => ({ event, afterMs: 5 })))
  const { run } = await server.startChat({ session: 's', prompt: 'hello' })
  const attached = await server.attach({ session: 's', run: run! })
  const shown: string[] = []
  for (let told = await attached.next(); told.length > 0; told = await attached.next()) {
    shown.push(...eventsOf(told))
    const { records } = await readJournal(host, { directory: `${directory}/runs/s`, run: run! })
    const journaled = records.map(({ record }) => (record as { event: string }).event)
    expect(journaled).toEqual(expect.arrayContaining(shown.filter((name) => !name.startsWith('over'))))
  }
  expect(shown).toEqual(['start', 'reasoning', 'token', 'tool', 'tool_complete', 'metering', 'done', 'over: stored'])
})

test('an answer is told, stored and in the context; reasoning and tools are not in the context', async () => {
  const server = await serverIn(await temporaryDirectory(), [{ event: { event: 'reasoning', payload: { text: 'hm' } } }, say('He'), say('llo'), done])
  const { run } = await server.startChat({ session: 's', turn: 't', prompt: 'Hi' })
  expect(eventsOf(await toldBy(server, 's', run!)).at(-1)).toBe('over: stored')
  const view = await server.readSession('s')
  expect(view.messages).toMatchObject([{ role: 'user', turn: 't', content: 'Hi' }, { role: 'assistant', turn: 't', run, content: 'Hello', reasoning: 'hm' }])
  expect(view.context).toEqual([{ role: 'user', turn: 't', content: 'Hi' }, { role: 'assistant', turn: 't', content: 'Hello' }])
  expect(view).toMatchObject({ turn: null, watched: 0, title: 'Hi' })
})

test('one turn at a time; the same turn sent again is the same turn', async () => {
  const server = await serverIn(await temporaryDirectory(), [say('a'), never])
  const first = await server.startChat({ session: 's', turn: 't', prompt: 'Hi' })
  expect(await server.startChat({ session: 's', turn: 't', prompt: 'Hi' })).toEqual({ ...first, again: true })
  await expect(server.startChat({ session: 's', turn: 'other', prompt: 'Hi' })).rejects.toMatchObject({ reason: 'busy', refused: true })
  await server.cancel('s')
  expect(await server.startChat({ session: 's', turn: 't', prompt: 'Hi' })).toEqual({ turn: 't', again: true })
  expect((await server.startChat({ session: 's', turn: 'u', prompt: 'Hi' })).generation).toBe(2)
  await server.close()
  const view = await server.readSession('s').catch(() => undefined)
  expect(view).toBeUndefined()
})

test('a cancelled answer keeps the prompt and what was said, and a cancelled agent that goes on is not heard', async () => {
  const directory = await temporaryDirectory()
  const deaf: Agent = async function* () {
    yield say('one').event
    await host.clock.sleep(50)
    yield say('two').event
    yield done.event
  }
  const server = await openChatServer(host, { directory, agent: deaf })
  const { run, generation } = await server.startChat({ session: 's', prompt: 'Hi' })
  await (await server.attach({ session: 's', run: run! })).next()
  await host.clock.sleep(20)
  await server.cancel('s')
  expect(notes(await server.readSession('s'))).toEqual(['stopped'])
  await host.clock.sleep(60)
  await expect(server.finish({ run: run!, generation: generation! })).rejects.toMatchObject({ reason: 'superseded', refused: true })
  await expect(server.cancel('s')).rejects.toMatchObject({ reason: 'missing', refused: true })
  expect(texts(await server.readSession('s'))).toEqual(['Hi', 'one'])
})

test('an agent that fails leaves the prompt, what it said, and its error', async () => {
  const failing: Agent = async function* () {
    yield say('so far').event
    throw new Error('no credit')
  }
  const server = await openChatServer(host, { directory: await temporaryDirectory(), agent: failing })
  const { run } = await server.startChat({ session: 's', prompt: 'Hi' })
  expect(eventsOf(await toldBy(server, 's', run!))).toEqual(['start', 'token', 'apperror', 'over: stored'])
  const view = await server.readSession('s')
  expect(texts(view)).toEqual(['Hi', 'so far'])
  expect(view.messages[1]).toMatchObject({ note: { kind: 'failed', text: 'no credit' } })
})

test('another process sees that a turn streams, and settles it when its owner is gone', async () => {
  const directory = await temporaryDirectory()
  const server = await serverIn(directory, [say('Hello'), never])
  const { run } = await server.startChat({ session: 's', prompt: 'Hi' })
  await (await server.attach({ session: 's', run: run! })).next()
  const beside = await serverIn(directory, [])
  expect(await beside.readSession('s')).toMatchObject({ messages: [], turn: { run, streams: 'elsewhere' } })
  await expect(beside.cancel('s')).rejects.toMatchObject({ reason: 'elsewhere', refused: true })
  await expect(beside.startChat({ session: 's', prompt: 'again' })).rejects.toMatchObject({ reason: 'busy', refused: true })
  expect((await beside.boot()).settled).toEqual([])

  const later = await serverIn(directory, [say('Two'), done], { ...host, boot: 'the next one' })
  expect((await later.boot()).settled).toEqual(['s'])
  const view = await later.readSession('s')
  expect(view).toMatchObject({ turn: null, watched: 1 })
  expect(texts(view)).toEqual(['Hi', 'Hello'])
  expect(notes(view)).toEqual(['partial'])

  const { run: second } = await later.startChat({ session: 's', prompt: 'More' })
  await toldBy(later, 's', second!)
  await expect(server.finish({ run: run!, generation: 1 })).rejects.toMatchObject({ reason: 'superseded', refused: true })
  const end = await later.readSession('s')
  expect(texts(end)).toEqual(['Hi', 'Hello', 'More', 'Two'])
  expect(notes(end)).toEqual(['recovered'])
  expect(end.watched).toBe(0)
})

test('who serves a directory alone settles at once what another process left, and that one is refused', async () => {
  const directory = await temporaryDirectory()
  const server = await serverIn(directory, [say('Hello'), never])
  const { run, generation } = await server.startChat({ session: 's', prompt: 'Hi' })
  await (await server.attach({ session: 's', run: run! })).next()
  const alone = await openChatServer(host, { directory, agent: scriptedAgent(host.clock, () => []), alone: true })
  onTestFinished(() => alone.close())
  expect((await alone.boot()).settled).toEqual(['s'])
  const view = await alone.readSession('s')
  expect(view.turn).toBeNull()
  expect([texts(view), notes(view)]).toEqual([['Hi', 'Hello'], ['partial']])
  await expect(server.finish({ run: run!, generation: generation! })).rejects.toMatchObject({ reason: 'superseded', refused: true })
})

test('an answer that nobody finds ends after 24 hours of awake time, with neutral words', async () => {
  const directory = await temporaryDirectory()
  const server = await serverIn(directory, [never])
  await server.startChat({ session: 's', prompt: 'Hi' })
  let monotonic = 1_000
  const later = await serverIn(directory, [], { ...host, boot: 'next', clock: { ...host.clock, monotonic: () => monotonic, now: () => 0 } })
  expect(notes(await later.readSession('s'))).toEqual(['pending'])
  monotonic = 24 * 3_600_000 - 1
  expect(notes(await later.readSession('s'))).toEqual(['pending'])
  monotonic += 2
  const view = await later.readSession('s')
  expect(view.messages[1]).toMatchObject({ note: { kind: 'lost', text: 'The answer was interrupted. What it said, if anything, may have been lost.' } })
  expect(view.watched).toBe(0)
})

test('a cleared session stays empty, and its journals are gone', async () => {
  const directory = await temporaryDirectory()
  const server = await serverIn(directory, [say('secret'), never])
  await server.startChat({ session: 's', prompt: 'Hi' })
  await expect(server.clear('s')).rejects.toMatchObject({ reason: 'busy', refused: true })
  const later = await serverIn(directory, [], { ...host, boot: 'next' })
  expect(texts(await later.readSession('s'))).toEqual(['Hi', 'secret'])
  await later.clear('s')
  expect((await later.readSession('s')).messages).toEqual([])
  expect(await later.boot()).toMatchObject({ settled: [] })
  const left = await Promise.all((await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')))
  expect(left.length).toBeGreaterThan(0)
  expect(left.filter((text) => text.includes('secret'))).toEqual([])
})

test('texts that come while the one before is being journaled are one event, unless events are to stay as they are', async () => {
  const script = [...'abcdefgh'].map((text) => say(text)).concat(done)
  const shown = async (coalesce?: boolean): Promise<string[]> => {
    const server = await openChatServer(host, { directory: await temporaryDirectory(), agent: scriptedAgent(host.clock, () => script), ...(coalesce === undefined ? {} : { coalesce }) })
    onTestFinished(() => server.close())
    const { run } = await server.startChat({ session: 's', prompt: 'Hi' })
    const told = await toldBy(server, 's', run!)
    expect(texts(await server.readSession('s'))).toEqual(['Hi', 'abcdefgh'])
    return told.flatMap((one) => ('event' in one && one.event.event === 'token' ? [one.event.payload.text] : []))
  }
  expect(await shown(false)).toEqual([...'abcdefgh'])
  const fewer = await shown()
  expect(fewer.join('')).toBe('abcdefgh')
  expect(fewer.length).toBeLessThan(5)
})
