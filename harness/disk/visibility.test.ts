import { describe, expect, test } from 'vitest'
import { randomStream } from '../world/random.ts'
import { Disk } from './disk.ts'
import { OPEN } from './open-flags.ts'
import type { VisibilityOptions } from './visibility.ts'

const CREATE = OPEN.WRONLY | OPEN.CREAT
const bytes = (length: number, letter = 'A'): Uint8Array => new Uint8Array(length).fill(letter.charCodeAt(0))

function delayed(seed: number, options: Partial<VisibilityOptions> = {}, base = new Disk()): Disk {
  const disk = new Disk(base.freeze())
  disk.nowMs = 1_000
  disk.caller = 'writer'
  disk.delayVisibility({ paths: [], coherent: [], readers: [], delayMs: 100, seed, ...options })
  return disk
}

/** Runs what a process does. */
function as<T>(disk: Disk, process: string, body: () => T): T {
  disk.caller = process
  return body()
}

/** `missing`, or the content with NUL as `0`. */
function seen(disk: Disk, reader: string, path = '/f'): string {
  return as(disk, reader, () => {
    let fd: number
    try {
      fd = disk.open(path, OPEN.RDONLY)
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOENT' })
      return 'missing'
    }
    const content = Buffer.from(disk.read(fd, 100_000, 0)).toString('latin1').replaceAll('\0', '0')
    expect(disk.fstat(fd).size).toBe(content.length)
    expect(disk.stat(path).size).toBe(content.length)
    disk.close(fd)
    return content
  })
}

const listed = (disk: Disk, reader: string): string[] => as(disk, reader, () => disk.readdir('/').map(({ name }) => name))

/** A file of two records is made; what a reader sees at each millisecond after. */
function watch(seed: number, reader = 'reader'): { looks: string[]; lists: boolean[] } {
  const disk = delayed(seed)
  const fd = disk.open('/f', CREATE)
  disk.write(fd, bytes(3, 'A'), null)
  disk.write(fd, bytes(3, 'B'), null)
  const looks: string[] = []
  const lists: boolean[] = []
  for (let ms = 0; ms <= 101; ms++) {
    disk.nowMs = 1_000 + ms
    looks.push(seen(disk, reader))
    lists.push(listed(disk, reader).includes('f'))
  }
  return { looks, lists }
}

describe('a new file', () => {
  const runs = Array.from({ length: 200 }, (_, seed) => watch(seed))

  test('is missing, has no bytes, a prefix, NULs, all: every state is met, and nothing else', () => {
    const states = new Map<string, number>()
    for (const { looks } of runs) for (const state of new Set(looks)) states.set(state, (states.get(state) ?? 0) + 1)
    expect([...states.keys()].sort()).toEqual(['', '000', '000000', 'AAA', 'AAA000', 'AAABBB', 'missing'])
    expect(states.get('AAABBB')).toBe(200)
    for (const [, runsWithIt] of states) expect(runsWithIt).toBeGreaterThan(20)
  })

  test('never goes back, and is all there within the longest delay', () => {
    const order = (text: string): [number, number] => (text === 'missing' ? [-1, -1] : [text.length, text.replaceAll('0', '').length])
    for (const { looks, lists } of runs) {
      for (let ms = 1; ms < looks.length; ms++) {
        const [size, data] = order(looks[ms]!)
        const [sizeBefore, dataBefore] = order(looks[ms - 1]!)
        expect(size).toBeGreaterThanOrEqual(sizeBefore)
        expect(data).toBeGreaterThanOrEqual(dataBefore)
        expect(Number(lists[ms])).toBeGreaterThanOrEqual(Number(lists[ms - 1]))
      }
      expect(looks[100]).toBe('AAABBB')
      expect(lists[100]).toBe(true)
    }
  })

  test('is listed before it can be opened, and opened before it is listed', () => {
    expect(runs.filter(({ looks, lists }) => looks.some((look, ms) => look === 'missing' && lists[ms])).length).toBeGreaterThan(50)
    expect(runs.filter(({ looks, lists }) => looks.some((look, ms) => look !== 'missing' && !lists[ms])).length).toBeGreaterThan(50)
  })

  test('delays are even from 0 to the longest, and differ between readers', () => {
    const delays = runs.map(({ lists }) => lists.indexOf(true))
    expect(Math.abs(delays.reduce((sum, delay) => sum + delay, 0) / 200 - 50)).toBeLessThan(8)
    expect(delays.filter((delay) => delay <= 25).length).toBeGreaterThan(30)
    expect(delays.filter((delay) => delay > 75).length).toBeGreaterThan(30)
    const others = Array.from({ length: 50 }, (_, seed) => watch(seed, 'other').lists.indexOf(true))
    expect(others.filter((delay, seed) => delay !== delays[seed]).length).toBeGreaterThan(40)
    expect(watch(7)).toEqual(runs[7])
  })
})

describe('who sees what', () => {
  /** At once after /f was made, of 50 seeds: how often the whole of it is seen. */
  function atOnce(options: Partial<VisibilityOptions>, reader: string): number {
    let whole = 0
    for (let seed = 0; seed < 50; seed++) {
      const disk = delayed(seed, options)
      disk.write(disk.open('/f', CREATE), bytes(10), null)
      if (seen(disk, reader) === 'A'.repeat(10) && listed(disk, reader).length === 1) whole++
    }
    return whole
  }

  test.each<[string, Partial<VisibilityOptions>, string, boolean]>([
    ['the writer itself', {}, 'writer', true],
    ['another process', {}, 'reader', false],
    ['a process that is none of the readers', { readers: ['reader'] }, 'other', true],
    ['one of the readers', { readers: ['reader'] }, 'reader', false],
    ['another path', { paths: ['/g'] }, 'reader', true],
    ['the path', { paths: ['/f'] }, 'reader', false],
    ['a coherent path', { coherent: ['/f'] }, 'reader', true],
  ])('%s', (_who, options, reader, whole) => expect(atOnce(options, reader) === 50).toBe(whole))

  test('what was there before, and after heal() everything', () => {
    const base = new Disk()
    base.write(base.open('/f', CREATE), bytes(4, 'O'), null)
    for (let seed = 0; seed < 20; seed++) {
      const disk = delayed(seed, {}, base)
      const fd = disk.open('/f', OPEN.WRONLY | OPEN.APPEND)
      expect(seen(disk, 'reader')).toBe('OOOO')
      disk.caller = 'writer'
      disk.write(fd, bytes(4, 'N'), null)
      expect(seen(disk, 'reader')).toMatch(/^OOOO(0000|NNNN)?$/)
      disk.heal()
      expect(seen(disk, 'reader')).toBe('OOOONNNN')
    }
  })

  test('after its own change, all that came before', () => {
    let late = 0
    for (let seed = 0; seed < 50; seed++) {
      const disk = delayed(seed)
      disk.write(disk.open('/f', CREATE), bytes(3, 'A'), null)
      const own = as(disk, 'reader', () => disk.open('/f', CREATE | OPEN.APPEND))
      disk.write(own, bytes(3, 'B'), null)
      disk.caller = 'writer'
      disk.write(disk.open('/f', CREATE | OPEN.APPEND), bytes(3, 'C'), null)
      const look = seen(disk, 'reader')
      if (look === 'missing') late++
      else expect(look).toMatch(/^AAABBB(000|CCC)?$/)
    }
    expect(late).toBeGreaterThan(30)
  })
})

describe('changes of names', () => {
  test('a replaced file is the old one or the new one, never missing; a removed one lingers', () => {
    const base = new Disk()
    base.write(base.open('/f', CREATE), bytes(3, 'O'), null)
    base.write(base.open('/new', CREATE), bytes(3, 'N'), null)
    const looks = new Set<string>()
    const lists = new Set<string>()
    for (let seed = 0; seed < 100; seed++) {
      const disk = delayed(seed, {}, base)
      disk.rename('/new', '/f')
      disk.nowMs += 50
      looks.add(`${seen(disk, 'reader')} ${seen(disk, 'reader', '/new')}`)
      lists.add(listed(disk, 'reader').join())
      disk.nowMs += 50
      expect([seen(disk, 'reader'), listed(disk, 'reader')]).toEqual(['NNN', ['f']])
    }
    expect([...looks].sort()).toEqual(['NNN NNN', 'NNN missing', 'OOO NNN', 'OOO missing'])
    expect([...lists].sort()).toEqual(['f', 'f,new'])
  })

  test('an exclusive creation is a lock that works', () => {
    for (let seed = 0; seed < 20; seed++) {
      const disk = delayed(seed)
      disk.open('/f', CREATE | OPEN.EXCL)
      disk.caller = 'reader'
      expect(() => disk.open('/f', CREATE | OPEN.EXCL)).toThrow(/^EEXIST/)
    }
  })
})

test('the bytes of a long write arrive page by page', () => {
  const sizes = new Set<number>()
  /** Of looks at which the size was ahead. */
  const arrived = new Set<number>()
  for (let seed = 0; seed < 50; seed++) {
    const disk = delayed(seed, { coherent: ['/'] })
    const fd = as(disk, 'writer', () => disk.open('/f', CREATE))
    disk.nowMs += 200
    disk.caller = 'writer'
    disk.write(fd, bytes(10_000), null)
    let before = 0
    for (let ms = 0; ms <= 100; ms += 5) {
      disk.nowMs = 1_200 + ms
      const look = seen(disk, 'reader')
      sizes.add(look.length)
      expect(look).toMatch(/^A*0*$/)
      if (look.endsWith('0')) arrived.add(look.replaceAll('0', '').length)
      expect(look.length).toBeGreaterThanOrEqual(before)
      before = look.length
    }
    expect(seen(disk, 'reader')).toBe('A'.repeat(10_000))
  }
  expect([...sizes].sort((a, b) => a - b)).toEqual([0, 4096, 8192, 10_000])
  expect([...arrived].sort((a, b) => a - b)).toEqual([0, 4096, 8192])
})

test('everybody sees the same in the end, whatever was done', () => {
  for (let seed = 0; seed < 60; seed++) {
    const disk = delayed(seed)
    const stream = randomStream('visibility', String(seed))
    const paths = ['/a', '/b', '/c']
    for (let step = 0; step < 40; step++) {
      disk.nowMs += stream.integer(20)
      disk.caller = `p${stream.integer(3)}`
      const [from, to] = stream.shuffle([...paths]) as [string, string]
      try {
        const kind = stream.integer(5)
        if (kind === 0) disk.rename(from, to)
        else if (kind === 1) disk.unlink(from)
        else if (kind === 2) disk.truncate(from, stream.integer(6_000))
        else disk.write(disk.open(from, CREATE | OPEN.APPEND), bytes(1 + stream.integer(5_000), 'ABC'[stream.integer(3)]), null)
      } catch (error) {
        expect(error).toMatchObject({ code: 'ENOENT' })
      }
      for (const path of paths) seen(disk, 'p0', path)
    }
    disk.nowMs += 100
    const all = ['p0', 'p1', 'p2', 'p3'].map((reader) => [listed(disk, reader), paths.map((path) => seen(disk, reader, path))])
    disk.heal()
    for (const view of all) expect(view).toEqual([listed(disk, 'p0'), paths.map((path) => seen(disk, 'p0', path))])
  }
})
