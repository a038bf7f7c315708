import { cp, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Host } from '../../harness/host/host.ts'
import { nodeHost } from '../../harness/host/node-host.ts'
import { temporaryDirectory } from '../files/test-support/temporary-host.ts'
import { openSessionStore, type SessionStore } from './session-store.ts'
import { dyingHost, withoutSyncs } from './test-support/dying-host.ts'
import type { Session } from './session.ts'

const append =
  (content: string) =>
  (session: Session): Session => ({ ...session, messages: [...session.messages, { content }] })
const contents = ({ messages }: Session): unknown[] => messages.map(({ content }) => content)

/** Each time the clock is asked it is two minutes later: whatever cannot be read is known not to be on its way. */
function patientHost(): Host {
  const real = withoutSyncs(nodeHost())
  let askedMs = 0
  return { ...real, clock: { ...real.clock, monotonic: () => real.clock.monotonic() + (askedMs += 120_000) } }
}

async function textsIn(directory: string): Promise<string> {
  return (await Promise.all((await readdir(directory)).map((name) => readFile(join(directory, name), 'utf8')))).join('\n')
}

/** A session `chat` of three saves, of which the last one says `last words`; its newest file is as `spoil` leaves it. */
async function spoilt(spoil: (path: string) => Promise<void>): Promise<string> {
  const directory = join(await temporaryDirectory(), 'sessions')
  const store = await openSessionStore(nodeHost(), { directory })
  await store.create({ id: 'chat', title: 'talk' })
  for (const words of ['one', 'two', 'last words']) await store.update('chat', append(words))
  await spoil(join(directory, 'chat.4.json'))
  return directory
}

/** Its head can be read, its body cannot. */
async function rotten(path: string): Promise<void> {
  await writeFile(path, (await readFile(path, 'utf8')).replace('"checksum":"', '"checksum":"0'))
}

/** Kills a process at every step of `work`, each time on a copy of the directory, and shows what is left to `then`. */
async function killedEverywhere(directory: string, work: (store: SessionStore) => Promise<unknown>, then: (copy: string, steps: number) => Promise<void>): Promise<void> {
  const opening = dyingHost(patientHost(), Number.MAX_SAFE_INTEGER)
  await openSessionStore(opening.host, { directory })
  for (let steps = 1; ; steps++) {
    const copy = `${directory}-${steps}`
    await cp(directory, copy, { recursive: true })
    const { host, died } = dyingHost(patientHost(), steps)
    await openSessionStore(host, { directory: copy }).then(work).catch(() => undefined)
    await then(copy, steps)
    await rm(copy, { recursive: true })
    if (!died()) return
  }
}

test.each([
  ['whose body rotted', rotten],
  ['whose head rotted', (path: string) => writeFile(path, 'last words, of which the rest is gone')],
  ['that is torn', async (path: string) => writeFile(path, (await readFile(path, 'utf8')).slice(0, -10))],
])('wherever the save is killed that mends a session %s, the session goes on, and the bytes are kept', async (_, spoil) => {
  const directory = await spoilt(spoil)
  await killedEverywhere(directory, (store) => store.update('chat', append('go on')), async (copy, steps) => {
    for (const number of [1, 2]) {
      const store = await openSessionStore(patientHost(), { directory: copy })
      expect(contents(await store.update('chat', append(`after ${steps}, ${number}`))).slice(0, 2)).toEqual(['one', 'two'])
      expect(contents(await store.load('chat')).at(-1)).toBe(`after ${steps}, ${number}`)
    }
    expect(await textsIn(copy)).toContain('last words')
  })
})

test.each([
  ['delete', (store: SessionStore) => store.delete('chat')],
  ['clear', (store: SessionStore) => store.clear('chat')],
])('wherever a %s of a damaged session is killed, the next opening ends it or leaves it alone', async (intent, work) => {
  const directory = await spoilt(rotten)
  await killedEverywhere(directory, work, async (copy) => {
    const store = await openSessionStore(patientHost(), { directory: copy })
    const left = await store.load('chat').then(contents, (error: { reason: string }) => error.reason)
    if (left !== 'deleted' && left.length > 0) expect(left).toEqual(['one', 'two'])
    else for (const words of ['one', 'two', 'last words']) expect(await textsIn(copy)).not.toContain(`"${words}"`)
    if (intent === 'clear') expect(contents(await store.update('chat', append('go on'))).at(-1)).toBe('go on')
    else if (left !== 'deleted') await store.delete('chat')
  })
})

test('wherever a delete is killed of a session of which nothing can be read, it is ended or can be done again', async () => {
  const directory = await spoilt(async () => undefined)
  for (const name of await readdir(directory)) await rotten(join(directory, name))
  // The first attempt is the first look.
  const remove = (store: SessionStore): Promise<void> => store.delete('chat').catch(() => store.delete('chat'))
  await killedEverywhere(directory, remove, async (copy) => {
    const store = await openSessionStore(patientHost(), { directory: copy })
    if ((await store.load('chat').then(() => '', (error: { reason: string }) => error.reason)) !== 'deleted') await remove(store)
    expect(await textsIn(copy)).not.toContain('"last words"')
    expect((await readdir(copy)).filter((name) => name !== '_index.json')).toHaveLength(1)
  })
})

test('wherever the save is killed that follows the backups of a lost session, what a load shows afterwards stays', async () => {
  const directory = await spoilt(unlink)
  await killedEverywhere(directory, (store) => store.update('chat', append('go on')), async (copy) => {
    const store = await openSessionStore(patientHost(), { directory: copy })
    const shown = contents(await store.load('chat'))
    expect(contents(await store.update('chat', append('more')))).toEqual([...shown, 'more'])
  })
})

test('a save that mends a session whose last two files cannot be read keeps both', async () => {
  const directory = await spoilt(rotten)
  // As a save leaves it that was killed before it removed what it followed.
  await rename(join(directory, 'chat.3.backup.json'), join(directory, 'chat.3.json'))
  await rotten(join(directory, 'chat.3.json'))
  await killedEverywhere(directory, (store) => store.update('chat', append('go on')), async (copy) => {
    const store = await openSessionStore(patientHost(), { directory: copy })
    expect(contents(await store.update('chat', append('more')))[0]).toBe('one')
    expect((await readdir(copy)).filter((name) => name.includes('damaged')).sort()).toEqual(['chat.3.damaged.json', 'chat.4.damaged.json'])
  })
})

test('wherever somebody is killed who makes a session of a known id, that session goes on', async () => {
  const directory = await spoilt(async () => undefined)
  await killedEverywhere(directory, (store) => store.create({ id: 'chat', title: 'another' }), async (copy) => {
    for (const number of [1, 2]) {
      const store = await openSessionStore(patientHost(), { directory: copy })
      const session = await store.update('chat', append(`after ${number}`))
      expect([session.title, ...contents(session).slice(0, 3)]).toEqual(['talk', 'one', 'two', 'last words'])
    }
  })
})

test('an opening says each time what it found, and what it ended', async () => {
  const directory = await spoilt(rotten)
  await writeFile(join(directory, 'other.1.json'), 'rotten')
  await writeFile(join(directory, 'chat.1.backup.json'), 'rotten')
  for (let time = 0; time < 2; time++) {
    const { report } = await openSessionStore(patientHost(), { directory })
    expect(report).toMatchObject({ sessions: 2, finished: [], damaged: [{ id: 'other', why: expect.stringContaining('cannot be read') as string }] })
  }
  // As a save leaves it that was killed before it removed what it followed.
  await writeFile(join(directory, 'chat.3.json'), await readFile(join(directory, 'chat.3.backup.json')))
  expect((await openSessionStore(patientHost(), { directory })).report.finished).toEqual([{ id: 'chat', removed: 1 }])
  expect((await openSessionStore(patientHost(), { directory })).report.finished).toEqual([])
})

/** A host on which these methods of the file system are others. */
function hostWith(methods: (fs: Host['fs']) => Partial<Host['fs']>): Host {
  const host = nodeHost()
  return { ...host, fs: { ...host.fs, ...methods(host.fs) } }
}

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open!: () => void
  return { opened: new Promise((resolve) => (open = resolve)), open: () => open() }
}

const killed = (): Promise<never> => Promise.reject(new Error('killed'))

test('what a killed save holds of what an intent removed is gone after the next opening, also where the intent was killed', async () => {
  const directory = await spoilt(async () => undefined)
  const saving = await openSessionStore(hostWith(({ link }) => ({ link: (from, to) => (String(to).endsWith('chat.5.json') ? killed() : link(from, to)) })), { directory })
  await expect(saving.update('chat', append('late words'))).rejects.toThrow('killed')
  const clearing = await openSessionStore(hostWith(({ rename }) => ({ rename: (from, to) => (String(from).includes('chat.5.') ? killed() : rename(from, to)) })), { directory })
  await expect(clearing.clear('chat')).rejects.toThrow('killed')
  expect(await textsIn(directory)).toContain('last words')
  const { report, load } = await openSessionStore(nodeHost(), { directory })
  expect(contents(await load('chat'))).toEqual([])
  expect(report.temporaries).toBe(1)
  for (const words of ['last words', 'late words']) expect(await textsIn(directory)).not.toContain(words)
})

test('an intent takes back no save that follows it, also where its process is killed while that is under way', async () => {
  const directory = await spoilt(async () => undefined)
  const [linked, released] = [gate(), gate()]
  const other = await openSessionStore(
    hostWith(({ link }) => ({
      async link(from, to) {
        if (String(to).endsWith('chat.5.backup.json')) {
          linked.open()
          await released.opened
        }
        return link(from, to)
      },
    })),
    { directory },
  )
  let saved: Promise<Session> | undefined
  const clearing = await openSessionStore(
    hostWith(({ rename, unlink }) => ({
      async unlink(path) {
        // The clear counts; others see it.
        if (String(path).endsWith('chat.4.json')) {
          saved = other.update('chat', append('go on'))
          await linked.opened
        }
        return unlink(path)
      },
      rename: (from, to) => rename(from, to).then(killed),
    })),
    { directory },
  )
  await clearing.clear('chat').catch(() => undefined)
  released.open()
  expect(contents(await saved!)).toEqual(['go on'])
  const third = await openSessionStore(nodeHost(), { directory })
  expect(contents(await third.update('chat', append('more')))).toEqual(['go on', 'more'])
})

test.each([
  ['within the boot of the index', undefined],
  ['after another boot', 'another boot'],
])('the title of a session whose delete was killed does not stay in the index, %s', async (_, boot) => {
  const directory = await spoilt(async () => undefined)
  await (await openSessionStore(nodeHost(), { directory })).close()
  const deleting = await openSessionStore(hostWith(({ unlink }) => ({ unlink: (path) => (String(path).endsWith('_index.json') ? killed() : unlink(path)) })), { directory })
  await expect(deleting.delete('chat')).rejects.toThrow('killed')
  expect(await textsIn(directory)).toContain('talk')
  const { report } = await openSessionStore({ ...nodeHost(), ...(boot === undefined ? {} : { boot }) }, { directory })
  expect(report).toMatchObject({ sessions: 0, deleted: 1 })
  expect(await textsIn(directory)).not.toContain('talk')
})
