import { describe, expect, test } from 'vitest'
import { nodeHost } from '../../harness/host/node-host.ts'
import { temporaryDirectory } from '../../reference-impl/files/test-support/temporary-host.ts'
import { benchMessages, makeSessions, saveCosts, timeList, timeSession } from './bench.ts'

describe('what a save costs, exactly', () => {
  test('the session is written once, and synced once with its directory, however long it is; the same in every run', async () => {
    const costs = await saveCosts([10, 1_000])
    expect(costs.map(({ messages, syncs, writes }) => ({ messages, syncs, writes }))).toEqual([{ messages: 10, syncs: 2, writes: 1 }, { messages: 1_000, syncs: 2, writes: 1 }])
    for (const { bytes, fileBytes } of costs) expect(bytes).toBe(fileBytes)
    expect(await saveCosts([10, 1_000])).toEqual(costs)
  })

  test('a file holds its messages twice, as people see them and as the model is given them, and less than a kilobyte more', async () => {
    for (const { messages, fileBytes } of await saveCosts([2, 10, 1_000])) {
      const [last] = benchMessages(1)
      const text = Buffer.byteLength(JSON.stringify([...benchMessages(messages - 2), last, last]))
      expect(fileBytes).toBeGreaterThan(2 * text)
      expect(fileBytes).toBeLessThan(2 * text + 1_024)
    }
  })
})

describe('on the real disk', () => {
  const host = nodeHost()

  test('every save and load is timed', async () => {
    const { messages, save, load, loadAgain } = await timeSession(host, 10, 3, { directory: await temporaryDirectory() })
    expect([messages, save.count, load.count, loadAgain.count]).toEqual([10, 3, 3, 3])
  })

  test('the sessions that are listed are those that were made', async () => {
    const directory = await temporaryDirectory()
    const made = { sessions: 5, messagesEach: 2 }
    await makeSessions(host, made, { directory })
    const { openFromFiles, openFromIndex, list } = await timeList(host, made, 2, { directory })
    expect([openFromFiles.count, openFromIndex.count, list.count]).toEqual([2, 2, 2])
    await expect(timeList(host, { ...made, sessions: 6 }, 1, { directory })).rejects.toThrow('5 sessions are listed; 6 were made')
  })

  test('it ends where it is told to', async () => {
    const end = new AbortController()
    end.abort()
    expect((await timeSession(host, 10, 100, { directory: await temporaryDirectory(), signal: end.signal })).save.count).toBe(0)
  })
})
