import { expect, test } from 'vitest'
import { Disk } from '../../harness/disk/disk.ts'
import type { DiskOptions } from '../../harness/disk/image.ts'
import { CrashCursor } from '../../harness/disk/images.ts'
import type { Host } from '../../harness/host/host.ts'
import { fileSystem } from '../../harness/world/file-system.ts'
import { directKernel } from '../../harness/world/test-support/direct-kernel.ts'
import { openJournal } from '../../reference-impl/journal/journal.ts'
import type { EventId, JournalRecord } from '../../reference-impl/journal/record.ts'
import { recordedConversation } from '../conversation/recorded.ts'

/**
 * The reference journal, crash by crash and without the search: every micro-operation of a life, every image that a profile allows there, then a second life
 * on it, crashed in the same way. Beyond the scenarios it proves that what an opening showed is durable, and that ids never come again.
 */
const PLACE = { directory: 'sessions/s-1', run: 'run-1' }

function hostOn(disk: Disk): Host {
  const never = (): never => {
    throw new Error('the journal asked for a time or a random number')
  }
  const clock = { now: never, monotonic: never, sleep: never }
  return { fs: fileSystem(directKernel(disk)), clock, random: { integer: never, bytes: never, uuid: never }, pid: 1, boot: 'boot' }
}

/** Something that was promised from a moment on: the length of the disk's log then. */
interface Promised {
  readonly from: number
  readonly id: string
}

const name = ({ generation, sequence }: EventId): string => `${generation}.${sequence}`

/** One life: open, read, append. Returns what was promised to whom, and from which moment. */
async function live(disk: Disk, texts: readonly (readonly unknown[])[]): Promise<{ promised: Promised[]; found: readonly JournalRecord[] }> {
  const journal = await openJournal(hostOn(disk), PLACE)
  const { records: found } = await journal.read()
  const promised = found.map((record) => ({ from: disk.log.length, id: name(record) }))
  const writers = texts.map(async (share) => {
    for (const text of share) promised.push({ id: name(await journal.append(text as string)), from: disk.log.length })
  })
  await Promise.all(writers)
  return { promised, found }
}

/** Everything a crash after the first `length` micro-operations may leave. */
function* leftBy(disk: Disk, cursor: CrashCursor, length: number, limit: number): Iterable<Disk> {
  const last = disk.log[length - 1]
  yield Disk.replay(disk.base, disk.log, length)
  if (last?.kind === 'data' && last.bytes !== null) {
    for (let at = Math.ceil((last.from + 1) / 4096) * 4096; at < last.to; at += 4096) yield Disk.replay(disk.base, disk.log, length, { at })
  }
  cursor.advance(length)
  for (const image of cursor.images({ limit, seed: 'test' })) yield new Disk(image.build())
}

const events = recordedConversation(24, 3)
const shares = [0, 1, 2].map((writer) => events.filter((_, index) => index % 3 === writer))

test.each(['strict', 'posix', 'ext4', 'xfs', 'btrfs'])('every crash of two lives on %s: promises hold, ids never come again', async (profile) => {
  const options: DiskOptions = { profile, sectorSize: 512, powersafeOverwrite: true }
  const disk = new Disk()
  const first = await live(disk, shares)
  const firstCursor = new CrashCursor(disk.base, disk.log, options)
  let states = 0
  for (let length = 0; length <= disk.log.length; length++) {
    const promised = first.promised.filter(({ from }) => from <= length).map(({ id }) => id)
    for (const left of leftBy(disk, firstCursor, length, 12)) {
      states++
      const before = left.log.length
      const second = await live(left, [['second', 'life']])
      expect(second.found.map(name)).toEqual(expect.arrayContaining(promised))
      const everIssued = new Set([...promised, ...second.found.map(name)])
      for (const { id } of second.promised.slice(second.found.length)) expect(everIssued.has(id)).toBe(false)
      const cursor = new CrashCursor(left.base, left.log, options)
      for (let later = before; later <= left.log.length; later++) {
        const shown = second.promised.filter(({ from }) => from <= later).map(({ id }) => id)
        for (const image of leftBy(left, cursor, later, 4)) {
          const { found } = await live(image, [])
          const ids = found.map(name)
          expect(ids).toEqual(expect.arrayContaining([...promised, ...shown]))
          expect(new Set(ids).size).toBe(ids.length)
        }
      }
    }
  }
  expect(states).toBeGreaterThan(first.promised.length)
})
