import { appendFile, readdir, readFile, stat, truncate, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { nodeHost } from '../../harness/host/node-host.ts'
import { openJournal, type Journal, type JournalOptions } from './journal.ts'
import { readJournal } from './read.ts'
import { checksumSeed, encodeRecord, type Json } from './record.ts'
import { temporaryDirectory, watchedHost } from '../files/test-support/temporary-host.ts'

async function place(): Promise<JournalOptions> {
  return { directory: join(await temporaryDirectory(), 'sessions', 's-1'), run: 'run-1' }
}

async function open(options: JournalOptions, host = nodeHost()): Promise<Journal> {
  const journal = await openJournal(host, options)
  onTestFinished(() => journal.close().catch(() => undefined))
  return journal
}

const path = ({ directory, run }: JournalOptions): string => join(directory, `${run}.jsonl`)
const texts = async (journal: Journal): Promise<readonly Json[]> => (await journal.read()).records.map(({ record }) => record)

test('what was appended is read again, by this opening and the next, with ids that go on', async () => {
  const at = await place()
  const first = await open(at)
  expect(await first.read()).toEqual({ records: [], damage: [] })
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

test('a journal that does not exist is told apart from an empty one', async () => {
  const at = await place()
  expect(await readJournal(nodeHost(), at)).toBeUndefined()
  await open(at)
  expect(await readJournal(nodeHost(), at)).toEqual({ records: [], damage: [] })
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
    'open run-1.jsonl',
    'open run-1.generation-1',
    'sync s-1',
    'write run-1.jsonl',
    'datasync run-1.jsonl',
  ])
})

test('a torn tail is cut off and synced before anything is returned, and the next record is not glued to it', async () => {
  const at = await place()
  const first = await open(at)
  await first.append('a')
  await first.append('你好')
  await first.close()
  const { size } = await stat(path(at))
  await truncate(path(at), size - 5)
  const { host, calls } = watchedHost()
  const second = await open(at, host)
  expect(calls.filter((call) => /^(truncate|sync|write) run-1.jsonl/.test(call))).toEqual(['truncate run-1.jsonl', 'sync run-1.jsonl'])
  expect(await second.append('c')).toEqual({ generation: 2, sequence: 1 })
  expect(await texts(second)).toEqual(['a', 'c'])
  expect((await second.read()).damage.length).toBe(1)
  await second.close()
  const third = await open(at)
  expect(await third.read()).toMatchObject({ records: [{ record: 'a' }, { record: 'c' }], damage: [] })
})

test('an intact tail is synced too before it is returned: it may be in the page cache only', async () => {
  const at = await place()
  const first = await open(at)
  await first.append('a')
  await first.close()
  const { host, calls } = watchedHost()
  await open(at, host)
  expect(calls.filter((call) => /^(truncate|sync|write) run-1.jsonl/.test(call))).toEqual(['sync run-1.jsonl'])
})

test('a tail of NUL is cut off; NUL in the middle stays, is reported, and hides nothing', async () => {
  const at = await place()
  const first = await open(at)
  await first.append('a')
  await first.close()
  await appendFile(path(at), Buffer.alloc(600))
  const second = await open(at)
  expect(await second.append({ event: 'done' })).toEqual({ generation: 2, sequence: 1 })
  expect(await texts(second)).toEqual(['a', { event: 'done' }])
  await second.close()
  const bytes = await readFile(path(at))
  await writeFile(path(at), Buffer.concat([Buffer.alloc(bytes.indexOf(0x0a) + 1), bytes.subarray(bytes.indexOf(0x0a) + 1)]))
  const third = await open(at)
  expect(await texts(third)).toEqual([{ event: 'done' }])
  expect((await third.read()).damage.length).toBe(1)
})

test('two openings at once: the earlier acknowledges nothing more', async () => {
  const at = await place()
  const first = await open(at)
  await first.append('a')
  const second = await open(at)
  await expect(first.append('late')).rejects.toThrow('a later opening of the journal has taken it over')
  await second.append('b')
  expect(await second.read()).toMatchObject({ records: [{ record: 'a' }, { record: 'late' }, { record: 'b' }], damage: [] })
  await expect(first.append('later')).rejects.toThrow(expect.objectContaining({ refused: true }))
  const third = await open(at)
  expect(await texts(third)).toEqual(['a', 'late', 'b'])
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
  expect((await readJournal(nodeHost(), at))?.records.map(({ record }) => record)).toEqual(records)
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
  expect(await journal.read()).toEqual({ records: [{ generation: 1, sequence: 1, record: 'a' }], damage: [] })
  expect((await readJournal(nodeHost(), at))?.damage.length).toBe(1)
})

test('close can be called twice; afterwards the journal is closed', async () => {
  const journal = await open({ ...(await place()), sync: {} })
  await journal.append(1)
  await Promise.all([journal.close(), journal.close()])
  await journal.close()
  for (const call of [() => journal.append(2), () => journal.sync(), () => journal.read()]) await expect(call()).rejects.toThrow('the journal is closed')
})
