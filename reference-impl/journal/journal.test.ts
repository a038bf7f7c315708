import { appendFile, readdir, readFile, stat, truncate, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { nodeHost } from '../../harness/host/node-host.ts'
import { openJournal, type Journal, type JournalOptions } from './journal.ts'
import { deleteJournal } from './delete.ts'
import { readJournal, replayJournal } from './read.ts'
import { checksumSeed, type Json } from './record.ts'
import { encodeRecord } from './test-support/lines.ts'
import { temporaryDirectory, watchedHost } from '../files/test-support/temporary-host.ts'

async function place(): Promise<JournalOptions> {
  return { directory: join(await temporaryDirectory(), 'sessions', 's-1'), run: 'run-1' }
}

async function open(options: JournalOptions, host = nodeHost()): Promise<Journal> {
  const journal = await openJournal(host, options)
  onTestFinished(() => journal.close().catch(() => undefined))
  return journal
}

const NOTHING = { records: [], damage: [], gaps: [], state: 'empty', visible: false, terminal: undefined }
const path = ({ directory, run }: JournalOptions): string => join(directory, `${run}.jsonl`)
const texts = async (journal: Journal): Promise<readonly Json[]> => (await journal.read()).records.map(({ record }) => record)

test('what was appended is read again, by this opening and the next, with ids that go on', async () => {
  const at = await place()
  const first = await open(at)
  expect(await first.read()).toEqual(NOTHING)
  expect(await first.append({ event: 'token', text: '你好' })).toEqual({ generation: 1, sequence: 1 })
  expect(await first.append('\u2028')).toEqual({ generation: 1, sequence: 2 })
  expect(await texts(first)).toEqual([{ event: 'token', text: '你好' }, '\u2028'])
  await first.close()
  const second = await open(at)
  expect(second.generation).toBe(2)
  expect(await second.append(3)).toEqual({ generation: 2, sequence: 1 })
  expect(await texts(second)).toEqual([{ event: 'token', text: '你好' }, '\u2028', 3])
  expect(await readJournal(nodeHost(), at)).toEqual(await second.read())
  expect((await readdir(at.directory)).sort()).toEqual(['run-1.generation-2', 'run-1.jsonl'])
})

test('five states are told apart, and with them whether anything is visible, and the end', async () => {
  const at = await place()
  const seen = async (): Promise<unknown[]> => {
    const { state, visible, terminal } = await readJournal(nodeHost(), at)
    return [state, visible, terminal]
  }
  expect(await seen()).toEqual(['missing', false, undefined])
  const journal = await open(at)
  expect(await seen()).toEqual(['empty', false, undefined])
  await journal.append({ event: 'metering', payload: { input_tokens: 1 } })
  expect(await seen()).toEqual(['nothing visible', false, undefined])
  await journal.append({ event: 'token', payload: { text: 'Hello' } })
  expect(await seen()).toEqual(['visible', true, undefined])
  await journal.append({ event: 'apperror', payload: { type: 'interrupted' } })
  expect(await seen()).toEqual(['visible', true, 'interrupted-by-crash'])
  await journal.seal({ event: 'stream_end' })
  expect(await seen()).toEqual(['sealed', true, 'interrupted-by-crash'])
})

test('a sealed journal with nothing visible is told apart too; what is visible can be chosen', async () => {
  const at = await place()
  await (await open(at)).seal({ event: 'done' })
  expect(await readJournal(nodeHost(), at)).toMatchObject({ state: 'sealed', visible: false, terminal: 'completed' })
  expect(await readJournal(nodeHost(), at, { visible: () => true })).toMatchObject({ visible: true })
  expect(await (await open({ ...at, visible: () => true })).read()).toMatchObject({ state: 'sealed', visible: true })
})

test('a new journal: the names are synced top down before anything is handed out', async () => {
  const at = await place()
  const { host, calls } = watchedHost()
  const journal = await open(at, host)
  await journal.append(1)
  const order = calls.filter((call) => /^(mkdir|sync|datasync|write|truncate|open run)/.test(call))
  expect(order.slice(order.lastIndexOf('mkdir sessions') + 2)).toEqual([
    'mkdir s-1',
    'sync sessions',
    'open run-1.generation-1',
    'open run-1.jsonl',
    'sync s-1',
    'write run-1.jsonl',
    'sync run-1.jsonl',
    'write run-1.jsonl',
    'datasync run-1.jsonl',
  ])
})

const inFile = (calls: readonly string[]): string[] => calls.filter((call) => /^(truncate|sync|write|datasync) run-1.jsonl/.test(call))

test('a torn tail is ended and all is synced before anything is returned, and the next record is not glued to it', async () => {
  const at = await place()
  const first = await open(at)
  await first.append('a')
  await first.append('你好')
  await first.close()
  const { size } = await stat(path(at))
  await truncate(path(at), size - 25)
  const { host, calls } = watchedHost()
  const second = await open(at, host)
  expect(inFile(calls)).toEqual(['write run-1.jsonl', 'sync run-1.jsonl', 'write run-1.jsonl'])
  expect(await second.append('c')).toEqual({ generation: 2, sequence: 1 })
  expect(await second.read()).toMatchObject({ records: [{ record: 'a' }, { record: '你好' }, { record: 'c' }], damage: [{ offset: expect.any(Number) as number }] })
  expect((await readFile(path(at), 'utf8')).split('\n').at(-2)).toMatch(/"sequence":1,"record":"c"}$/)
})

test('a record that is not proven to be on the medium is written again and synced before it is returned', async () => {
  const at = await place()
  const first = await open({ ...at, sync: {} })
  await first.append('a')
  const { host, calls } = watchedHost()
  const second = await open(at, host)
  expect(inFile(calls)).toEqual(['write run-1.jsonl', 'sync run-1.jsonl', 'write run-1.jsonl'])
  const lines = (await readFile(path(at), 'utf8')).split('\n').slice(0, -1).map((line) => JSON.parse(line) as object)
  expect(lines).toMatchObject([{ claim: 1 }, { generation: 1, sequence: 1 }, { claim: 2 }, { generation: 1, sequence: 1, again: 2, record: 'a' }, { generation: 2, durable: 0 }])
  expect(await second.read()).toMatchObject({ records: [{ generation: 1, sequence: 1, record: 'a' }], damage: [], gaps: [] })
})

test('what a later record proves, and what a close marked, is not written again', async () => {
  const at = await place()
  const first = await open(at)
  for (const text of ['a', 'b', 'c']) await first.append(text)
  await open(at)
  const again = async (): Promise<(number | undefined)[]> =>
    (await readFile(path(at), 'utf8')).split('\n').flatMap((line) => (line.includes('"again"') ? [(JSON.parse(line) as { sequence: number }).sequence] : []))
  expect(await again()).toEqual([3])
  const third = await open(at)
  expect(await again()).toEqual([3])
  await third.append('d')
  await third.close()
  await open(at)
  expect(await again()).toEqual([3])
  expect(await texts(await open(at))).toEqual(['a', 'b', 'c', 'd'])
})

test('a tail of NUL is ended; NUL in the middle stays, is reported, and hides nothing', async () => {
  const at = await place()
  const first = await open(at)
  await first.append('a')
  await first.close()
  await appendFile(path(at), Buffer.alloc(600))
  const second = await open(at)
  expect(await second.append({ event: 'done' })).toEqual({ generation: 2, sequence: 1 })
  expect(await texts(second)).toEqual(['a', { event: 'done' }])
  expect(await second.read()).toMatchObject({ terminal: 'completed' })
  await second.close()
  const bytes = await readFile(path(at))
  bytes.fill(0, 0, bytes.indexOf('"a"') + 5)
  await writeFile(path(at), bytes)
  const third = await open(at)
  expect(await texts(third)).toEqual([{ event: 'done' }])
  expect((await third.read()).damage.length).toBe(2)
})

test('two openings at once: the earlier acknowledges nothing more', async () => {
  const at = await place()
  const first = await open(at)
  await first.append('a')
  const second = await open(at)
  await expect(first.append('late')).rejects.toThrow('a later opening of the journal has taken it over')
  await second.append('b')
  expect(await second.read()).toMatchObject({ records: [{ record: 'a' }, { record: 'b' }], damage: [], gaps: [] })
  await expect(first.append('later')).rejects.toThrow(expect.objectContaining({ refused: true }))
  const third = await open(at)
  expect(await texts(third)).toEqual(['a', 'b'])
})

test('records of an owner that was replaced are ignored behind the first record of its successor', async () => {
  const at = await place()
  const first = await open(at)
  await first.append('a')
  const second = await open(at)
  await second.append('b')
  await appendFile(path(at), encodeRecord(checksumSeed('run-1'), { generation: 1, sequence: 2, record: 'late' }))
  const third = await open(at)
  expect(await third.read()).toMatchObject({ records: [{ record: 'a' }, { record: 'b' }], damage: [] })
})

test('without its generation files a journal still issues no id again', async () => {
  const at = await place()
  for (const text of ['a', 'b', 'c']) {
    const journal = await open(at)
    await journal.append(text)
    await journal.close()
  }
  await unlink(join(at.directory, 'run-1.generation-3'))
  const journal = await open(at)
  expect(journal.generation).toBe(4)
  expect(await texts(journal)).toEqual(['a', 'b', 'c'])
})

test('a journal longer than the first room for reading is read whole', async () => {
  const at = await place()
  const journal = await open({ ...at, sync: {} })
  const records = Array.from({ length: 40 }, (_, index) => `${index} ${'é🙂'.repeat(1000)}`)
  await Promise.all(records.map((record) => journal.append(record)))
  expect(await texts(journal)).toEqual(records)
  await journal.close()
  expect((await readJournal(nodeHost(), at)).records.map(({ record }) => record)).toEqual(records)
})

test('a file of a newer format is refused and left as it is', async () => {
  const at = await place()
  await (await open(at)).append('a')
  const { crc32 } = await import('node:zlib')
  const covered = '"version":2,"x":1}'
  await appendFile(path(at), `{"checksum":"${crc32(covered, checksumSeed('run-1')).toString(16).padStart(8, '0')}",${covered}\nhalf`)
  const before = await readFile(path(at))
  await expect(openJournal(nodeHost(), at)).rejects.toThrow('has records of a newer format; open it with the version that wrote them')
  expect(await readFile(path(at))).toEqual(before)
})

test.each(['', '.', '..', '.hidden', 'a/b', 'a\\b', 'é', 'x'.repeat(201)])('the run name %j is refused', async (run) => {
  const at = await place()
  await expect(openJournal(nodeHost(), { ...at, run })).rejects.toThrow(expect.objectContaining({ refused: true }))
  await expect(readJournal(nodeHost(), { ...at, run })).rejects.toThrow(`run is ${JSON.stringify(run)}; it takes`)
})

test('a write that has not ended is neither a record nor damage', async () => {
  const at = await place()
  const journal = await open(at)
  await journal.append('a')
  await appendFile(path(at), encodeRecord(checksumSeed('run-1'), { generation: 1, sequence: 2, record: 'b' }).subarray(0, 40))
  expect(await journal.read()).toMatchObject({ records: [{ generation: 1, sequence: 1, record: 'a' }], damage: [] })
  expect((await readJournal(nodeHost(), at)).damage.length).toBe(1)
})

test('close can be called twice; afterwards the journal is closed', async () => {
  const journal = await open({ ...(await place()), sync: {} })
  await journal.append(1)
  await Promise.all([journal.close(), journal.close()])
  await journal.close()
  for (const call of [() => journal.append(2), () => journal.sync(), () => journal.read(), () => journal.replay(), () => journal.discard()]) await expect(call()).rejects.toThrow('the journal is closed')
})

test('a sealed journal takes no more, in this opening and in the next', async () => {
  const at = await place()
  const first = await open({ ...at, sync: {} })
  await first.append('a')
  const seal = first.seal({ event: 'done' })
  await expect(first.append('late')).rejects.toThrow('the run "run-1" is sealed; nothing is appended to it any more')
  expect(await seal).toEqual({ generation: 1, sequence: 2 })
  await first.close()
  const second = await open(at)
  await expect(second.append('late')).rejects.toThrow(expect.objectContaining({ refused: true }))
  await expect(second.seal('late')).rejects.toThrow('is sealed')
  expect(await second.read()).toMatchObject({ state: 'sealed', records: [{ record: 'a' }, { record: { event: 'done' }, sealed: true }] })
})

test('durable: with the next sync; at once for what was found; refused for what was never issued', async () => {
  const at = await place()
  const first = await open({ ...at, sync: {} })
  const id = await first.append('a')
  let done = false
  const durable = first.durable(id).then(() => (done = true))
  await new Promise((resolve) => setImmediate(resolve))
  expect(done).toBe(false)
  await first.sync()
  await durable
  await expect(first.durable({ generation: 1, sequence: 2 })).rejects.toThrow('was never issued')
  const second = await open(at)
  await second.durable(id)
  await expect(second.durable({ generation: 1, sequence: 2 })).rejects.toThrow('is of no record that this journal holds')
})

test('replay: exactly what follows a cursor, or a reason; owner and reader agree', async () => {
  const at = await place()
  const id = (generation: number, sequence: number): { generation: number; sequence: number } => ({ generation, sequence })
  expect(await replayJournal(nodeHost(), at)).toEqual({ status: 'missing' })
  const first = await open(at)
  for (const text of ['a', 'b', 'c']) await first.append(text)
  await first.close()
  const second = await open(at)
  await second.append('d')
  for (const replay of [(after?: { generation: number; sequence: number }) => second.replay(after), (after?: { generation: number; sequence: number }) => replayJournal(nodeHost(), at, after)]) {
    expect(await replay(id(1, 2))).toMatchObject({ status: 'ok', records: [{ ...id(1, 3), record: 'c' }, { ...id(2, 1), record: 'd' }], sealed: false })
    expect(await replay(id(2, 1))).toMatchObject({ status: 'ok', records: [] })
    expect(await replay()).toMatchObject({ status: 'ok', records: [{}, {}, {}, {}] })
    expect(await replay(id(1, 4))).toEqual({ status: 'lost' })
    expect(await replay(id(2, 2))).toEqual({ status: 'ahead' })
    expect(await replay(id(3, 1))).toEqual({ status: 'ahead' })
    await expect(replay(id(1, 0))).rejects.toThrow('after is {"generation":1,"sequence":0}; it takes an id that append() gave')
  }
  const bytes = await readFile(path(at))
  bytes.fill(0, bytes.indexOf('"b"') - 3, bytes.indexOf('"b"') + 2)
  await writeFile(path(at), bytes)
  expect(await second.replay(id(1, 1))).toEqual({ status: 'damaged', gap: { after: id(1, 1), before: id(1, 3) } })
  expect(await second.replay(id(1, 2))).toEqual({ status: 'lost' })
  expect(await second.replay(id(1, 3))).toMatchObject({ status: 'ok', records: [{ record: 'd' }] })
})

test('deleted after an orderly end: gone, for good', async () => {
  const at = await place()
  const journal = await open(at)
  await journal.append('a')
  await expect(journal.delete()).rejects.toThrow('the run "run-1" was not sealed after an orderly end; only discard deletes a journal that may be needed')
  await journal.seal({ event: 'done' })
  await journal.delete()
  expect(await readdir(at.directory)).toEqual(['run-1.deleted'])
  expect(await readJournal(nodeHost(), at)).toMatchObject({ state: 'missing', records: [] })
  await expect(journal.append('late')).rejects.toThrow(expect.objectContaining({ refused: true }))
  await expect(openJournal(nodeHost(), at)).rejects.toThrow('the journal of the run "run-1" was deleted; a deleted run is not opened again')
  await deleteJournal(nodeHost(), at)
  expect(await readdir(at.directory)).toEqual(['run-1.deleted'])
})

test.each(['cancel', 'apperror'])('a run that ended in %s is kept, unless it is discarded', async (event) => {
  const at = await place()
  const journal = await open(at)
  await journal.append({ event })
  await journal.seal({ event: 'stream_end' })
  await expect(journal.delete()).rejects.toThrow('was not sealed after an orderly end')
  expect((await readJournal(nodeHost(), at)).state).toBe('sealed')
  await journal.discard()
  expect((await readJournal(nodeHost(), at)).state).toBe('missing')
})

test('discarded by somebody else: the owner acknowledges nothing more', async () => {
  const at = await place()
  const journal = await open(at)
  await journal.append('a')
  await deleteJournal(nodeHost(), at, { discard: true })
  await expect(journal.append('late')).rejects.toThrow('has taken it over')
  await journal.close().catch(() => undefined)
  expect(await readdir(at.directory)).toEqual(['run-1.deleted'])
})

test('a run that never began can be discarded, so that nobody begins it later', async () => {
  const at = await place()
  await expect(deleteJournal(nodeHost(), at)).rejects.toThrow(expect.objectContaining({ refused: true }))
  await deleteJournal(nodeHost(), at, { discard: true })
  await expect(openJournal(nodeHost(), at)).rejects.toThrow('was deleted')
})

test('a short write goes on where it stopped', async () => {
  const at = await place()
  const real = nodeHost()
  const fs = new Proxy(real.fs, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target)
      if (key !== 'open') return typeof value === 'function' ? value.bind(target) : value
      return async (...args: Parameters<typeof target.open>) => {
        const handle = await target.open(...args)
        const write = handle.write.bind(handle) as (data: Uint8Array, from: number, length: number) => Promise<unknown>
        return Object.assign(handle, { write: (data: Uint8Array, from: number, length: number) => write(data, from, Math.min(length, 20)) })
      }
    },
  })
  const journal = await open(at, { ...real, fs })
  await journal.append('a record of more than twenty bytes')
  expect(await texts(journal)).toEqual(['a record of more than twenty bytes'])
})
