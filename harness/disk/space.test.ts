import { describe, expect, test } from 'vitest'
import { Disk } from './disk.ts'
import type { DiskError } from './errors.ts'
import { OPEN } from './open-flags.ts'
import { Space, spaceRules, type SpaceRulesName } from './space.ts'

const CREATE = OPEN.RDWR | OPEN.CREAT

function full(as: SpaceRulesName, size: number, freeBytes = 0): { disk: Disk; fd: number } {
  const disk = new Disk()
  const fd = disk.open('/f', CREATE)
  disk.write(fd, new Uint8Array(size), null)
  disk.inject().space = new Space(spaceRules[as], freeBytes)
  return { disk, fd }
}

function outcome(body: () => unknown): unknown {
  try {
    return body() ?? 'ok'
  } catch (error) {
    expect((error as DiskError).injected).toBe(true)
    return (error as DiskError).code
  }
}

const write = (disk: Disk, fd: number, length: number, position: number | null = null): unknown => outcome(() => disk.write(fd, new Uint8Array(length).fill(65), position))

describe('a write that does not fit', () => {
  test.each<[SpaceRulesName, unknown, number]>([['ext4', 3896, 4096], ['xfs', 3896, 4096], ['btrfs', 'ENOSPC', 200]])('%s: an append of 10,000 bytes at offset 200', (as, first, size) => {
    const { disk, fd } = full(as, 200)
    expect([write(disk, fd, 10_000), write(disk, fd, 10_000)]).toEqual([first, 'ENOSPC'])
    expect(disk.fstat(fd).size).toBe(size)
    disk.fsync(fd)
  })

  test('is short by what is missing, then fails; overwriting goes on, but not on btrfs', () => {
    const { disk, fd } = full('ext4', 4096, 2 * 4096 + 100)
    expect([write(disk, fd, 20_000), write(disk, fd, 1), write(disk, fd, 12_288, 0), write(disk, fd, 10, 12_280)]).toEqual([8192, 'ENOSPC', 12_288, 8])
    const { disk: other, fd: descriptor } = full('btrfs', 4096, 4096)
    expect([write(other, descriptor, 10, 0), write(other, descriptor, 10, 0)]).toEqual([10, 'ENOSPC'])
  })

  test('a hole is not filled', () => {
    const { disk, fd } = full('ext4', 10, 4096)
    expect([write(disk, fd, 5000, 40_000), write(disk, fd, 1, 45_056)]).toEqual([960 + 4096 - 4096, 'ENOSPC'])
  })
})

test.each<[SpaceRulesName, unknown[]]>([
  ['ext4', ['ok', 'ok', 'ok', 'ENOSPC', 'ok']],
  ['xfs', ['ok', 'ok', 'ENOSPC', 'ENOSPC', 'ok']],
  ['btrfs', ['ok', 'ok', 'ok', 'ok', 'ENOSPC']],
])('%s: rename, truncate down, create, mkdir, truncate up', (as, outcomes) => {
  const { disk } = full(as, 100)
  const found = [
    outcome(() => disk.rename('/f', '/g')),
    outcome(() => disk.truncate('/g', 10)),
    outcome(() => void disk.open('/new', CREATE)),
    outcome(() => disk.mkdir('/d')),
    outcome(() => disk.truncate('/g', 1000)),
  ]
  expect(found).toEqual(outcomes)
})

test('rules of the file system come first', () => {
  const { disk } = full('xfs', 100)
  expect(() => disk.mkdir('/f')).toThrow(/^EEXIST/)
  expect(() => disk.open('/f', CREATE | OPEN.EXCL)).toThrow(/^EEXIST/)
})

describe('space comes back', () => {
  test.each<[string, (disk: Disk, fd: number) => void]>([
    ['unlink', (disk) => disk.unlink('/f')],
    ['rename over it', (disk) => disk.rename('/other', '/f')],
    ['truncate', (disk) => disk.truncate('/f', 0)],
    ['ftruncate', (disk, fd) => disk.ftruncate(fd, 1)],
    ['open with O_TRUNC', (disk) => void disk.open('/f', OPEN.RDWR | OPEN.TRUNC)],
    ['heal', (disk) => disk.heal()],
  ])('by %s', (_what, free) => {
    const { disk, fd } = full('ext4', 10_000)
    const other = disk.open('/other', CREATE)
    expect(write(disk, other, 4096)).toBe('ENOSPC')
    free(disk, fd)
    expect(write(disk, other, 4096)).toBe(4096)
  })

  test('not while the file has another name', () => {
    const { disk } = full('ext4', 10_000)
    const other = disk.open('/other', CREATE)
    disk.link('/f', '/g')
    disk.unlink('/f')
    expect(write(disk, other, 1)).toBe('ENOSPC')
    disk.unlink('/g')
    expect(write(disk, other, 1)).toBe(1)
  })
})
