import { readdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, expectTypeOf, test } from 'vitest'
import { nodeHost } from '../../harness/host/node-host.ts'
import { temporaryDirectory } from '../files/test-support/temporary-host.ts'
import { openSessionStore, type SessionStore } from './session-store.ts'
import type { Session, SessionHead } from './session.ts'

const refusal = (reason: string): unknown => expect.objectContaining({ name: 'SessionStoreError', reason, refused: true })

async function opened(options: { backups?: number; cached?: number } = {}): Promise<{ store: SessionStore; directory: string; again(): Promise<SessionStore> }> {
  const directory = join(await temporaryDirectory(), 'sessions')
  const again = (): Promise<SessionStore> => openSessionStore(nodeHost(), { directory, ...options })
  return { store: await again(), directory, again }
}

const text = (content: string): { role: string; content: string } => ({ role: 'user', content })
const append =
  (...contents: string[]) =>
  (session: Session): Session => ({ ...session, messages: [...session.messages, ...contents.map(text)], context: [...session.context, ...contents.map(text)] })
const contents = ({ messages }: Session): unknown[] => messages.map(({ content }) => content)

test('what was saved is there after another opening, and in every list', async () => {
  const { store, again } = await opened()
  const { id } = await store.create({ title: 'talk', fields: { pinned: true } })
  const saved = await store.update(id, append('one', '二', '\u2028'))
  expect(saved).toMatchObject({ title: 'talk', revision: 2, fields: { pinned: true } })
  await store.close()
  const other = await again()
  expect(contents(await other.load(id))).toEqual(['one', '二', '\u2028'])
  expect(await other.list()).toEqual([expect.objectContaining({ id, title: 'talk', revision: 2, message_count: 3, context_count: 3, fields: { pinned: true } })])
  expect(other.report).toMatchObject({ sessions: 1, deleted: 0, indexed: 1, finished: [], damaged: [], temporaries: 0 })
})

test('a head cannot be saved: it is another type, and refused where types are not looked at', async () => {
  const { store } = await opened()
  const { id } = await store.create({ messages: [text('one')] })
  const head = await store.head(id)
  expectTypeOf<SessionHead>().not.toExtend<Session>()
  const spread = { ...head, messages: [], context: [], context_base: 0 }
  expectTypeOf(spread).not.toExtend<Session>()
  await expect(store.save(spread as unknown as Session)).rejects.toThrow(refusal('invalid') as Error)
  expect(contents(await store.load(id))).toEqual(['one'])
})

test('of two who hold the same revision one is refused, in one process and in two', async () => {
  const { store, again } = await opened()
  const other = await again()
  const { id } = await store.create()
  const [mine, theirs] = [await store.load(id), await other.load(id)]
  await other.save(append('theirs')(theirs))
  await expect(store.save(append('mine')(mine))).rejects.toThrow(refusal('conflict') as Error)
  await other.update(id, append('more'))
  await expect(store.save(append('mine')(mine))).rejects.toThrow(refusal('conflict') as Error)
  const ends = await Promise.allSettled([store, other, store, other].map(async (one) => one.save(append('race')(await one.load(id)))))
  expect(ends.filter(({ status }) => status === 'fulfilled').length).toBe(1)
  expect(contents(await store.load(id))).toEqual(['theirs', 'more', 'race'])
})

test('updates in one process wait for each other', async () => {
  const { store } = await opened()
  const { id } = await store.create()
  await Promise.all(['a', 'b', 'c', 'd'].map((letter) => store.update(id, append(letter))))
  expect(contents(await store.load(id))).toEqual(['a', 'b', 'c', 'd'])
})

test('only an intent makes a history shorter, and leaves nothing of it on the disk', async () => {
  const { store, directory } = await opened()
  const { id } = await store.create()
  for (const word of ['one', 'two', 'secret', 'three']) await store.update(id, append(word))
  const loaded = await store.load(id)
  await expect(store.save({ ...loaded, messages: loaded.messages.slice(1) })).rejects.toThrow(refusal('shrink') as Error)
  await expect(store.save({ ...loaded, context: [] })).rejects.toThrow(refusal('shrink') as Error)
  await store.undo(id, 2)
  const files = await Promise.all((await readdir(directory)).map((name) => readFile(join(directory, name), 'utf8')))
  expect(files.join()).toContain('two')
  expect(files.join()).not.toContain('secret')
  expect((await store.clear(id)).intents.map(({ kind }) => kind)).toEqual(['clear', 'undo'])
  await store.update(id, append('new'))
  expect(contents(await store.load(id))).toEqual(['new'])
})

test('an index that was computed at another revision is refused', async () => {
  const { store } = await opened()
  const { id, revision } = await store.create({ messages: ['a', 'b', 'c'].map(text) })
  await store.update(id, append('sent in the meantime'))
  await expect(store.truncate(id, 1, { revision })).rejects.toThrow(refusal('conflict') as Error)
  for (const keep of [-1, 5, 0.5, Number.NaN]) await expect(store.truncate(id, keep)).rejects.toThrow(refusal('invalid') as Error)
  for (const count of [-1, 0, 5]) await expect(store.undo(id, count)).rejects.toThrow(refusal('invalid') as Error)
  expect((await store.load(id)).messages.length).toBe(4)
})

test('compression shortens the context alone, and an undo after it keeps what it made', async () => {
  const { store } = await opened()
  const { id } = await store.create({ messages: ['a', 'b', 'c'].map(text) })
  await store.compress(id, [text('summary')])
  await store.update(id, append('d'))
  const { messages, context } = await store.undo(id, 2)
  expect([messages, context]).toEqual([['a', 'b'].map(text), [text('summary')]])
})

test('what was deleted stays deleted, for late saves and for new sessions of that id', async () => {
  const { store, again, directory } = await opened()
  const other = await again()
  const { id } = await store.create({ messages: [text('secret')] })
  const late = await other.load(id)
  await store.delete(id)
  await expect(other.save(append('late')(late))).rejects.toThrow(refusal('deleted') as Error)
  await expect(store.load(id)).rejects.toThrow(refusal('deleted') as Error)
  await expect(other.create({ id })).rejects.toThrow(refusal('exists') as Error)
  expect(await store.list()).toEqual([])
  const files = await Promise.all((await readdir(directory)).map((name) => readFile(join(directory, name), 'utf8')))
  expect(files.length).toBe(1)
  expect(files.join()).not.toContain('secret')
})

test('maintenance is no activity', async () => {
  const { store } = await opened()
  const { id, updated_at } = await store.create()
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect((await store.update(id, (session) => ({ ...session, fields: { cleaned: true } }), { maintenance: true })).updated_at).toBe(updated_at)
  expect((await store.update(id, append('a'))).updated_at).toBeGreaterThan(updated_at)
})

test('backups are the generations that differ; a changed head pushes none out', async () => {
  const { store, directory } = await opened({ backups: 2 })
  const { id } = await store.create()
  for (const word of ['one', 'two', 'three']) await store.update(id, append(word))
  for (let mark = 0; mark < 5; mark++) await store.update(id, (session) => ({ ...session, fields: { mark } }))
  expect((await readdir(directory)).filter((name) => name.includes('backup')).sort()).toEqual([`${id}.2.backup.json`, `${id}.3.backup.json`])
})

test('where the newest file cannot be read, the one before is served, the caller told, and the bytes kept', async () => {
  let skippedMs = 0
  const real = nodeHost()
  const directory = join(await temporaryDirectory(), 'sessions')
  const store = await openSessionStore({ ...real, clock: { ...real.clock, monotonic: () => real.clock.monotonic() + skippedMs } }, { directory, cached: 0 })
  const { id } = await store.create()
  await store.update(id, append('one'))
  await store.update(id, append('two'))
  await store.update(id, append('three'))
  await writeFile(join(directory, `${id}.4.json`), 'rotten')
  const other = await openSessionStore(nodeHost(), { directory })
  expect(other.report.damaged).toEqual([{ id, why: expect.stringContaining('revision 4 cannot be read') as string }])
  const served = await store.load(id)
  expect(contents(served)).toEqual(['one', 'two'])
  expect(served.damage).toMatchObject({ revision: 4, served: 3 })
  await expect(store.save(append('four')(served))).rejects.toThrow(refusal('damaged') as Error)
  skippedMs = 60_000
  await store.save(append('four')(served))
  expect(contents(await store.load(id))).toEqual(['one', 'two', 'four'])
  expect(await readFile(join(directory, `${id}.4.damaged.json`), 'utf8')).toBe('rotten')
  expect((await other.load(id)).damage).toBeUndefined()
})

/** A store whose clock can be set forward, and a session `chat` of three messages, each of them a save. */
async function withClock(): Promise<{ store: SessionStore; directory: string; path: (name: string) => string; skip(ms: number): void; files(): Promise<string[]> }> {
  let skippedMs = 0
  const real = nodeHost()
  const directory = join(await temporaryDirectory(), 'sessions')
  const store = await openSessionStore({ ...real, clock: { ...real.clock, monotonic: () => real.clock.monotonic() + skippedMs } }, { directory, cached: 0 })
  await store.create({ id: 'chat', title: 'talk' })
  for (const word of ['one', 'two', 'three']) await store.update('chat', append(word))
  return { store, directory, path: (name) => join(directory, name), skip: (ms) => void (skippedMs += ms), files: async () => (await readdir(directory)).sort() }
}

test('a deleted session leaves a tombstone, and neither its title nor its fields, in the index as little as elsewhere', async () => {
  const { store, directory, again } = await opened()
  await store.create({ id: 'chat', title: 'secret title', fields: { mark: 'secret field' } })
  await store.create({ id: 'other', title: 'talk' })
  await store.close()
  const other = await again()
  expect(await readFile(join(directory, '_index.json'), 'utf8')).toContain('secret title')
  await other.delete('chat')
  const names = (await readdir(directory)).sort()
  expect(names).toEqual(['chat.2.json', 'other.1.json'])
  expect(await readFile(join(directory, 'chat.2.json'), 'utf8')).not.toContain('secret')
})

test('a session of which nothing can be read can be deleted, once it is sure that its files are not on their way', async () => {
  const { store, path, skip, files } = await withClock()
  for (const name of await files()) await writeFile(path(name), 'rotten')
  await expect(store.load('chat')).rejects.toThrow(refusal('damaged') as Error)
  await expect(store.delete('chat')).rejects.toThrow(refusal('damaged') as Error)
  expect((await files()).length).toBe(4)
  skip(60_000)
  await expect(store.delete('chat', { revision: 3 })).rejects.toThrow(refusal('conflict') as Error)
  await store.delete('chat')
  expect(await files()).toEqual(['chat.5.json'])
  await expect(store.load('chat')).rejects.toThrow(refusal('deleted') as Error)
  await expect(store.create({ id: 'chat' })).rejects.toThrow(refusal('exists') as Error)
  expect(await store.list()).toEqual([])
})

test('a session of which only backups are left is served from the newest one, and mended by the next save', async () => {
  const { store, directory, path, skip, files } = await withClock()
  await unlink(path('chat.4.json'))
  const served = await store.load('chat')
  expect([contents(served), served.damage]).toEqual([['one', 'two'], { revision: 4, served: 3, why: 'it is not there' }])
  await expect(store.update('chat', append('four'))).rejects.toThrow(refusal('damaged') as Error)
  skip(60_000)
  const saved = await store.update('chat', append('four'))
  expect([contents(saved), saved.damage, saved.title]).toEqual([['one', 'two', 'four'], undefined, 'talk'])
  expect(await files()).toEqual(['chat.1.backup.json', 'chat.2.backup.json', 'chat.3.backup.json', 'chat.5.json'])
  const other = await openSessionStore(nodeHost(), { directory })
  expect(other.report).toMatchObject({ sessions: 1, damaged: [] })
  await other.clear('chat')
  expect(await files()).toEqual(['chat.6.json'])
})

test('a session of which only unreadable backups are left can be deleted', async () => {
  const { store, path, skip, files } = await withClock()
  await unlink(path('chat.4.json'))
  for (const name of await files()) await writeFile(path(name), 'rotten')
  await expect(store.delete('chat')).rejects.toThrow(refusal('damaged') as Error)
  skip(60_000)
  await store.delete('chat')
  expect(await files()).toEqual(['chat.5.json'])
})

test('what is no id, no session and no message is refused in one sentence', async () => {
  const { store } = await opened()
  for (const id of ['', '_index', 'a/b', '../a', 'a.b', 7]) await expect(store.load(id as string)).rejects.toThrow(refusal('invalid') as Error)
  await expect(store.load('nobody')).rejects.toThrow(refusal('missing') as Error)
  for (const messages of ['text', [1], [null], [[]]]) await expect(store.create({ messages: messages as never })).rejects.toThrow(refusal('invalid') as Error)
  await expect(store.create({ messages: [{ n: 1n as never }] })).rejects.toThrow(refusal('invalid') as Error)
  await store.close()
  await expect(store.list()).rejects.toThrow(refusal('closed') as Error)
})

test('a list reads heads only: what is behind them may be rotten, or gone', async () => {
  const { directory, path } = await withClock()
  const [head] = (await readFile(path('chat.4.json'), 'utf8')).split('\n')
  await writeFile(path('chat.4.json'), `${head}\n`)
  const store = await openSessionStore(nodeHost(), { directory })
  expect(await store.list()).toEqual([expect.objectContaining({ id: 'chat', revision: 4, message_count: 3 })])
  expect((await store.load('chat')).damage).toMatchObject({ revision: 4, served: 3 })
})

test.each([
  ['nothing', (): string => ''],
  ['no lines of heads', (): string => '[{"id":"chat","title":"lie","revision":4}]'],
  ['heads of another boot', (index: string): string => index.replace(/"boot":"./, '"boot":"x').replaceAll('talk', 'lie')],
  ['heads that were changed', (index: string): string => index.replaceAll('talk', 'lie')],
  ['heads of earlier revisions', (index: string): string => index],
])('an index of %s is as none: the files are asked', async (_, spoil) => {
  const { directory, path, store } = await withClock()
  await store.close()
  const index = await readFile(path('_index.json'), 'utf8')
  const other = await openSessionStore(nodeHost(), { directory })
  expect(other.report.indexed).toBe(1)
  await other.update('chat', append('four'))
  await writeFile(path('_index.json'), spoil(index))
  const third = await openSessionStore(nodeHost(), { directory })
  expect(third.report).toMatchObject({ sessions: 1, indexed: 0, damaged: [] })
  expect(await third.list()).toEqual([expect.objectContaining({ id: 'chat', title: 'talk', revision: 5, message_count: 4 })])
})

test('a cache that holds one session loses nothing of the others', async () => {
  const { store } = await opened({ cached: 1 })
  const ids = ['a', 'b', 'c']
  for (const id of ids) await store.create({ id })
  for (const word of ['one', 'two']) for (const id of ids) await store.update(id, append(`${word} of ${id}`))
  for (const id of ids) expect(contents(await store.load(id))).toEqual([`one of ${id}`, `two of ${id}`])
})
