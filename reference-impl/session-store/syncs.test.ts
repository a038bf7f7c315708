import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryDirectory, watchedHost } from '../files/test-support/temporary-host.ts'
import { openSessionStore, type SessionStore } from './session-store.ts'

/** A store on a host that notes its calls, with a session `chat` of revisions 1 to 4, and a clock that can be set forward. */
async function watched(): Promise<{ store: SessionStore; calls: string[]; directory: string; skip(ms: number): void }> {
  let skippedMs = 0
  const { host, calls } = watchedHost()
  const directory = join(await temporaryDirectory(), 'sessions')
  const store = await openSessionStore({ ...host, clock: { ...host.clock, monotonic: () => host.clock.monotonic() + skippedMs } }, { directory, cached: 0 })
  await store.create({ id: 'chat' })
  for (const content of ['one', 'two', 'three']) await say(store, content)
  calls.length = 0
  return { store, calls, directory, skip: (ms) => void (skippedMs += ms) }
}

function say(store: SessionStore, content: string): Promise<unknown> {
  return store.update('chat', (session) => ({ ...session, messages: [...session.messages, { role: 'user', content }] }))
}

// An opening removes what a power cut brought back, so no recovery shows that this sync is missing: the medium does.
test.each([
  ['clear', (store: SessionStore) => store.clear('chat')],
  ['delete', (store: SessionStore) => store.delete('chat')],
])('what a %s removed is gone from the medium before it is acknowledged', async (_, remove) => {
  const { store, calls } = await watched()
  await remove(store)
  const removed = calls.findLastIndex((call) => /^unlink chat\.\d/.test(call))
  expect(calls[removed]).toMatch(/^unlink chat\.\d\.(backup\.)?json$/)
  expect(calls.slice(removed)).toContain('sync sessions')
})

test('what is served in place of a damaged generation has its second name on the medium before it loses its first', async () => {
  const { store, calls, directory, skip } = await watched()
  // As a save leaves it that was killed before it removed what it followed.
  await rename(join(directory, 'chat.3.backup.json'), join(directory, 'chat.3.json'))
  await writeFile(join(directory, 'chat.4.json'), 'rotten')
  const served = await store.load('chat')
  skip(60_000)
  calls.length = 0
  await store.save({ ...served, messages: [...served.messages, { role: 'user', content: 'four' }] })
  const removed = calls.indexOf('unlink chat.3.json')
  const named = calls.findIndex((call) => call.startsWith('link chat.3.json'))
  expect(named).toBeGreaterThanOrEqual(0)
  expect(removed).toBeGreaterThan(named)
  expect(calls.slice(named, removed)).toContain('sync sessions')
})

test('what cannot be read has its second name on the medium before it loses its first', async () => {
  const { store, calls, directory, skip } = await watched()
  await writeFile(join(directory, 'chat.4.json'), 'rotten')
  const served = await store.load('chat')
  skip(60_000)
  calls.length = 0
  await store.save({ ...served, messages: [...served.messages, { role: 'user', content: 'four' }] })
  // Its first one from here, its second one to there.
  const [named, removed] = [calls.indexOf('link chat.4.json'), calls.indexOf('unlink chat.4.json')]
  expect(named).toBeGreaterThanOrEqual(0)
  expect(calls.slice(named, removed)).toContain('sync sessions')
})
