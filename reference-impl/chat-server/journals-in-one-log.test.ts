import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { FileHandle, Host } from '../../harness/host/host.ts'
import { nodeHost } from '../../harness/host/node-host.ts'
import { temporaryDirectory, watchedHost } from '../files/test-support/temporary-host.ts'
import { readSharedRun } from '../journal/shared-log/read.ts'
import { scriptedAgent, type Agent, type ScriptedEvent } from './agent.ts'
import { openChatServer, type ChatServer, type ChatServerOptions } from './chat-server.ts'
import { journalsIn } from './journals.ts'
import { journalsInOneLog } from './journals-in-one-log.ts'

const host = nodeHost()
const say = (text: string, afterMs = 0): ScriptedEvent => ({ event: { event: 'token', payload: { text } }, afterMs })
const done: ScriptedEvent = { event: { event: 'done', payload: {} } }
const never: ScriptedEvent = { event: { event: 'done', payload: {} }, afterMs: 600_000 }

async function serverIn(directory: string, script: readonly ScriptedEvent[], on: Host = host, options: Partial<ChatServerOptions> = {}): Promise<ChatServer> {
  const server = await openChatServer(on, { directory, agent: scriptedAgent(on.clock, () => script), layout: 'shared log', alone: true, ...options })
  onTestFinished(() => server.close().catch(() => undefined))
  return server
}

async function toEnd(server: ChatServer, session: string, run: string): Promise<string[]> {
  const attached = await server.attach({ session, run })
  const all: string[] = []
  for (let told = await attached.next(); told.length > 0; told = await attached.next()) all.push(...told.map((one) => ('over' in one ? `over: ${one.over}` : one.event.event)))
  return all
}

const texts = (view: { readonly messages: readonly object[] }): unknown[] => view.messages.map((message) => (message as { content: string }).content)
const notes = (view: { readonly messages: readonly object[] }): unknown[] => view.messages.flatMap((message) => ('note' in message ? [(message as { note: { kind: string } }).note.kind] : []))
const logOf = (directory: string): string => join(directory, 'runs', '_log')

async function filesBelow(directory: string): Promise<string> {
  const files = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  return (await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')))).join('\n')
}

test('after startChat with a stub agent a start record is in the log and on the medium, before the agent has said a word', async () => {
  const directory = await temporaryDirectory()
  const { host: watched, calls } = watchedHost()
  const stub: Agent = async function* () {
    await new Promise(() => undefined)
    yield done.event
  }
  const server = await openChatServer(watched, { directory, agent: stub, layout: 'shared log', alone: true })
  onTestFinished(() => server.close())
  const { run } = await server.startChat({ session: 's', turn: 't', prompt: 'hello' })
  expect(calls.filter((call) => /^(write|datasync) log-/.test(call)).slice(-2)).toEqual(['write log-1-1.jsonl', 'datasync log-1-1.jsonl'])
  const { records } = await readSharedRun(host, { directory: logOf(directory), run: run! })
  expect(records.map(({ record }) => record)).toEqual([{ event: 'start', payload: { session: 's', turn: 't', generation: 1 } }])
})

test('what was said is told, stored, and read again from the log by the server that comes after a crash', async () => {
  const directory = await temporaryDirectory()
  const server = await serverIn(directory, [say('Hello'), never])
  const { run } = await server.startChat({ session: 's', prompt: 'Hi' })
  const attached = await server.attach({ session: 's', run: run! })
  while (!(await attached.next()).some((told) => 'event' in told && told.event.event === 'token'));

  const later = await serverIn(directory, [say('Two'), done])
  expect((await later.boot()).settled).toEqual(['s'])
  const view = await later.readSession('s')
  expect([texts(view), notes(view), view.turn]).toEqual([['Hi', 'Hello'], ['partial'], null])
  // The log is not the first one's any more: what streamed there ends.
  await expect(server.startChat({ session: 'other', prompt: 'Hi' })).rejects.toMatchObject({ name: 'ChatServerError' })

  const { run: second } = await later.startChat({ session: 's', prompt: 'More' })
  expect(await toEnd(later, 's', second!)).toEqual(['start', 'token', 'done', 'over: stored'])
  expect(texts(await later.readSession('s'))).toEqual(['Hi', 'Hello', 'More', 'Two'])
})

test('a sync that fails ends what streams, is told, and the next turn begins in the log that was opened again', async () => {
  const directory = await temporaryDirectory()
  let fails = false
  const { fs } = host
  const failing: Host = {
    ...host,
    fs: {
      ...fs,
      open: async (...place: Parameters<typeof fs.open>): Promise<FileHandle> => {
        const handle = await fs.open(...place)
        const datasync = handle.datasync.bind(handle)
        return /log-\d/.test(String(place[0])) ? Object.assign(handle, { datasync: () => (fails ? Promise.reject(new Error('EIO: i/o error')) : datasync()) }) : handle
      },
    },
  }
  const server = await serverIn(directory, [say('one'), say('two', 20), done], failing, { sync: { everyRecords: 1 } })
  const { run } = await server.startChat({ session: 's', prompt: 'Hi' })
  const follow = toEnd(server, 's', run!)
  fails = true
  expect((await follow).at(-1)).toBe('over: stored')
  fails = false
  const view = await server.readSession('s')
  expect(notes(view)).toEqual(['failed'])
  const { run: second } = await server.startChat({ session: 's', prompt: 'again' })
  expect((await toEnd(server, 's', second!)).at(-1)).toBe('over: stored')
  expect(texts(await server.readSession('s')).at(-1)).toBe('onetwo')
})

test('closed while the log is opened again, nothing of it stays open', async () => {
  const directory = await temporaryDirectory()
  const open = new Set<FileHandle>()
  let fails = false
  const { fs } = host
  const counting: Host = {
    ...host,
    fs: {
      ...fs,
      open: async (...place: Parameters<typeof fs.open>): Promise<FileHandle> => {
        const handle = await fs.open(...place)
        const [close, datasync] = [handle.close.bind(handle), handle.datasync.bind(handle)]
        open.add(handle)
        return Object.assign(handle, { close: () => close().finally(() => open.delete(handle)), datasync: () => (fails ? Promise.reject(new Error('EIO: i/o error')) : datasync()) })
      },
    },
  }
  const sync = { everyRecords: 1 }
  const journals = await journalsInOneLog(counting, directory, sync, journalsIn(counting, directory, sync))
  const journal = await journals.open('s', 'run-1')
  fails = true
  await expect(journal.append({ event: 'token', payload: { text: 'lost' } })).rejects.toThrow('EIO')
  fails = false
  const again = journals.open('s', 'run-2').catch(() => undefined)
  await journals.close()
  await again
  expect(open.size).toBe(0)
})

test('a cleared session leaves nothing in the log, and others keep theirs', async () => {
  const directory = await temporaryDirectory()
  const server = await serverIn(directory, [say('secret'), done])
  for (const session of ['s', 'other']) await toEnd(server, session, (await server.startChat({ session, prompt: `ask ${session}` })).run!)
  await server.clear('s')
  const left = await filesBelow(logOf(directory))
  expect(left.match(/secret/g)).toHaveLength(1)
  expect(left).not.toContain('"session":"s"')
  const later = await serverIn(directory, [])
  expect(texts(await later.readSession('other'))).toEqual(['ask other', 'secret'])
  expect((await later.readSession('s')).messages).toEqual([])
})

test('runs that an earlier server kept in files of their own are found, and go', async () => {
  const directory = await temporaryDirectory()
  const before = await openChatServer(host, { directory, agent: scriptedAgent(host.clock, () => [say('Hello'), never]) })
  const { run } = await before.startChat({ session: 's', prompt: 'Hi' })
  const attached = await before.attach({ session: 's', run: run! })
  while (!(await attached.next()).some((told) => 'event' in told && told.event.event === 'token'));

  const server = await serverIn(directory, [done])
  expect(texts(await server.readSession('s'))).toEqual(['Hi', 'Hello'])
  await server.clear('s')
  expect(await filesBelow(directory)).not.toContain('Hello')
})

test.each([
  [{ layout: 'shared log', alone: false }, 'layout is "shared log", and alone is false'],
  [{ layout: 'logs' as never }, 'layout is "logs"; it takes "file per run" or "shared log"'],
] as const)('%j is refused', async (options, message) => {
  await expect(openChatServer(host, { directory: await temporaryDirectory(), agent: scriptedAgent(host.clock, () => []), ...options })).rejects.toMatchObject({ reason: 'invalid', refused: true, message: expect.stringContaining(message) })
})
