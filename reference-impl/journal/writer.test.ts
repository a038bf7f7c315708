import { expect, test } from 'vitest'
import { checksumSeed } from './record.ts'
import type { SyncPolicy } from './policy.ts'
import { scan } from './scan.ts'
import { ManualFile, settle } from './test-support/manual-file.ts'
import { Writer, type WriterOptions } from './writer.ts'

const seed = checksumSeed('run-1')

function open(policy: SyncPolicy, options: Partial<WriterOptions> = {}): { readonly file: ManualFile; readonly writer: Writer } {
  const file = new ManualFile()
  const { handle, clock } = file
  return { file, writer: new Writer({ handle, clock, policy, seed, generation: 7, stillOwner: () => Promise.resolve(true), ...options }) }
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

const texts = (file: ManualFile): unknown[] => scan(seed, Buffer.from(file.text)).records.map(({ record }) => record)

test('every record: acknowledged after the fsync, not after the write', async () => {
  const { file, writer } = open({ everyRecords: 1 })
  const append = writer.append('a')
  await file.next('write').done()
  expect(file.operations).toEqual(['datasync'])
  expect(await standing([append])).toEqual(['pending'])
  await file.next('datasync').done()
  expect(await append).toEqual({ generation: 7, sequence: 1 })
})

test('appends at the same time share writes and syncs, and keep their order', async () => {
  const { file, writer } = open({ everyRecords: 1 })
  const appends = ['a', 'b', 'c', 'd', 'e'].map((text) => writer.append(text))
  await file.finishAll()
  expect((await Promise.all(appends)).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5])
  expect(texts(file)).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(file.syncs).toBe(2)
})

test('a sync covers only what was written before it was called', async () => {
  const { file, writer } = open({ everyRecords: 1 })
  const first = writer.append('a')
  await file.next('write').done()
  const second = writer.append('b')
  await settle()
  expect(file.operations).toEqual(['datasync', 'write'])
  await file.next('write').done()
  await file.next('datasync').done()
  expect(await standing([first, second])).toEqual([1, 'pending'])
  await file.next('datasync').done()
  expect(await second).toEqual({ generation: 7, sequence: 2 })
})

test('n records: at most n - 1 acknowledged ones are not on the medium, also while a sync runs', async () => {
  const { file, writer } = open({ everyRecords: 3 })
  const appends = [writer.append(1), writer.append(2)]
  await file.next('write').done()
  await file.next('write').done()
  expect(await standing(appends)).toEqual([1, 2])
  expect(file.operations).toEqual([])
  appends.push(writer.append(3))
  await file.next('write').done()
  expect(file.operations).toEqual(['datasync'])
  appends.push(writer.append(4))
  await file.next('write').done()
  expect(await standing(appends)).toEqual([1, 2, 'pending', 'pending'])
  await file.finishAll()
  expect(await standing(appends)).toEqual([1, 2, 3, 4])
})

test('terminal records: only they wait, and all before them is on the medium too', async () => {
  const { file, writer } = open({ terminal: true })
  const token = writer.append({ event: 'token' })
  await file.next('write').done()
  expect(await standing([token])).toEqual([1])
  const done = writer.append({ event: 'done' })
  await file.next('write').done()
  expect(await standing([done])).toEqual(['pending'])
  await file.next('datasync').done()
  expect(await done).toEqual({ generation: 7, sequence: 2 })
})

test('milliseconds: the writer itself keeps the bound, also when nobody appends again', async () => {
  const { file, writer } = open({ everyMs: 250 })
  const appends = Array.from({ length: 50 }, (_, index) => writer.append(index))
  await file.next('write').done()
  await file.next('write').done()
  expect((await standing(appends)).at(-1)).toBe(50)
  expect(file.pending.map(({ operation, ms }) => `${operation} ${ms}`)).toEqual(['sleep 250'])
  await file.next('sleep').done()
  expect(file.operations).toEqual(['datasync'])
  const late = writer.append('late')
  await file.next('write').done()
  expect(await standing([late])).toEqual([51])
  expect(file.operations.sort()).toEqual(['datasync', 'sleep'])
  await file.next('datasync').done()
  expect(file.operations).toEqual(['sleep'])
  await file.next('sleep').done()
  expect(file.operations).toEqual(['datasync'])
})

test('none: nothing is synced before sync or close', async () => {
  const { file, writer } = open({})
  const appends = [writer.append(1), writer.append({ event: 'done' })]
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
  void writer.append(1)
  const sync = writer.sync()
  await file.next('write').done()
  expect(file.operations).toEqual(['datasync'])
  expect(await standing([sync])).toEqual(['pending'])
  await file.next('datasync').done()
  await sync
})

test('finish writes and syncs what is pending, ends the timer, and takes no more', async () => {
  const { file, writer } = open({ everyMs: 250 })
  const appends = [writer.append(1)]
  await file.next('write').done()
  appends.push(writer.append(2))
  const finish = writer.finish()
  expect(await standing([writer.append(3), writer.sync()])).toEqual(Array(2).fill('refused: the journal is closed; open it again to append'))
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
  const appends = [later(writer.append(1))]
  await file.next('write').done()
  appends.push(later(writer.append(2)))
  await settle()
  appends.push(later(writer.append(3)))
  await file.next('datasync').fail(EIO)
  await file.next('write').done()
  appends.push(later(writer.append(4)))
  expect(await standing(appends)).toEqual([`indeterminate: ${STOPPED}`, `indeterminate: ${STOPPED}`, `refused: ${STOPPED}`, `refused: ${STOPPED}`])
  expect(file.operations).toEqual([])
  await expect(writer.finish()).rejects.toThrow(expect.objectContaining({ message: STOPPED, cause: EIO }))
  expect(file.operations).toEqual([])
})

test('a failed write ends the writer, and a sync that runs acknowledges nobody any more', async () => {
  const { file, writer } = open({ everyRecords: 1 })
  const appends = [later(writer.append(1))]
  await file.next('write').done()
  appends.push(later(writer.append(2)))
  await settle()
  await file.next('write').fail(EIO)
  await file.next('datasync').done()
  expect(await standing(appends)).toEqual([`indeterminate: ${STOPPED}`, `indeterminate: ${STOPPED}`])
  expect(await standing([writer.append(3)])).toEqual([`refused: ${STOPPED}`])
})

test('a failed sync in the background refuses the next append', async () => {
  const { file, writer } = open({ everyMs: 5 })
  void writer.append(1)
  await file.next('write').done()
  await file.next('sleep').done()
  await file.next('datasync').fail(EIO)
  expect(await standing([writer.append(2)])).toEqual([`refused: ${STOPPED}`])
})

test('a short write goes on where it stopped', async () => {
  const { file, writer } = open({})
  const write = file.handle.write.bind(file.handle) as (data: Uint8Array, from: number, length: number) => Promise<unknown>
  Object.assign(file.handle, { write: (data: Uint8Array, from: number, length: number) => write(data, from, Math.min(length, 20)).then(() => ({ bytesWritten: Math.min(length, 20) })) })
  const append = writer.append('a record of more than twenty bytes')
  await file.finishAll()
  expect(await standing([append])).toEqual([1])
  expect(texts(file)).toEqual(['a record of more than twenty bytes'])
})

test('an owner that was replaced acknowledges nothing more', async () => {
  const { file, writer } = open({}, { stillOwner: () => Promise.resolve(false) })
  const append = later(writer.append(1))
  await file.finishAll()
  const message = 'the journal stopped at an error (a later opening of the journal has taken it over); open it again to recover'
  expect(await standing([append, writer.append(2)])).toEqual([`indeterminate: ${message}`, `refused: ${message}`])
})

test('a value that is no JSON is refused and takes no id', async () => {
  const { file, writer } = open({})
  const missing: unknown = undefined
  await expect(writer.append(missing as null)).rejects.toThrow(expect.objectContaining({ refused: true }))
  const append = writer.append(null)
  await file.finishAll()
  expect(await append).toEqual({ generation: 7, sequence: 1 })
})
