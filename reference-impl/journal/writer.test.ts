import { expect, test } from 'vitest'
import { DEFAULT_WRITE, type SyncPolicy, type WritePolicy } from './policy.ts'
import { ManualFile, settle } from './test-support/manual-file.ts'
import { Writer } from './writer.ts'

/** The writer with appends that give their number, as those of a journal do. */
class Numbered extends Writer<string> {
  add(text: unknown, terminal = false): Promise<{ readonly sequence: number }> {
    return this.append(`${JSON.stringify(text)}\n`, { sequence: this.appended + 1 }, terminal)
  }
}

function open(sync: SyncPolicy, write: WritePolicy = DEFAULT_WRITE, stands: () => Promise<boolean> = () => Promise.resolve(true)): { readonly file: ManualFile; readonly writer: Numbered } {
  const file = new ManualFile()
  return { file, writer: new Numbered({ medium: { ...file.medium, stands }, clock: file.clock, sync, write }) }
}

/** How each promise stands: its value, `pending`, or its error as `refused: …` or `indeterminate: …`. */
async function standing(promises: readonly Promise<unknown>[]): Promise<unknown[]> {
  const found: unknown[] = promises.map(() => 'pending')
  promises.forEach((promise, index) => {
    const say = (error: { refused?: boolean; message: string }): void => void (found[index] = `${error.refused === true ? 'refused' : 'indeterminate'}: ${error.message}`)
    promise.then((value) => (found[index] = (value as { sequence?: number } | undefined)?.sequence ?? 'done'), say)
  })
  await settle()
  return found
}

/** A promise whose rejection is looked at later. */
function later<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}

const texts = (file: ManualFile): unknown[] => file.text.split('\n').slice(0, -1).map((line) => JSON.parse(line) as unknown)

test('every record: acknowledged after the fsync, not after the write', async () => {
  const { file, writer } = open({ everyRecords: 1 })
  const append = writer.add('a')
  await file.done('write')
  expect(file.operations).toEqual(['sync'])
  expect(await standing([append])).toEqual(['pending'])
  await file.done('sync')
  expect(await append).toEqual({ sequence: 1 })
})

test('appends at the same time share writes and syncs, and keep their order', async () => {
  const { file, writer } = open({ everyRecords: 1 })
  const appends = ['a', 'b', 'c', 'd', 'e'].map((text) => writer.add(text))
  await file.finishAll()
  expect((await Promise.all(appends)).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5])
  expect(texts(file)).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(file.syncs).toBe(1)
})

test('a sync covers only what was written before it was called', async () => {
  const { file, writer } = open({ everyRecords: 1 })
  const first = writer.add('a')
  await file.done('write')
  const second = writer.add('b')
  await settle()
  expect(file.operations).toEqual(['sync', 'write'])
  await file.done('write')
  await file.done('sync')
  expect(await standing([first, second])).toEqual([1, 'pending'])
  await file.done('sync')
  expect(await second).toEqual({ sequence: 2 })
})

test('n records: at most n - 1 acknowledged ones are not on the medium, also while a sync runs', async () => {
  const { file, writer } = open({ everyRecords: 3 })
  const appends = [writer.add(1), writer.add(2)]
  await file.done('write')
  expect(await standing(appends)).toEqual([1, 2])
  expect(file.operations).toEqual([])
  appends.push(writer.add(3))
  await file.done('write')
  expect(file.operations).toEqual(['sync'])
  appends.push(writer.add(4))
  await file.done('write')
  expect(await standing(appends)).toEqual([1, 2, 'pending', 'pending'])
  await file.finishAll()
  expect(await standing(appends)).toEqual([1, 2, 3, 4])
})

test('terminal records: only they wait, and all before them is on the medium too', async () => {
  const { file, writer } = open({ terminal: true })
  const token = writer.add({ event: 'token' })
  await file.done('write')
  expect(await standing([token])).toEqual([1])
  const done = writer.add({ event: 'done' }, true)
  await file.done('write')
  expect(await standing([done])).toEqual(['pending'])
  await file.done('sync')
  expect(await done).toEqual({ sequence: 2 })
})

test('milliseconds: the writer itself keeps the bound, also when nobody appends again', async () => {
  const { file, writer } = open({ everyMs: 250 })
  const appends = Array.from({ length: 50 }, (_, index) => writer.add(index))
  await file.done('write')
  expect((await standing(appends)).at(-1)).toBe(50)
  expect(file.pending.map(({ operation, ms }) => `${operation} ${ms}`)).toEqual(['sleep 250'])
  await file.done('sleep')
  expect(file.operations).toEqual(['sync'])
  const late = writer.add('late')
  await file.done('write')
  expect(await standing([late])).toEqual([51])
  expect(file.operations.sort()).toEqual(['sleep', 'sync'])
  await file.done('sync')
  expect(file.operations).toEqual(['sleep'])
  await file.done('sleep')
  expect(file.operations).toEqual(['sync'])
})

test('none: nothing is synced before sync or close', async () => {
  const { file, writer } = open({})
  const appends = [writer.add(1), writer.add({ event: 'done' }, true)]
  await file.finishAll()
  expect(await standing(appends)).toEqual([1, 2])
  expect(file.syncs).toBe(0)
  const sync = writer.sync()
  await file.finishAll()
  expect(await standing([sync])).toEqual(['done'])
  expect(file.syncs).toBe(1)
  const again = writer.sync()
  await file.finishAll()
  expect(await standing([again])).toEqual(['done'])
  expect(file.syncs).toBe(1)
})

test('sync waits for records that are still to be written', async () => {
  const { file, writer } = open({})
  void writer.add(1)
  const sync = writer.sync()
  await file.done('write')
  expect(file.operations).toEqual(['sync'])
  expect(await standing([sync])).toEqual(['pending'])
  await file.done('sync')
  await sync
})

test('finish writes and syncs what is pending, ends the timer, and takes no more', async () => {
  const { file, writer } = open({ everyMs: 250 })
  const appends = [writer.add(1)]
  await file.done('write')
  appends.push(writer.add(2))
  const finish = writer.finish()
  expect(await standing([writer.add(3), writer.sync()])).toEqual(Array(2).fill('refused: the journal is closed; open it again to append'))
  await file.finishAll()
  await finish
  expect(await standing(appends)).toEqual([1, 2])
  expect(texts(file)).toEqual([1, 2])
  expect(file.syncs).toBe(1)
  await expect(writer.finish()).resolves.toBeUndefined()
})

const EIO = Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' })
const STOPPED = 'the journal stopped at an error (EIO: i/o error, fdatasync); open it again to recover'

test('a failed sync ends the writer: who waits is told, later appends are refused, nothing is synced again', async () => {
  const { file, writer } = open({ everyRecords: 1 })
  const appends = [later(writer.add(1))]
  await file.done('write')
  appends.push(later(writer.add(2)))
  await settle()
  appends.push(later(writer.add(3)))
  await file.fail('sync', EIO)
  await file.done('write')
  appends.push(later(writer.add(4)))
  expect(await standing(appends)).toEqual([`indeterminate: ${STOPPED}`, `indeterminate: ${STOPPED}`, `refused: ${STOPPED}`, `refused: ${STOPPED}`])
  expect(file.operations).toEqual([])
  await expect(writer.finish()).rejects.toThrow(expect.objectContaining({ message: STOPPED, cause: EIO }))
  expect(file.operations).toEqual([])
})

test('a failed write ends the writer, and a sync that runs acknowledges nobody any more', async () => {
  const { file, writer } = open({ everyRecords: 1 })
  const appends = [later(writer.add(1))]
  await file.done('write')
  appends.push(later(writer.add(2)))
  await settle()
  await file.fail('write', EIO)
  await file.done('sync')
  expect(await standing(appends)).toEqual([`indeterminate: ${STOPPED}`, `indeterminate: ${STOPPED}`])
  expect(await standing([writer.add(3)])).toEqual([`refused: ${STOPPED}`])
})

test('a failed sync in the background refuses the next append', async () => {
  const { file, writer } = open({ everyMs: 5 })
  void writer.add(1)
  await file.done('write')
  await file.done('sleep')
  await file.fail('sync', EIO)
  expect(await standing([writer.add(2)])).toEqual([`refused: ${STOPPED}`])
})

test('an owner that was replaced acknowledges nothing more', async () => {
  const { file, writer } = open({}, DEFAULT_WRITE, () => Promise.resolve(false))
  const append = later(writer.add(1))
  await file.finishAll()
  const message = 'the journal stopped at an error (a later opening of the journal has taken it over); open it again to recover'
  expect(await standing([append, writer.add(2)])).toEqual([`indeterminate: ${message}`, `refused: ${message}`])
})

test('appends of one turn go in one write', async () => {
  const { file, writer } = open({})
  const appends = [1, 2, 3].map((text) => writer.add(text))
  await file.done('write')
  expect(file.operations).toEqual([])
  expect(await standing(appends)).toEqual([1, 2, 3])
})

test('the ownership is asked for while the sync runs, and both are awaited', async () => {
  let answer: (owned: boolean) => void = () => undefined
  const { file, writer } = open({ everyRecords: 1 }, DEFAULT_WRITE, () => new Promise((resolve) => (answer = resolve)))
  const append = writer.add(1)
  const durable = writer.durable(1)
  await file.done('write')
  await file.done('sync')
  expect(await standing([append, durable])).toEqual(['pending', 'pending'])
  answer(true)
  expect(await standing([append, durable])).toEqual([1, 'done'])
})

test('durable asks for no sync, and resolves with the one that comes', async () => {
  const { file, writer } = open({})
  void writer.add(1)
  await file.done('write')
  const [second, first] = [writer.durable(1), writer.durable(1)]
  expect(await standing([first, second])).toEqual(['pending', 'pending'])
  expect(file.operations).toEqual([])
  const sync = writer.sync()
  await file.finishAll()
  expect(await standing([first, second, sync, writer.durable(1)])).toEqual(['done', 'done', 'done', 'done'])
})

test('durable tells of the error that ended the writer', async () => {
  const { file, writer } = open({})
  void later(writer.add(1))
  const durable = later(writer.durable(1))
  await file.fail('write', EIO)
  expect(await standing([durable])).toEqual([`indeterminate: ${STOPPED}`])
})

test('buffered: acknowledged at once, written when n are there', async () => {
  const { file, writer } = open({}, { everyRecords: 3 })
  const appends = [writer.add(1), writer.add(2)]
  expect(await standing(appends)).toEqual([1, 2])
  expect(file.operations).toEqual([])
  appends.push(writer.add(3))
  expect(await standing(appends)).toEqual([1, 2, 'pending'])
  await file.done('write')
  expect(await standing(appends)).toEqual([1, 2, 3])
  expect(texts(file)).toEqual([1, 2, 3])
})

test('buffered: the writer itself keeps the time bound', async () => {
  const { file, writer } = open({}, { everyMs: 20 })
  expect(await standing([writer.add(1), writer.add(2)])).toEqual([1, 2])
  expect(file.pending.map(({ operation, ms }) => `${operation} ${ms}`)).toEqual(['sleep 20'])
  await file.done('sleep')
  await file.done('write')
  expect(texts(file)).toEqual([1, 2])
  expect(file.operations).toEqual([])
})

test('buffered: a sync that is due writes first', async () => {
  const { file, writer } = open({ everyRecords: 3, everyMs: 100 }, { everyRecords: 50 })
  const appends = [writer.add(1), writer.add(2)]
  expect(file.pending.map(({ operation, ms }) => `${operation} ${ms}`)).toEqual(['sleep 100'])
  await file.done('sleep')
  await file.finishAll()
  expect([texts(file), file.syncs]).toEqual([[1, 2], 1])
  for (const text of [3, 4, 5]) appends.push(writer.add(text))
  expect(await standing(appends)).toEqual([1, 2, 3, 4, 'pending'])
  await file.finishAll()
  expect([texts(file), file.syncs]).toEqual([[1, 2, 3, 4, 5], 2])
  expect(await standing(appends)).toEqual([1, 2, 3, 4, 5])
})

test('buffered: finish writes and syncs what is left', async () => {
  const { file, writer } = open({}, { everyMs: 20 })
  void writer.add(1)
  const finish = writer.finish()
  await file.finishAll()
  await finish
  expect([texts(file), file.syncs]).toEqual([[1], 1])
})
