import { describe, expect, it } from 'vitest'
import type { DiskOptions } from './image.ts'
import { cursorAtEnd, diskAfter, optionsOf, readable, type Step } from './profiles/test-support/programs.ts'

/** All images, sorted: `A100 B100` are 100 bytes A and 100 bytes B, `0x` NUL, `#` garbage. */
function images(profile: string, setup: readonly Step[], operations: readonly Step[], options: Partial<DiskOptions> = {}): string[] {
  const cursor = cursorAtEnd(diskAfter(setup, operations), optionsOf(profile, options))
  const found = [...cursor.images({ limit: 10_000, seed: 'known' })].map((image) => readable(image.build()).replaceAll('\n', ', '))
  expect(cursor.exhaustive).toBe(true)
  return found.sort()
}

const OLD: readonly Step[] = [['write', 'f', 0, 100, 65, 'caf']]
const APPEND: Step = ['write', 'f', 0, 100, 66, 'a']

describe('all images of the classic cases', () => {
  it('an append that was not synced: there, short, NUL, garbage', () => {
    expect(images('posix', OLD, [APPEND])).toEqual(['f: A100', 'f: A100 #100', 'f: A100 0x100', 'f: A100 B100'])
    expect(images('ext4', OLD, [APPEND])).toEqual(['f: A100', 'f: A100 0x100', 'f: A100 B100'])
    expect(images('xfs', OLD, [APPEND])).toEqual(['f: A100', 'f: A100 B100'])
    expect(images('btrfs', OLD, [APPEND])).toEqual(['f: A100', 'f: A100 0x100', 'f: A100 B100'])
    expect(images('strict', OLD, [APPEND])).toEqual(['f: A100 B100'])
  })

  it.each(['ext4', 'xfs', 'btrfs', 'posix', 'strict'])('%s: an append that was synced is there', (profile) => {
    expect(images(profile, OLD, [['write', 'f', 0, 100, 66, 'af']])).toEqual(['f: A100 B100'])
    expect(images(profile, OLD, [['write', 'f', 0, 100, 66, 'aF']])).toEqual(['f: A100 B100'])
    expect(images(profile, OLD, [['write', 'f', 0, 100, 66, 'as']])).toEqual(['f: A100 B100'])
  })

  it('a disk that lies may lose it all the same', () => {
    expect(images('lying', OLD, [['write', 'f', 0, 100, 66, 'af']])).toContain('f: A100')
  })

  it('in one sector, a second append is never there without the first', () => {
    const found = images('posix', OLD, [APPEND, ['write', 'f', 0, 100, 67, 'a']])
    expect(found.filter((text) => text.includes('C100'))).toEqual(['f: A100 B100 C100'])
    expect(found).toContain('f: A100 B100 0x100')
    expect(found).toContain('f: A100 0x200')
  })

  it('posix: fsync of a new file keeps its bytes, not its name; fsync of the directory keeps the name', () => {
    expect(images('posix', [], [['write', 'f', 0, 100, 66, 'cf']])).toEqual(['', 'f: B100'])
    expect(images('posix', [], [['write', 'f', 0, 100, 66, 'cf'], ['fsync', '/']])).toEqual(['f: B100'])
    expect(images('posix', [], [['write', 'f', 0, 100, 66, 'c'], ['fsync', '/']])).toEqual(['f: ', 'f: #100', 'f: 0x100', 'f: B100'])
    for (const profile of ['ext4', 'xfs', 'btrfs']) expect(images(profile, [], [['write', 'f', 0, 100, 66, 'cf']])).toEqual(['f: B100'])
  })

  it('a rename over an old file: old or new, and in posix each entry for itself', () => {
    const replace: readonly Step[] = [['write', 't', 0, 100, 66, 'cf'], ['rename', 't', 'f']]
    expect(images('ext4', OLD, replace)).toEqual(['f: A100, t: B100', 'f: B100'])
    expect(images('xfs', OLD, replace)).toEqual(['f: A100, t: B100', 'f: B100'])
    expect(images('posix', OLD, replace)).toEqual(['', 'f: A100', 'f: A100, t: B100', 'f: B100', 'f: B100, t: B100', 't: B100'])
    expect(images('posix', OLD, [...replace, ['fsync', '/']])).toEqual(['f: B100'])
  })

  it('a rename without a sync of the file: NULs on ext4, empty on xfs', () => {
    const replace: readonly Step[] = [['write', 't', 0, 100, 66, 'c'], ['rename', 't', 'f']]
    expect(images('ext4', OLD, replace)).toContain('f: 0x100')
    expect(images('ext4', OLD, replace)).not.toContain('f: ')
    expect(images('xfs', OLD, replace)).toContain('f: ')
    expect(images('xfs', OLD, replace)).not.toContain('f: 0x100')
  })

  it('an O_DSYNC append leaves earlier bytes pending', () => {
    const appends: readonly Step[] = [['write', 'f', 0, 5000, 66, 'a'], ['write', 'f', 0, 100, 67, 'as']]
    expect(images('btrfs', OLD, appends)).toEqual(['f: A100 0x3996 B1004 C100', 'f: A100 B5000 C100'])
    const found = images('ext4', OLD, appends)
    expect(found).toContain('f: A100 0x3996 B1004 C100')
    expect(found.every((text) => text.endsWith(' C100'))).toBe(true)
  })

  it('an overwrite is torn at sectors of the size that the disk has', () => {
    const setup: readonly Step[] = [['write', 'f', 0, 8192, 65, 'caf']]
    const overwrite: readonly Step[] = [['write', 'f', 0, 8192, 66, '']]
    expect(images('ext4', setup, overwrite, { sectorSize: 4096 })).toEqual(['f: A4096 B4096', 'f: A8192', 'f: B4096 A4096', 'f: B8192'])
    expect(images('xfs', [['write', 'f', 0, 1024, 65, 'caf']], [['write', 'f', 0, 1024, 66, '']])).toEqual(['f: A1024', 'f: A512 B512', 'f: B1024', 'f: B512 A512'])
  })

  it('without powersafe overwrite, an overwrite can damage its neighbours in the sector', () => {
    const overwrite: readonly Step[] = [['write', 'f', 0, 10, 66, '']]
    expect(images('ext4', OLD, overwrite)).toEqual(['f: A100', 'f: B10 A90'])
    expect(images('ext4', OLD, overwrite, { powersafeOverwrite: false })).toEqual(['f: A10 #90', 'f: A10 0x90', 'f: A100', 'f: B10 #90', 'f: B10 0x90', 'f: B10 A90'])
    expect(images('ext4', OLD, [['write', 'f', 0, 10, 66, 'f']], { powersafeOverwrite: false })).toEqual(['f: B10 A90'])
  })
})

describe('differences', () => {
  function differences(profile: string, setup: readonly Step[], operations: readonly Step[], shown: string): unknown {
    const cursor = cursorAtEnd(diskAfter(setup, operations), optionsOf(profile))
    for (const image of cursor.images({ limit: 10_000, seed: 'known' })) if (readable(image.build()) === shown) return image.differences
    return 'no such image'
  }

  it('are short and name whole operations where they can', () => {
    const big: readonly Step[] = [['write', 'f', 0, 8192, 65, 'caf']]
    const overwrite: readonly Step[] = [['write', 'f', 0, 8192, 66, '']]
    expect(differences('ext4', OLD, [APPEND], 'f: A100')).toEqual([{ n: 0, part: 'size', form: 'lost' }])
    expect(differences('ext4', OLD, [APPEND], 'f: A100 0x100')).toEqual([{ n: 0, part: 'data', form: 'zeros' }])
    expect(differences('posix', OLD, [APPEND], 'f: A100 #100')).toEqual([{ n: 0, part: 'data', form: 'garbage' }])
    expect(differences('ext4', big, overwrite, 'f: A8192')).toEqual([{ n: 0, part: 'data', form: 'lost' }])
    expect(differences('ext4', big, overwrite, 'f: B4096 A4096')).toEqual([{ n: 0, part: 'data', form: { cutAt: 4096 } }])
    expect(differences('ext4', big, overwrite, 'f: A4096 B4096')).toEqual([{ n: 0, part: 'data', form: 'lost', range: [0, 4096] }])
    expect(differences('ext4', OLD, [['write', 'f', 0, 10000, 66, 'a']], 'f: A100 B3996')).toEqual([{ n: 0, part: 'size', form: { cutAt: 4096 } }])
    expect(differences('posix', OLD, [['write', 't', 0, 100, 66, 'cf'], ['rename', 't', 'f']], 'f: A100\nt: B100')).toEqual([
      { n: 4, part: 'name', form: 'lost' },
      { n: 5, part: 'old name', form: 'lost' },
    ])
  })

  it('name no operation below a floor, even where an older version shows the same bytes', () => {
    const rewrite: readonly Step[] = [['write', 'f', 0, 1, 66, 'cas'], ['fsync', '/'], ['write', 'f', 0, 1, 66, '']]
    const disk = diskAfter([], rewrite)
    const cursor = cursorAtEnd(disk, optionsOf('posix'))
    const zeros = [...cursor.images({ limit: 100, seed: 'known' })].find((image) => readable(image.build()) === 'f: 0x1')!
    const last = disk.log.findLast(({ kind }) => kind === 'data')!
    expect(zeros.differences).toEqual([{ n: last.n, part: 'data', form: 'zeros' }])
    expect(cursor.imageFrom(zeros.differences).hash).toBe(zeros.hash)
  })

  it('keep to the floors, and a number that names nothing is refused', () => {
    const cursor = cursorAtEnd(diskAfter(OLD, [['write', 'f', 0, 100, 66, 'af'], APPEND]), optionsOf('posix'))
    expect(readable(cursor.imageFrom([{ n: 0, part: 'size', form: 'lost' }]).build())).toBe('f: A100 B200')
    expect(cursor.imageFrom([{ n: 0, part: 'size', form: 'lost' }]).differences).toEqual([])
    expect(() => cursor.imageFrom([{ n: 99, part: 'size', form: 'lost' }])).toThrow('difference names micro-operation 99; it takes the number of an entry or data operation below 5')
  })

  it('lead only forward', () => {
    const disk = diskAfter(OLD, [APPEND, ['rename', 'f', 'g']])
    const cursor = cursorAtEnd(disk, optionsOf('posix'))
    expect(() => cursor.advance(0)).toThrow(RangeError)
    const fresh = cursorAtEnd(diskAfter(OLD, []), optionsOf('posix'))
    expect(() => fresh.advance(1)).toThrow(RangeError)
  })
})
