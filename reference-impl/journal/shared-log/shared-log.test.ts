import { appendFile, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { nodeHost } from '../../../harness/host/node-host.ts'
import { temporaryDirectory, watchedHost } from '../../files/test-support/temporary-host.ts'
import { JournalError } from '../errors.ts'
import { openJournal, type Journal } from '../journal.ts'
import { openJournals } from '../journals.ts'
import type { Json } from '../record.ts'
import { exportRun, readSharedRun, replaySharedRun } from './read.ts'
import { openSharedLog, type SharedLog, type SharedLogOptions } from './shared-log.ts'

async function open(options: SharedLogOptions, host = nodeHost()): Promise<SharedLog> {
  const log = await openSharedLog(host, options)
  onTestFinished(() => log.close().catch(() => undefined))
  return log
}

const place = async (): Promise<{ directory: string }> => ({ directory: join(await temporaryDirectory(), 'log') })
const texts = async (journal: Journal): Promise<readonly Json[]> => (await journal.read()).records.map(({ record }) => record)
const segments = async (directory: string): Promise<string[]> => (await readdir(directory)).filter((name) => name.endsWith('.jsonl')).sort()
const DONE = { event: 'done', payload: { terminal_state: 'completed' } }

/** Segments go in the background. */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 2))
}

describe('several runs in one log', () => {
  test('each reads its own records, in this opening and the next, and ids go on', async () => {
    const at = await place()
    const log = await open(at)
    const [a, b] = [await log.journal('a'), await log.journal('b')]
    expect(await Promise.all([a.append('a1'), b.append('b1'), a.append('你好\u2028'), b.append(null)])).toEqual([
      { generation: 1, sequence: 1 }, { generation: 1, sequence: 1 }, { generation: 1, sequence: 2 }, { generation: 1, sequence: 2 },
    ])
    expect(await texts(a)).toEqual(['a1', '你好\u2028'])
    expect(await texts(b)).toEqual(['b1', null])
    await log.close()
    const next = await open(at)
    const again = await next.journal('a')
    expect(await texts(again)).toEqual(['a1', '你好\u2028'])
    expect(await again.append('a3')).toEqual({ generation: 2, sequence: 1 })
    expect(await again.replay({ generation: 1, sequence: 2 })).toMatchObject({ status: 'ok', records: [{ record: 'a3' }] })
    expect(await again.replay({ generation: 2, sequence: 9 })).toEqual({ status: 'ahead' })
    expect(await again.replay({ generation: 1, sequence: 9 })).toEqual({ status: 'lost' })
    expect(await segments(at.directory)).toEqual(['log-2-1.jsonl'])
    expect(await readSharedRun(nodeHost(), { ...at, run: 'a' })).toEqual(await again.read())
    expect(await replaySharedRun(nodeHost(), { ...at, run: 'nobody' })).toEqual({ status: 'missing' })
  })

  test('one sync serves all that wait', async () => {
    const { host, calls } = watchedHost()
    const log = await open(await place(), host)
    const runs = await Promise.all(Array.from({ length: 50 }, (_, index) => log.journal(`run-${index}`)))
    calls.length = 0
    await Promise.all(runs.map((run) => run.append('x')))
    expect(calls.filter((call) => call.startsWith('datasync'))).toHaveLength(1)
    expect(calls.filter((call) => call.startsWith('write'))).toHaveLength(1)
  })

  test('durable waits for a sync and asks for none; sync() covers all runs', async () => {
    const log = await open({ ...(await place()), sync: {} })
    const [a, b] = [await log.journal('a'), await log.journal('b')]
    const id = await a.append(1)
    await b.append(2)
    let durable = false
    const waiting = a.durable(id).then(() => (durable = true))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(durable).toBe(false)
    await b.sync()
    await waiting
    await expect(a.durable({ generation: 1, sequence: 2 })).rejects.toMatchObject({ refused: true, message: expect.stringContaining('was never issued') })
    await expect(a.durable({ generation: 7, sequence: 1 })).rejects.toMatchObject({ refused: true })
  })

  test('a sealed run takes nothing more, also in the next opening; a run opened twice belongs to the second', async () => {
    const at = await place()
    const log = await open(at)
    const first = await log.journal('a')
    await first.append(1)
    const second = await log.journal('a')
    await expect(first.append(2)).rejects.toMatchObject({ refused: true, message: expect.stringContaining('later opening') })
    expect(await second.append(2)).toEqual({ generation: 1, sequence: 2 })
    await second.seal(DONE)
    await expect(second.append(4)).rejects.toThrow('is sealed')
    await log.close()
    const again = await (await open(at)).journal('a')
    await expect(again.append(5)).rejects.toThrow('is sealed')
    expect(await again.read()).toMatchObject({ state: 'sealed', terminal: 'completed', gaps: [], damage: [] })
  })

  test('a later opening takes the log over: whoever had it acknowledges nothing more', async () => {
    const at = await place()
    const before = await (await open(at)).journal('a')
    await before.append('kept')
    const after = await (await open(at)).journal('a')
    await expect(before.append('lost')).rejects.toThrow('taken it over')
    await after.append('next')
    expect(await texts(after)).toEqual(['kept', 'next'])
    // What the first owner still wrote counts for no later opening either.
    expect(await texts(await (await open(at)).journal('a'))).toEqual(['kept', 'next'])
  })

  test('names and options are checked', async () => {
    const at = await place()
    const log = await open(at)
    await expect(log.journal('../x')).rejects.toThrow('run is "../x"')
    await expect(openSharedLog(nodeHost(), { ...at, segmentBytes: 0 })).rejects.toThrow('segmentBytes is 0; it takes a whole number from 1')
    await expect(openJournals(nodeHost(), { ...at, layout: 'tree' as never })).rejects.toThrow('layout is "tree"')
    await log.close()
    await expect(log.journal('a')).rejects.toThrow('the log is closed')
  })
})

describe('what a crash left', () => {
  test('a torn tail costs what is torn and is gone after the next opening', async () => {
    const at = await place()
    const log = await open(at)
    const a = await log.journal('a')
    await a.append('one')
    await a.append('two')
    await log.close()
    const path = join(at.directory, 'log-1-1.jsonl')
    await truncate(path, (await stat(path)).size - 3)
    const torn = await (await open(at)).journal('a')
    expect(await torn.read()).toMatchObject({ records: [{ record: 'one' }], damage: [{ length: expect.any(Number) as number }] })
    await torn.append('three')
    expect(await (await (await open(at)).journal('a')).read()).toMatchObject({ records: [{ record: 'one' }, { record: 'three' }], damage: [] })
  })

  test('damage in the middle hides nothing else, and the run that lost a record says so for ever', async () => {
    const at = await place()
    const log = await open(at)
    const [a, b] = [await log.journal('a'), await log.journal('b')]
    for (const record of [1, 2, 3]) {
      await a.append(`a${record}`)
      await b.append(`b${record}`)
    }
    await log.close()
    const path = join(at.directory, 'log-1-1.jsonl')
    await writeFile(path, (await readFile(path, 'utf8')).replace('"a2"', '"a7"'))
    for (let opening = 0; opening < 2; opening++) {
      const next = await open(at)
      expect(await texts(await next.journal('b'))).toEqual(['b1', 'b2', 'b3'])
      const { records, gaps } = await (await next.journal('a')).read()
      expect(records.map(({ record }) => record)).toEqual(['a1', 'a3'])
      expect(gaps).toEqual([{ after: { generation: 1, sequence: 1 }, before: { generation: 1, sequence: 3 } }])
      await next.close()
    }
  })

  test('a newer format is left as it is', async () => {
    const at = await place()
    await (await open(at)).close()
    const { crc32 } = await import('node:zlib')
    const covered = '"version":99,"run":"a"}'
    await appendFile(join(at.directory, 'log-1-1.jsonl'), `{"checksum":"${crc32(covered).toString(16).padStart(8, '0')}",${covered}\n`)
    await expect(openSharedLog(nodeHost(), at)).rejects.toThrow('records of a newer format')
    expect(await segments(at.directory)).toEqual(['log-1-1.jsonl'])
  })
})

describe('space', () => {
  const SEGMENT = 2_000

  test('a segment goes when every run in it is deleted, and not before', async () => {
    const at = await place()
    const log = await open({ ...at, segmentBytes: SEGMENT })
    const [a, b] = [await log.journal('a'), await log.journal('b')]
    for (let record = 0; record < 40; record++) await Promise.all([a.append('x'.repeat(50)), b.append('y'.repeat(50))])
    const before = await segments(at.directory)
    expect(before.length).toBeGreaterThan(4)
    await a.seal(DONE)
    await a.delete()
    expect(await segments(at.directory)).toEqual(expect.arrayContaining(before))
    await b.discard()
    await eventually(async () => (await segments(at.directory)).length <= 2)
    for (const run of ['a', 'b']) await expect(log.journal(run)).rejects.toThrow('was deleted')
    await log.close()
    const next = await open(at)
    for (const run of ['a', 'b']) await expect(next.journal(run)).rejects.toThrow('was deleted')
    expect(next.runs).toEqual([])
  })

  test('one slow run does not hold what others left', async () => {
    const at = await place()
    const log = await open({ ...at, segmentBytes: SEGMENT })
    const slow = await log.journal('slow')
    for (let number = 0; number < 30; number++) {
      await slow.append({ number })
      const quick = await log.journal(`quick-${number}`)
      for (let record = 0; record < 20; record++) await quick.append('z'.repeat(80))
      await quick.discard()
    }
    // 30 records of the slow run take about 3 KB, all the others some 100 KB; 30 tombstones take 3 KB.
    await eventually(async () => log.bytes <= 2 * 4_000 + 3 * SEGMENT + 4_000)
    expect(await texts(slow)).toEqual(Array.from({ length: 30 }, (_, number) => ({ number })))
    await log.close()
    const next = await open({ ...at, segmentBytes: SEGMENT })
    expect(await texts(await next.journal('slow'))).toEqual(Array.from({ length: 30 }, (_, number) => ({ number })))
    await expect(next.journal('quick-0')).rejects.toThrow('was deleted')
  })

  test('tombstones of many runs come to rest: they are not carried round and round', async () => {
    const at = await place()
    const log = await open({ ...at, segmentBytes: 500 })
    for (let number = 0; number < 60; number++) {
      const run = await log.journal(`run-${number}`)
      await run.append('x'.repeat(200))
      await run.discard()
    }
    // Closing waits for what is being removed.
    await log.close()
    // 60 tombstones take about 5 KB.
    expect(log.bytes).toBeLessThan(2 * 6_000 + 3 * 500)
    const next = await open({ ...at, segmentBytes: 500 })
    for (const number of [0, 59]) await expect(next.journal(`run-${number}`)).rejects.toThrow('was deleted')
    await next.close()
  })

  test('before a segment is removed, what counts in it was synced elsewhere; removals are durable one by one', async () => {
    const { host, calls } = watchedHost()
    const at = await place()
    const log = await open({ ...at, segmentBytes: SEGMENT }, host)
    const [a, b] = [await log.journal('a'), await log.journal('b')]
    for (let record = 0; record < 60; record++) await a.append('x'.repeat(80))
    await b.append('kept')
    calls.length = 0
    await a.discard()
    await eventually(async () => (await segments(at.directory)).length <= 2)
    await log.close()
    const unlinks = calls.flatMap((call, index) => (call.startsWith('unlink log-') ? [index] : []))
    expect(unlinks.length).toBeGreaterThan(2)
    expect(calls.findIndex((call) => call.startsWith('datasync'))).toBeLessThan(unlinks[0]!)
    unlinks.forEach((index, at_) => expect(calls.slice(index, unlinks[at_ + 1] ?? calls.length)).toContain('sync log'))
  })
})

test('an exported run is what the first layout writes: it opens as a file of its own', async () => {
  const at = await place()
  const log = await open(at)
  const [a, b] = [await log.journal('a'), await log.journal('b')]
  await a.append({ event: 'token', payload: { text: 'Hello' } })
  await b.append('other')
  await a.seal(DONE)
  const lines = (await exportRun(nodeHost(), { ...at, run: 'a' }))!
  expect(lines.trimEnd().split('\n').map((line) => (JSON.parse(line) as { record: Json }).record)).toEqual([{ event: 'token', payload: { text: 'Hello' } }, DONE])
  const directory = await temporaryDirectory()
  await writeFile(join(directory, 'a.jsonl'), lines)
  const journal = await openJournal(nodeHost(), { directory, run: 'a' })
  onTestFinished(() => journal.close())
  expect(await journal.read()).toMatchObject({ state: 'sealed', terminal: 'completed', damage: [], gaps: [] })
  expect(await exportRun(nodeHost(), { ...at, run: 'nobody' })).toBeUndefined()
})

test.each(['file per run', 'shared log'] as const)('openJournals in the layout "%s" opens runs and closes them', async (layout) => {
  const at = await place()
  const journals = await openJournals(nodeHost(), { ...at, layout })
  await (await journals.open('a')).append(1)
  await (await journals.open('b')).append(2)
  await journals.close()
  const again = await openJournals(nodeHost(), { ...at, layout })
  expect(await texts(await again.open('b'))).toEqual([2])
  await again.close()
})

describe('a server that reads and deletes by name', () => {
  test('many runs come and go: the log stays small, and the names of the last ones are refused after an opening too', async () => {
    const at = await place()
    const log = await open({ ...at, segmentBytes: 20_000, sync: {} })
    const runs = 12_000
    for (let from = 0; from < runs; from += 1_000) {
      const names = Array.from({ length: 1_000 }, (_, index) => `run-${from + index}`)
      await Promise.all(names.map(async (name) => (await log.journal(name)).append('said')))
      await Promise.all(names.map((name) => log.discard(name)))
    }
    await log.purge()
    expect(log.bytes).toBeLessThan(1_100_000)
    await expect(log.journal('run-0')).rejects.toMatchObject({ refused: true })
    await log.close()
    const next = await open(at)
    await expect(next.journal(`run-${runs - 1}`)).rejects.toMatchObject({ refused: true })
    await expect(next.journal(`run-${runs - 10_000}`)).rejects.toMatchObject({ refused: true })
    expect([await next.discard('run-0'), (await next.read('run-0')).state]).toEqual([false, 'missing'])
  })

  test('reads a run that somebody has open, and leaves it to him', async () => {
    const log = await open(await place())
    const run = await log.journal('a')
    const id = await run.append({ event: 'token', payload: { text: 'a1' } })
    expect(await log.read('a')).toEqual(await run.read())
    expect(await log.replay('a', id)).toMatchObject({ status: 'ok', records: [] })
    expect(await run.append('a2')).toEqual({ generation: 1, sequence: 2 })
    expect([(await log.read('b')).state, await log.replay('b')]).toEqual(['missing', { status: 'missing' }])
  })

  test('a discarded run is gone for who has it open too, and again is no error', async () => {
    const log = await open(await place())
    const run = await log.journal('a')
    await run.append('a1')
    expect(await Promise.all(['a', 'b'].map((name) => log.discard(name)))).toEqual([true, false])
    expect([await log.discard('a'), (await log.read('a')).state]).toEqual([true, 'missing'])
    await expect(run.append('a2')).rejects.toMatchObject({ refused: true })
    await expect(log.journal('a')).rejects.toMatchObject({ refused: true })
  })

  test('after a purge no file holds what was discarded, and everything else is there', async () => {
    const at = await place()
    const log = await open({ ...at, segmentBytes: 200 })
    await log.purge()
    const runs = await Promise.all(['a', 'b', 'c'].map((name) => log.journal(name)))
    for (let count = 0; count < 5; count++) await Promise.all(runs.map((run, index) => run.append(`${'abc'[index]}: said ${count}`)))
    await log.discard('b')
    const appending = runs[0]!.append('a: meanwhile')
    await log.purge()
    await appending
    const all = async (): Promise<string> => (await Promise.all((await segments(at.directory)).map((name) => readFile(join(at.directory, name), 'utf8')))).join('')
    expect(await all()).not.toContain('b: said')
    expect((await texts(runs[0]!)).length).toBe(6)
    await log.discard('c')
    await log.purge()
    expect(await all()).not.toContain('c: said')
    await log.close()
    const next = await open(at)
    expect((await next.read('a')).records.map(({ record }) => record)).toEqual([0, 1, 2, 3, 4].map((count) => `a: said ${count}`).concat('a: meanwhile'))
    expect(await next.discard('b')).toBe(true)
  })

  test('says why it takes nothing more: an error of the disk, or somebody else who has it now', async () => {
    const at = await place()
    const log = await open(at)
    expect(log.ended()).toBeUndefined()
    const run = await log.journal('a')
    await open(at)
    await expect(run.append('a1')).rejects.toThrow('taken it over')
    expect(log.ended()?.cause).toBeInstanceOf(JournalError)
  })
})
