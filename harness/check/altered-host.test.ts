import { expect, test } from 'vitest'
import { nodeHost } from '../host/node-host.ts'
import { altered, withFileHandles, withFileSystem } from './altered-host.ts'

test('what is not named stays as it is, also of a frozen object and of one with private state', async () => {
  class Counter {
    #count = 0
    next(): number {
      return ++this.#count
    }
    name(): string {
      return 'counter'
    }
  }
  const counter = altered(new Counter(), { name: () => 'altered' })
  expect([counter.next(), counter.next(), counter.name()]).toEqual([1, 2, 'altered'])
  expect(altered(Object.freeze({ a: (): number => 1 }), { a: () => 3 }).a()).toBe(3)
})

test('a host differs in the methods of its file system and of opened files, and in nothing else', async () => {
  const host = nodeHost()
  const opened: unknown[] = []
  const other = withFileHandles(withFileSystem(host, () => ({ readlink: () => Promise.resolve('elsewhere') })), (handle, path) => {
    opened.push(path)
    return { stat: async () => ({ ...(await handle.stat()), size: -1 }) as never }
  })
  const handle = await other.fs.open('.', 'r')
  expect((await handle.stat()).size).toBe(-1)
  await handle.close()
  expect(opened).toEqual(['.'])
  expect(await other.fs.readlink('x')).toBe('elsewhere')
  expect([other.pid, other.boot, other.clock, other.random]).toEqual([host.pid, host.boot, host.clock, host.random])
})
