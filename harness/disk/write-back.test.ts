import { describe, expect, test } from 'vitest'
import { Disk } from './disk.ts'
import { DiskError } from './errors.ts'
import { CrashCursor } from './images.ts'
import { OPEN } from './open-flags.ts'
import { bytesOf } from './page.ts'
import { profileNames } from './profiles/index.ts'
import { writeBackFailures, type WriteBackFailureName } from './write-back.ts'

const CREATE = OPEN.RDWR | OPEN.CREAT
const filled = (length: number, letter: string): Uint8Array => new Uint8Array(length).fill(letter.charCodeAt(0))

/** A file of 4,096 A, synced, and two descriptors of it. */
function synced(): { disk: Disk; one: number; other: number } {
  const before = new Disk()
  before.write(before.open('/f', CREATE), filled(4096, 'A'), null)
  const disk = new Disk(before.freeze())
  return { disk, one: disk.open('/f', OPEN.RDWR | OPEN.APPEND), other: disk.open('/f', OPEN.RDWR) }
}

function outcome(sync: () => void): string {
  try {
    sync()
    return 'ok'
  } catch (error) {
    expect(error).toBeInstanceOf(DiskError)
    expect((error as DiskError).injected).toBe(true)
    return (error as DiskError).code
  }
}

const fail = (disk: Disk, as: WriteBackFailureName): void => disk.inject().writeBack.arm(writeBackFailures[as])

/** The content as runs: `A4096 \u00008192 C100`. */
function runs(bytes: Uint8Array): string {
  return [...Buffer.from(bytes).toString('latin1').matchAll(/(.)\1*/gs)].map(([run, byte]) => `${byte === '\0' ? 'NUL' : byte}${run.length}`).join(' ')
}

function outcomes(disk: Disk, profile: string): Set<string> {
  const cursor = new CrashCursor(disk.base, disk.log, { profile, sectorSize: 4096, powersafeOverwrite: true })
  cursor.advance(disk.log.length)
  const found = new Set<string>()
  for (const image of cursor.images({ limit: 500, seed: 'images' })) {
    const built = image.build()
    const root = built.node(built.root)
    const inode = root?.kind === 'directory' ? root.entries.get('f') : undefined
    const file = inode === undefined ? undefined : built.node(inode)
    found.add(file?.kind === 'file' ? runs(bytesOf(file.content)) : 'absent')
  }
  return found
}

describe('who is told', () => {
  test.each<[WriteBackFailureName, string[], string[]]>([
    ['ext4', ['EIO', 'ok', 'ok'], ['EIO', 'ok']],
    ['xfs', ['EIO', 'ok', 'ok'], ['EIO', 'ok']],
    ['btrfs', ['EIO', 'EIO', 'ok'], ['EIO', 'ok']],
    ['ext4 data=journal', ['ok', 'EIO', 'ok'], ['EIO', 'ok']],
    ['reverting', ['EIO', 'ok', 'ok'], ['EIO', 'ok']],
  ])('%s: the descriptor whose fsync failed, then another one that was open', (as, failing, open) => {
    const { disk, one, other } = synced()
    disk.write(one, filled(10, 'B'), null)
    fail(disk, as)
    expect(failing.map(() => outcome(() => disk.fsync(one)))).toEqual(failing)
    expect(open.map(() => outcome(() => disk.fdatasync(other)))).toEqual(open)
    const late = disk.open('/f', OPEN.RDONLY)
    expect(outcome(() => disk.fsync(late))).toBe('ok')
  })

  test('a descriptor that was opened before anybody was told is told too, once', () => {
    const { disk, one, other } = synced()
    fail(disk, 'ext4 data=journal')
    expect(outcome(() => disk.fsync(one))).toBe('ok')
    const late = disk.open('/f', OPEN.RDONLY)
    expect([late, late, other, one].map((fd) => outcome(() => disk.fsync(fd)))).toEqual(['EIO', 'ok', 'EIO', 'EIO'])
    expect(outcome(() => disk.fsync(disk.open('/f', OPEN.RDONLY)))).toBe('ok')
  })

  test('a write through O_DSYNC is told, and is not durable', () => {
    const { disk, one } = synced()
    const through = disk.open('/f', OPEN.RDWR | OPEN.DSYNC)
    fail(disk, 'ext4')
    expect(outcome(() => disk.fsync(one))).toBe('EIO')
    const syncs = disk.log.filter(({ kind }) => kind === 'sync').length
    expect(outcome(() => void disk.write(through, filled(1, 'B'), 0))).toBe('EIO')
    expect(disk.log.filter(({ kind }) => kind === 'sync')).toHaveLength(syncs)
    expect(outcome(() => void disk.write(through, filled(1, 'B'), 0))).toBe('ok')
  })

  test('other files are not told, and after heal() nobody is', () => {
    const { disk, one, other } = synced()
    const another = disk.open('/g', CREATE)
    fail(disk, 'btrfs')
    expect(outcome(() => disk.fsync(one))).toBe('EIO')
    expect(outcome(() => disk.fsync(another))).toBe('ok')
    disk.heal()
    expect([one, other].map((fd) => outcome(() => disk.fsync(fd)))).toEqual(['ok', 'ok'])
    fail(disk, 'ext4')
    disk.heal()
    expect(outcome(() => disk.fsync(one))).toBe('ok')
  })

  test('of a directory nothing is lost', () => {
    const { disk } = synced()
    disk.open('/g', CREATE)
    const root = disk.open('/', OPEN.RDONLY)
    fail(disk, 'ext4')
    expect([root, root].map((fd) => outcome(() => disk.fsync(fd)))).toEqual(['EIO', 'ok'])
    expect(disk.log.map(({ kind }) => kind)).not.toContain('lost')
  })
})

describe('what is there', () => {
  test.each<[WriteBackFailureName, string]>([['ext4', 'A2048 B1024 A1024 C5000'], ['reverting', 'A4096']])('%s: in the cache', (as, content) => {
    const { disk, one, other } = synced()
    disk.write(other, filled(1024, 'B'), 2048)
    disk.write(one, filled(5000, 'C'), null)
    fail(disk, as)
    expect(outcome(() => disk.fsync(one))).toBe('EIO')
    expect(runs(disk.read(other, 20_000, 0))).toBe(content)
    expect(disk.freeze().hash).toBe(Disk.replay(disk.base, disk.log, disk.log.length).freeze().hash)
  })

  test('reverting brings back what a truncation took, up to the last sync that ended well', () => {
    const { disk, one, other } = synced()
    disk.write(one, filled(100, 'B'), null)
    disk.fsync(one)
    disk.ftruncate(other, 1000)
    disk.write(one, filled(10, 'C'), null)
    fail(disk, 'reverting')
    expect(outcome(() => disk.fsync(one))).toBe('EIO')
    expect(runs(disk.read(other, 20_000, 0))).toBe('A4096 B100')
    expect(disk.freeze().hash).toBe(Disk.replay(disk.base, disk.log, disk.log.length).freeze().hash)
  })

  const honest = profileNames().filter((name) => name !== 'strict')

  test.each(honest)('on the medium, %s: the second fsync does not bring it', (profile) => {
    const { disk, one, other } = synced()
    disk.write(other, filled(4096, 'B'), 0)
    fail(disk, 'ext4')
    expect([one, one].map((fd) => outcome(() => disk.fsync(fd)))).toEqual(['EIO', 'ok'])
    expect(outcomes(disk, profile)).toContain('A4096')
    expect(runs(disk.read(one, 4096, 0))).toBe('B4096')
    disk.write(other, filled(4096, 'B'), 0)
    disk.fsync(one)
    if (profile !== 'lying') expect([...outcomes(disk, profile)]).toEqual(['B4096'])
  })

  test.each(honest)('on the medium, %s: after a failed append a healthy one is acknowledged behind NULs', (profile) => {
    const { disk, one } = synced()
    disk.write(one, filled(8192, 'B'), null)
    fail(disk, 'ext4')
    expect(outcome(() => disk.fsync(one))).toBe('EIO')
    disk.write(one, filled(100, 'C'), null)
    expect(outcome(() => disk.fsync(one))).toBe('ok')
    const found = outcomes(disk, profile)
    expect(found).toContain('A4096 NUL8192 C100')
    if (profile !== 'lying') for (const content of found) expect(content).toMatch(/^A4096 .*C100$/)
  })

  test.each(honest)('on the medium, %s: a size that grew over lost data alone need not be there either', (profile) => {
    const { disk, one } = synced()
    disk.write(one, filled(8192, 'B'), null)
    fail(disk, 'ext4')
    expect([one, one].map((fd) => outcome(() => disk.fsync(fd)))).toEqual(['EIO', 'ok'])
    expect(outcomes(disk, profile)).toContain('A4096')
    // Writing the same bytes again is the way out.
    disk.write(disk.open('/f', OPEN.RDWR), filled(8192, 'B'), 4096)
    expect(outcome(() => disk.fsync(one))).toBe('ok')
    if (profile !== 'lying') expect([...outcomes(disk, profile)]).toEqual(['A4096 B8192'])
  })

  test.each(honest)('after a process death and then a power cut, %s: seen by whoever reads in between, and still not certain to be there', (profile) => {
    const { disk, one, other } = synced()
    disk.write(other, filled(4096, 'B'), 0)
    disk.write(one, filled(4096, 'C'), null)
    fail(disk, 'ext4')
    expect(outcome(() => disk.fsync(one))).toBe('EIO')
    disk.write(other, filled(8192, 'D'), 8192)
    const dead = Disk.replay(disk.base, disk.log, disk.log.length, { at: 12_288 })
    const next = dead.open('/f', OPEN.RDWR)
    expect(runs(dead.read(next, 20_000, 0))).toBe('B4096 C4096 D4096')
    expect(outcome(() => dead.fsync(next))).toBe('ok')
    const found = outcomes(dead, profile)
    expect(found).toContain('A4096 NUL4096 D4096')
    expect(found).toContain('B4096 C4096 D4096')
    if (profile !== 'lying') for (const content of found) expect(content).toMatch(/^.* D4096$/)
    dead.write(next, dead.read(next, 8192, 0), 0)
    expect(outcome(() => dead.fsync(next))).toBe('ok')
    if (profile !== 'lying') expect([...outcomes(dead, profile)]).toEqual(['B4096 C4096 D4096'])
  })

  test('every process death leaves the lost pages clean: no later one makes them durable', () => {
    const { disk, other } = synced()
    disk.write(other, filled(4096, 'B'), 0)
    fail(disk, 'xfs')
    expect(outcome(() => disk.fsync(other))).toBe('EIO')
    let dead = disk
    for (let deaths = 0; deaths < 3; deaths++) {
      dead = Disk.replay(dead.base, dead.log, dead.log.length)
      expect(outcome(() => dead.fsync(dead.open('/f', OPEN.RDONLY)))).toBe('ok')
      expect(runs(dead.read(dead.open('/f', OPEN.RDONLY), 5000, 0))).toBe('B4096')
      expect(outcomes(dead, 'xfs')).toContain('A4096')
    }
  })
})
