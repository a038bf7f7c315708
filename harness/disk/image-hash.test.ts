import { describe, expect, test } from 'vitest'
import { emptyImage, imageOf } from './frozen-image.ts'
import { hashBytes, hashDigits, hashText, mix } from './hash.ts'
import { fileContent, inodeTerm, nameHash, nodeContent, pathTerm, rootPath } from './image-hash.ts'
import { bytesOf, EMPTY, freezePage, PAGE_SIZE, versionOf, ZERO } from './page.ts'
import type { ImageNode } from './image.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const file = (text: string, mode = 0o644): ImageNode => ({ kind: 'file', mode, content: versionOf(bytes(text)) })
const directory = (entries: Record<string, number>, mode = 0o755): ImageNode => ({ kind: 'directory', mode, entries: new Map(Object.entries(entries)) })
const hashOf = (nodes: Record<number, ImageNode>): string => imageOf(new Map(Object.entries(nodes).map(([inode, node]) => [Number(inode), node]))).hash

describe('hashBytes', () => {
  test('bytes of NUL are 0 whatever their number', () => {
    for (const length of [0, 1, 4, 7, PAGE_SIZE]) expect(hashBytes(new Uint8Array(length))).toEqual([0, 0])
  })

  test('sees every single bit, at any alignment', () => {
    const seen = new Set<string>()
    const memory = new Uint8Array(70)
    for (let bit = 0; bit < 8 * 67; bit++) {
      memory.fill(0)
      const view = memory.subarray(1, 68)
      view[bit >> 3] = 1 << (bit & 7)
      const [a, b] = hashBytes(view)
      seen.add(`a${a}`)
      seen.add(`b${b}`)
      expect(hashBytes(new Uint8Array(view))).toEqual([a, b])
    }
    expect(seen.size).toBe(2 * 8 * 67)
  })

  test('is the same on every machine', () => {
    const lanes = hashBytes(bytes('the same bytes give the same hash'))
    expect(lanes).toEqual([1321912430, -1950270946])
    expect([mix(1, 2), mix(2, 1), mix(0, 0)]).toEqual([2117216093, 232174035, 0])
    expect([hashText('name', 1), hashText('name', 2)]).toEqual([-723725685, -71250001])
  })
})

describe('pages', () => {
  test('of NUL are one page', () => {
    expect(freezePage(new Uint8Array(PAGE_SIZE))).toBe(ZERO)
    expect(versionOf(new Uint8Array(5000))).toEqual({ size: 5000, pages: [ZERO, ZERO] })
  })

  test('hold any bytes', () => {
    for (const text of ['', 'a', 'b'.repeat(4096), 'c'.repeat(10_000)]) expect(new TextDecoder().decode(bytesOf(versionOf(bytes(text))))).toBe(text)
    expect(bytesOf({ size: 5000, pages: [undefined] })).toEqual(new Uint8Array(5000))
    expect(EMPTY).toEqual({ size: 0, pages: [] })
  })
})

describe('the hash of an image', () => {
  test('does not count inode numbers or the order of entries', () => {
    const one = hashOf({ 1: directory({ a: 2, d: 3 }), 2: file('A'), 3: directory({ b: 4 }), 4: file('B') })
    expect(hashOf({ 1: directory({ d: 9, a: 7 }), 7: file('A'), 9: directory({ b: 5 }), 5: file('B') })).toBe(one)
    expect(one).toMatch(/^[0-9a-f]{16}$/)
  })

  test('tells two names of one inode from two files', () => {
    const linked = hashOf({ 1: directory({ a: 2, b: 2 }), 2: file('A') })
    expect(hashOf({ 1: directory({ a: 2, b: 3 }), 2: file('A'), 3: file('A') })).not.toBe(linked)
  })

  test('counts names, kinds, modes, sizes, bytes, targets and places', () => {
    const variants: Record<number, ImageNode>[] = [
      { 1: directory({}) },
      { 1: directory({}, 0o700) },
      { 1: directory({ a: 2 }), 2: file('') },
      { 1: directory({ b: 2 }), 2: file('') },
      { 1: directory({ a: 2 }), 2: file('', 0o600) },
      { 1: directory({ a: 2 }), 2: file('\0') },
      { 1: directory({ a: 2 }), 2: file('x') },
      { 1: directory({ a: 2 }), 2: directory({}) },
      { 1: directory({ a: 2 }), 2: { kind: 'symlink', target: 'x' } },
      { 1: directory({ a: 2 }), 2: { kind: 'symlink', target: 'y' } },
      { 1: directory({ a: 2, b: 3 }), 2: file('A'), 3: file('B') },
      { 1: directory({ a: 2, b: 3 }), 2: file('B'), 3: file('A') },
      { 1: directory({ d: 2, a: 3 }), 2: directory({}), 3: file('A') },
      { 1: directory({ d: 2 }), 2: directory({ a: 3 }), 3: file('A') },
      { 1: directory({ a: 2 }), 2: file('x'.repeat(4096) + 'y'.repeat(4096)) },
      { 1: directory({ a: 2 }), 2: file('y'.repeat(4096) + 'x'.repeat(4096)) },
    ]
    const hashes = variants.map(hashOf)
    expect(new Set(hashes).size).toBe(variants.length)
    for (const lane of [[0, 8], [8, 16]] as const) expect(new Set(hashes.map((hash) => hash.slice(...lane))).size).toBe(variants.length)
  })

  test('a hole is a page of NUL, a page of NUL at the end is none', () => {
    const withPages = (pages: (typeof ZERO | undefined)[]): string => hashOf({ 1: directory({ a: 2 }), 2: { kind: 'file', mode: 0o644, content: { size: 9000, pages } } })
    const page = freezePage(new Uint8Array(PAGE_SIZE).fill(1))
    expect(withPages([ZERO, page, ZERO])).toBe(withPages([undefined, page]))
    expect(withPages([page])).not.toBe(withPages([undefined, page]))
  })

  test('is a sum of terms, one per named inode', () => {
    const content = file('text') as ImageNode & { kind: 'file' }
    const root = directory({ a: 2, b: 2 })
    const sums = ([0, 1] as const).map((lane) => {
      const identity = pathTerm(rootPath(lane), nameHash(lane, 'a')) + pathTerm(rootPath(lane), nameHash(lane, 'b'))
      return inodeTerm(rootPath(lane), nodeContent(lane, root)) + inodeTerm(identity, fileContent(lane, content.mode, content.content))
    })
    expect(hashDigits(sums[0]!, sums[1]!)).toBe(hashOf({ 1: root, 2: content }))
  })

  test('has one value even where damage gave a directory two names', () => {
    const one = hashOf({ 1: directory({ d: 2, e: 2 }), 2: directory({ a: 3, back: 2 }), 3: file('A') })
    expect(hashOf({ 1: directory({ e: 2, d: 2 }), 2: directory({ back: 2, a: 3 }), 3: file('A') })).toBe(one)
  })

  test('an empty image has only a root', () => {
    const image = emptyImage()
    expect(image.node(image.root)).toEqual({ kind: 'directory', mode: 0o755, entries: new Map() })
    expect(image.nextInode).toBe(2)
    expect(image.node(2)).toBeUndefined()
  })
})
