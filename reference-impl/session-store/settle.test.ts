import { link, readdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nodeHost } from '../../harness/host/node-host.ts'
import type { Host } from '../../harness/host/host.ts'
import { temporaryDirectory } from '../files/test-support/temporary-host.ts'
import type { StoredHead } from './document.ts'
import { temporaryOf, withdraw } from './settle.ts'
import { openSessionStore, type SessionStore } from './session-store.ts'
import type { Session } from './session.ts'

const refusal = (reason: string): Error => expect.objectContaining({ name: 'SessionStoreError', reason, refused: true }) as Error
const append =
  (content: string) =>
  (session: Session): Session => ({ ...session, messages: [...session.messages, { content }] })
const contents = ({ messages }: Session): unknown[] => messages.map(({ content }) => content)

interface Chat {
  readonly host: Host
  readonly directory: string
  readonly head: StoredHead
  readonly path: (name: string) => string
  files(): Promise<string[]>
  open(): Promise<SessionStore>
}

/** A session at revision 2, whose temporary file is there as if the process had been stopped before it knew whether its save counts. */
async function unsettled(): Promise<Chat> {
  const [host, directory] = [nodeHost(), join(await temporaryDirectory(), 'sessions')]
  const open = (): Promise<SessionStore> => openSessionStore(host, { directory })
  const store = await open()
  await store.create({ id: 'chat', messages: [{ content: 'one' }] })
  await store.update('chat', append('two'))
  const path = (name: string): string => join(directory, name)
  const { head } = JSON.parse(await readFile(path('chat.2.json'), 'utf8')) as { head: StoredHead }
  await link(path('chat.2.json'), temporaryOf({ host, directory }, head))
  return { host, directory, head, path, open, files: async () => (await readdir(directory)).sort() }
}

test('a generation whose base is there counts: whoever follows it settles that, and keeps the backup that its saver had not come to', async () => {
  const { open, path, files } = await unsettled()
  await link(path('chat.1.backup.json'), path('chat.1.json'))
  await unlink(path('chat.1.backup.json'))
  const store = await open()
  expect(await files()).toEqual(['chat.1.backup.json', 'chat.2.json'])
  expect(contents(await store.update('chat', append('three')))).toEqual(['one', 'two', 'three'])
})

test('a generation whose base is gone never counted: whoever would follow it is refused, and it is removed', async () => {
  const { open, files } = await unsettled()
  const store = await open()
  await expect(store.update('chat', append('three'))).rejects.toThrow(refusal('conflict'))
  expect((await files()).filter((name) => !name.endsWith('.backup.json'))).toEqual([])
})

test('a withdrawal that was stopped is carried on by whoever would follow', async () => {
  const { host, directory, head, open, files } = await unsettled()
  const store = await open()
  const place = { host: { ...host, fs: { ...host.fs, rename: host.fs.rename, unlink: () => Promise.reject(new Error('stopped')) } }, directory }
  await expect(withdraw(place, head)).rejects.toThrow('stopped')
  expect((await files()).filter((name) => name.endsWith('.withdrawn.tmp'))).toHaveLength(1)
  await expect(store.update('chat', append('three'))).rejects.toThrow(refusal('conflict'))
  expect(await files()).toEqual(['chat.1.backup.json'])
})

test('a generation is removed before the file that says that it was withdrawn: nobody can take it for one that counts', async () => {
  const { host, directory, head, open, files } = await unsettled()
  const store = await open()
  let left = 1
  const unlinkOnce = (path: string): Promise<void> => (left-- > 0 ? host.fs.unlink(path) : Promise.reject(new Error('stopped')))
  await expect(withdraw({ host: { ...host, fs: { ...host.fs, rename: host.fs.rename, unlink: unlinkOnce } }, directory }, head)).rejects.toThrow('stopped')
  expect((await files()).filter((name) => name === 'chat.2.json' || name.endsWith('.withdrawn.tmp'))).toEqual([expect.stringMatching(/\.withdrawn\.tmp$/)])
  await expect(store.update('chat', append('three'))).rejects.toMatchObject({ refused: true })
})

test('it is decided once: what counts is not withdrawn any more', async () => {
  const { host, directory, head, path } = await unsettled()
  await unlink(temporaryOf({ host, directory }, head))
  expect(await withdraw({ host, directory }, head)).toBe(false)
  expect(JSON.parse(await readFile(path('chat.2.json'), 'utf8'))).toMatchObject({ head: { revision: 2 } })
})
