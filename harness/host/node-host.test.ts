import { execFileSync } from 'node:child_process'
import { getEventListeners } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Host } from './host.ts'
import { nodeHost } from './node-host.ts'

const host: Host = nodeHost()

test('its file system is the real one', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'powercut-'))
  try {
    const path = join(directory, 'file')
    const handle = await host.fs.open(path, 'a')
    await handle.appendFile('one\n')
    await handle.datasync()
    await handle.close()
    const parent = await host.fs.open(directory, 'r')
    await parent.sync()
    await parent.close()
    expect(await host.fs.readFile(path, 'utf8')).toBe('one\n')
    expect(await host.fs.readdir(directory)).toEqual(['file'])
  } finally {
    await rm(directory, { recursive: true })
  }
})

test('its monotonic clock never goes back, and its wall clock is that of the computer', () => {
  let last = host.clock.monotonic()
  for (let count = 0; count < 1_000; count++) {
    const next = host.clock.monotonic()
    expect(next).toBeGreaterThanOrEqual(last)
    last = next
  }
  const before = Date.now()
  const now = host.clock.now()
  expect(now).toBeGreaterThanOrEqual(before)
  expect(now).toBeLessThanOrEqual(Date.now())
})

test('its monotonic clock is the same for another process', () => {
  const before = host.clock.monotonic()
  const other = Number(execFileSync(process.execPath, ['--print', 'process.hrtime.bigint()'], { encoding: 'utf8' }).replace('n', '')) / 1e6
  const after = host.clock.monotonic()
  expect(other).toBeGreaterThan(before)
  expect(other).toBeLessThan(after)
})

test('boot is one id for all hosts of a process, and on Linux that of the kernel', () => {
  expect(host.boot).toMatch(/\S+/)
  expect(nodeHost().boot).toBe(host.boot)
  if (process.platform === 'linux') expect(host.boot).toBe(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
})

test('sleep takes at least the time that it was given', async () => {
  for (const ms of [0, -5, 1, 2.5]) {
    const start = host.clock.monotonic()
    await host.clock.sleep(ms)
    expect(host.clock.monotonic() - start).toBeGreaterThanOrEqual(ms)
  }
})

test('sleep rejects with the reason of a signal that is aborted, before or during, and leaves no listener behind', async () => {
  const controller = new AbortController()
  const reason = new Error('enough')
  const sleeping = host.clock.sleep(2 ** 40, { signal: controller.signal })
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1)
  controller.abort(reason)
  await expect(sleeping).rejects.toBe(reason)
  await expect(host.clock.sleep(2 ** 40, { signal: controller.signal })).rejects.toBe(reason)
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)

  const { signal } = new AbortController()
  await host.clock.sleep(1, { signal })
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})

test('random numbers are whole, within the limit, and refuse another limit', () => {
  const numbers = Array.from({ length: 200 }, () => host.random.integer(3))
  expect([...new Set(numbers)].sort()).toEqual([0, 1, 2])
  expect(host.random.integer(1)).toBe(0)
  expect(host.random.integer(2 ** 32)).toBeLessThan(2 ** 32)
  for (const limit of [0, -1, 2 ** 32 + 1, Number.NaN]) expect(() => host.random.integer(limit)).toThrow(`limit is ${limit}; it takes a whole number from 1 to 2^32`)
  expect(host.random.bytes(33)).toHaveLength(33)
  expect(host.random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('any part can be replaced', () => {
  expect(nodeHost({ pid: 7 })).toEqual({ ...host, pid: 7 })
})
