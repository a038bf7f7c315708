import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { simulate } from '../real/conformance/check-outcomes.ts'
import { randomProgram } from '../real/conformance/random-program.ts'
import type { Disk } from './disk.ts'
import { imageHash } from './image-hash.ts'
import { admits } from './images-admit.ts'
import { CrashCursor } from './images.ts'
import { profileNames } from './profiles/index.ts'
import { treeOf } from './observed-tree.ts'
import { cursorAtEnd, optionsOf, readable } from './profiles/test-support/programs.ts'
import { PROGRAM, type Program, run } from './profiles/test-support/random-programs.ts'

const HONEST = ['strict', 'ext4', 'xfs', 'btrfs', 'posix', 'lying'] as const
const LIMIT = 40

function forPrograms(check: (disk: Disk, program: Program) => void, numRuns: number): void {
  fc.assert(fc.property(PROGRAM, (program) => check(run(program), program)), { numRuns, seed: 1 })
}

describe.each(HONEST)('images of %s', (profile) => {
  it.each([true, false])('are distinct, admitted, and as their hash and their differences say (powersafe overwrite: %s)', (powersafeOverwrite) => {
    forPrograms((disk) => {
      const cursor = cursorAtEnd(disk, optionsOf(profile, { powersafeOverwrite }))
      const hashes = new Set<string>()
      for (const image of cursor.images({ limit: LIMIT, seed: 'test' })) {
        const built = image.build()
        const again = cursor.imageFrom(image.differences)
        const differences = JSON.stringify(image.differences)
        const facts = {
          differences,
          distinct: !hashes.has(image.hash),
          hashOfBuilt: imageHash(built.root, (inode) => built.node(inode)),
          hashFromDifferences: again.hash,
          differencesAgain: JSON.stringify(again.differences),
          admitted: admits(cursor, treeOf(built)),
        }
        const { hash } = image
        // Compared by hand first: an assertion per image would take most of the time.
        if (!facts.distinct || facts.hashOfBuilt !== hash || facts.hashFromDifferences !== hash || facts.differencesAgain !== differences || !facts.admitted) {
          expect(facts).toEqual({ differences, distinct: true, hashOfBuilt: hash, hashFromDifferences: hash, differencesAgain: differences, admitted: true })
        }
        hashes.add(hash)
      }
      expect(hashes.size).toBeGreaterThan(0)
      expect(hashes.size).toBeLessThanOrEqual(LIMIT)
      if (cursor.pendingCount() === 0) expect(hashes.size).toBe(1)
    }, 300)
  })

  it('begins with what readers see, which it always admits', () => {
    forPrograms((disk) => {
      const cursor = cursorAtEnd(disk, optionsOf(profile))
      const [first] = cursor.images({ limit: 1, seed: 'test' })
      expect(cursor.visible().hash).toBe(disk.freeze().hash)
      expect(first!.hash).toBe(disk.freeze().hash)
      expect(first!.differences).toEqual([])
      expect(readable(cursor.visible().build())).toBe(readable(disk.freeze()))
    }, 200)
  })

  it('gives the same sequence step by step and at once, and as often as asked', () => {
    forPrograms((disk) => {
      const steps = new CrashCursor(disk.base, disk.log, optionsOf(profile))
      for (const length of callBoundaries(disk)) {
        steps.advance(length)
        const fresh = new CrashCursor(disk.base, disk.log, optionsOf(profile))
        fresh.advance(length)
        const sequence = (cursor: CrashCursor): string[] => [...cursor.images({ limit: 12, seed: 'test' })].map(({ hash }) => hash)
        const expected = sequence(fresh)
        expect(sequence(steps)).toEqual(expected)
        expect(sequence(steps)).toEqual(expected)
      }
    }, 60)
  })

  it('stays as it was when the cursor goes on', () => {
    forPrograms((disk) => {
      const cursor = new CrashCursor(disk.base, disk.log, optionsOf(profile))
      const boundaries = callBoundaries(disk)
      const half = boundaries[Math.floor(boundaries.length / 2)]!
      cursor.advance(half)
      const at = (): CrashCursor => {
        const other = new CrashCursor(disk.base, disk.log, optionsOf(profile))
        other.advance(half)
        return other
      }
      const images = [...cursor.images({ limit: 12, seed: 'test' })]
      cursor.advance(disk.log.length)
      for (const image of cursor.images({ limit: 3, seed: 'test' })) image.build()
      const expected = [...at().images({ limit: 12, seed: 'test' })]
      images.forEach((image, index) => {
        expect(readable(image.build())).toBe(readable(expected[index]!.build()))
        expect(image.differences).toEqual(expected[index]!.differences)
        const built = image.build()
        for (let inode = built.nextInode; inode < cursor.imageFrom([]).build().nextInode; inode++) expect(built.node(inode)).toBeUndefined()
      })
    }, 100)
  })
})

describe.each(HONEST)('the search for images of %s', (profile) => {
  it('finds every image that is admitted, where it says that it found all', () => {
    let complete = 0
    let refused = 0
    let admitted = 0
    forPrograms((disk) => {
      const cursor = cursorAtEnd(disk, optionsOf(profile))
      const hashes = new Set([...cursor.images({ limit: 2000, seed: 'test' })].map(({ hash }) => hash))
      if (!cursor.exhaustive) return
      complete++
      for (const candidate of cursorAtEnd(disk, optionsOf('lying')).images({ limit: 60, seed: 'test' })) {
        const known = hashes.has(candidate.hash)
        if (known) admitted++
        else refused++
        if (admits(cursor, treeOf(candidate.build())) !== known) expect({ differences: candidate.differences, readable: readable(candidate.build()) }).toBe(known ? 'admitted' : 'refused')
      }
    }, 200)
    expect(complete).toBeGreaterThan(40)
    expect(admitted).toBeGreaterThan(100)
    if (profile !== 'lying') expect(refused).toBeGreaterThan(100)
  })

  it('gives one image for all that differ only elsewhere', () => {
    forPrograms((disk) => {
      const cursor = cursorAtEnd(disk, optionsOf(profile))
      expect([...cursor.images({ limit: 5, seed: 'test', only: () => false })].length).toBe(1)
      const all = [...cursor.images({ limit: LIMIT, seed: 'test', only: () => true })].length
      expect(all).toBe([...cursor.images({ limit: LIMIT, seed: 'test' })].length)
    }, 50)
  })
})

/** In it ext4 and xfs once admitted a size that posix did not. */
const SIZE_NEVER_HAD: Program = {
  setup: [
    ['mkdir', 'd'], ['write', 'a', 0, 3996, 66, 'ca'], ['write', 'd/x', 0, 9000, 67, 'ca'], ['write', 'a', 1024, 5000, 68, 'cas'],
    ['write', 'a', 512, 1000, 69, 'caF'], ['link', 'a', 'b'], ['write', 'a', 0, 3000, 70, 'cs'],
  ],
  operations: [
    ['rename', 'd/x', 'd/x.1'], ['write', 'd/x', 0, 512, 71, 'caf'], ['fsync', 'd/x'], ['write', 'd/x', 10000, 1000, 72, 'ct'],
    ['write', 'd/x', 500, 512, 73, 'cs'], ['rename', 'a', 'd/x'], ['rename', 'd/x', 'd/x'], ['write', 'b', 8192, 300, 74, 'ctf'],
  ],
}

describe('profiles among each other', () => {
  it.each(['strict', 'ext4', 'xfs', 'btrfs', 'posix'])('whatever %s leaves, posix and lying admit', (profile) => {
    forPrograms((disk) => {
      const posix = cursorAtEnd(disk, optionsOf('posix'))
      const lying = cursorAtEnd(disk, optionsOf('lying'))
      for (const image of cursorAtEnd(disk, optionsOf(profile)).images({ limit: LIMIT, seed: 'test' })) {
        const tree = treeOf(image.build())
        if (!admits(posix, tree)) expect({ profile, differences: image.differences, log: disk.log.map(({ kind }) => kind) }).toBe('admitted by posix')
        if (!admits(lying, tree)) expect({ profile, differences: image.differences }).toBe('admitted by lying')
      }
    }, 300)
  })

  it.each(['strict', 'ext4', 'xfs', 'btrfs'])('whatever %s leaves at any point of a program of the comparison with kernels, posix and lying admit', (profile) => {
    let looked = 0
    for (const program of [SIZE_NEVER_HAD, ...[0, 1, 2, 3, 4, 5, 6, 7].map((number) => randomProgram('sub', number))]) {
      const { disk } = simulate(program)
      const [own, posix, lying] = [profile, 'posix', 'lying'].map((name) => new CrashCursor(disk.base, disk.log, optionsOf(name))) as [CrashCursor, CrashCursor, CrashCursor]
      for (const length of callBoundaries(disk)) {
        for (const cursor of [own, posix, lying]) cursor.advance(length)
        for (const image of own.images({ limit: 12, seed: 'test' })) {
          looked++
          const tree = treeOf(image.build())
          if (!admits(posix, tree) || !admits(lying, tree)) expect({ program, length, profile, differences: image.differences }).toBe('admitted by posix and lying')
        }
      }
    }
    expect(looked).toBeGreaterThan(100)
  })

  it('strict has exactly one image, and nothing pending', () => {
    forPrograms((disk) => {
      const cursor = cursorAtEnd(disk, optionsOf('strict'))
      expect([...cursor.images({ limit: 10, seed: 'test' })].map(({ hash }) => hash)).toEqual([disk.freeze().hash])
      expect(cursor.pendingCount()).toBe(0)
      expect(cursor.exhaustive).toBe(true)
    }, 200)
  })

  it('are these six', () => {
    expect(profileNames()).toEqual(HONEST)
    expect(() => new CrashCursor(...([cursorBase(), [], optionsOf('ntfs')] as const))).toThrow("profile is 'ntfs'; it takes one of strict, ext4, xfs, btrfs, posix, lying")
  })
})

/** Lengths of the log at which a crash can come. */
function callBoundaries({ log }: Disk): number[] {
  const lengths: number[] = []
  for (let length = 0; length <= log.length; length++) if (log[length]?.kind !== 'entry' || log[length]?.call !== log[length - 1]?.call) lengths.push(length)
  return lengths
}

function cursorBase(): ConstructorParameters<typeof CrashCursor>[0] {
  return run({ setup: [], operations: [] }).base
}
