import { readdir, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { nodeHost } from '../../harness/host/node-host.ts'
import { claimGeneration, type Claim } from './generation.ts'
import { generationPath, type JournalPlace } from './place.ts'
import { temporaryDirectory, watchedHost } from '../files/test-support/temporary-host.ts'

async function place(): Promise<JournalPlace> {
  return { directory: await temporaryDirectory(), run: 'run-1' }
}

async function claim(at: JournalPlace, above = 0, host = nodeHost()): Promise<Claim> {
  const made = await claimGeneration(host, at, above)
  onTestFinished(() => made.release())
  await made.takeOver()
  return made
}

test('each claim takes the next number, and fences the one before', async () => {
  const at = await place()
  const first = await claim(at)
  expect(first.generation).toBe(1)
  expect(await first.stands()).toBe(true)
  const second = await claim(at)
  expect(second.generation).toBe(2)
  expect([await first.stands(), await second.stands()]).toEqual([false, true])
  expect(await readdir(at.directory)).toEqual(['run-1.generation-2'])
})

test('a claim is above every number that the records show', async () => {
  const at = await place()
  expect((await claim(at, 41)).generation).toBe(42)
})

test('other runs and other files do not count', async () => {
  const at = await place()
  for (const name of ['run-1.jsonl', 'run-1.generation-x', 'run-1.generation-007', 'run-10.generation-9', 'xrun-1.generation-9']) await writeFile(join(at.directory, name), '')
  expect((await claim(at)).generation).toBe(1)
})

test('the number is durable before it is used, and before the earlier one is removed', async () => {
  const at = await place()
  await claim(at)
  const { host, calls } = watchedHost()
  await claim(at, 0, host)
  const order = calls.filter((call) => /^(open run|sync|unlink)/.test(call))
  expect(order).toEqual(['open run-1.generation-2', `sync ${at.directory.replace(/.*\//, '')}`, 'unlink run-1.generation-1'])
})

test('twenty claimants at once get twenty numbers, and exactly the highest stands', async () => {
  const at = await place()
  const all = await Promise.all(Array.from({ length: 20 }, () => claim(at)))
  const numbers = all.map(({ generation }) => generation)
  expect(new Set(numbers).size).toBe(20)
  const standing = await Promise.all(all.map((each) => each.stands()))
  expect(numbers.filter((_, index) => standing[index])).toEqual([Math.max(...numbers)])
})

test('a number that was used and removed while a claimant slept is not claimed again', async () => {
  const at = await place()
  const host = nodeHost()
  let slept = false
  const slow = {
    ...host,
    fs: new Proxy(host.fs, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target)
        if (key !== 'open' || slept) return typeof value === 'function' ? value.bind(target) : value
        return async (...args: Parameters<typeof target.open>) => {
          if (!slept) {
            slept = true
            await claim(at)
            await claim(at)
            await claim(at)
            await unlink(generationPath(at, 1)).catch(() => undefined)
          }
          return target.open(...args)
        }
      },
    }),
  }
  expect((await claim(at, 0, slow)).generation).toBe(4)
  expect(await readdir(at.directory)).toEqual(['run-1.generation-4'])
})

test('a deleted journal is not claimed, and what a claimant left beside its tombstone is removed', async () => {
  const at = await place()
  const first = await claim(at)
  await writeFile(join(at.directory, 'run-1.deleted'), '')
  await expect(claim(at)).rejects.toThrow('the journal of the run "run-1" was deleted; a deleted run is not opened again')
  expect(await first.stands()).toBe(false)
  expect(await readdir(at.directory)).toEqual(['run-1.deleted'])
})
