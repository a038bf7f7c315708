import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Disk } from '../disk.ts'
import { admits, type ObservedNode, type ObservedTree } from '../images-admit.ts'
import { treeOf } from '../observed-tree.ts'
import { MUTATIONS, sameTree } from './test-support/mutants.ts'
import { bytesOfRuns, cursorAtEnd, diskAfter, optionsOf, perform, type Step } from './test-support/programs.ts'

/** Real power cuts on kernel 6.18, one reading per row: what is in a row must be possible. */
type MeasuredRuns = readonly (readonly [byte: 'A' | 'B' | 'NUL', count: number])[] | null

interface Outcome {
  readonly fileSystem: string
  readonly operations: string
  readonly cut: string
  readonly file: MeasuredRuns
  readonly temporary: MeasuredRuns
}

interface SyncOutcome {
  readonly fileSystem: string
  readonly pending: string
  readonly sync: string
  readonly f: MeasuredRuns
  readonly t: MeasuredRuns
  readonly n: MeasuredRuns
}

interface Cell {
  readonly title: string
  readonly profile: string
  readonly disk: Disk
  readonly tree: ObservedTree
}

const A = 65
const B = 66
const C = 67

const SMALL: readonly Step[] = [['write', 'f', 0, 100, A, 'caf']]
const LARGE: readonly Step[] = [['write', 'f', 0, 5000, A, 'caf']]
const PROGRAMS: Readonly<Record<string, { readonly setup: readonly Step[]; readonly operations: readonly Step[] }>> = {
  append_small: { setup: SMALL, operations: [['write', 'f', 0, 100, B, 'a']] },
  append_big: { setup: SMALL, operations: [['write', 'f', 0, 10000, B, 'a']] },
  append_fdatasync: { setup: SMALL, operations: [['write', 'f', 0, 100, B, 'aF']] },
  overwrite: { setup: [['write', 'f', 0, 8192, A, 'caf']], operations: [['write', 'f', 0, 8192, B, '']] },
  create_nosync: { setup: [], operations: [['write', 'f', 0, 100, B, 'c']] },
  create_fsync_nodir: { setup: [], operations: [['write', 'f', 0, 100, B, 'cf']] },
  rename_over_nosync: { setup: LARGE, operations: [['write', 't', 0, 5000, B, 'c'], ['rename', 't', 'f']] },
  rename_over_fsync: { setup: LARGE, operations: [['write', 't', 0, 5000, B, 'cf'], ['rename', 't', 'f']] },
  rename_new_nosync: { setup: [], operations: [['write', 't', 0, 5000, B, 'c'], ['rename', 't', 'f']] },
  trunc_rewrite: { setup: LARGE, operations: [['write', 'f', 0, 5000, B, 't']] },
  unlink: { setup: LARGE, operations: [['unlink', 'f']] },
  link_unlink: { setup: [['write', 't', 0, 5000, A, 'caf']], operations: [['link', 't', 'f'], ['unlink', 't']] },
}

const CUTS: Readonly<Record<string, readonly Step[]>> = {
  now: [],
  wait7s: [],
  'other-fsync': [['write', 'other', 0, 10, C, 'caf']],
  'dir-fsync': [['fsync', '/']],
}

const PENDING: Readonly<Record<string, readonly Step[]>> = {
  rename: [['rename', 't', 'f']],
  append: [['write', 'f', 0, 100, B, 'a']],
  unlink: [['unlink', 'f']],
  create: [['write', 'n', 0, 0, B, 'c']],
}

const SYNCS: Readonly<Record<string, readonly Step[]>> = {
  sync_clean: [['fsync', 'c']],
  fdatasync_overwrite: [['write', 'c', 0, 4096, C, 'F']],
  fsync_overwrite: [['write', 'c', 0, 4096, C, 'f']],
  fdatasync_append: [['write', 'c', 0, 10, C, 'aF']],
  dsync_overwrite: [['write', 'c', 0, 4096, C, 's']],
  fsync_dir_other: [['fsync', 'd2']],
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')) as T
}

/** The tree with these files; `others` take what readers see there. */
function observe(disk: Disk, files: Readonly<Record<string, MeasuredRuns>>, others: readonly string[]): ObservedTree {
  const tree = new Map<string, ObservedNode>()
  let identity = 0
  for (const [path, runs] of Object.entries(files)) {
    if (runs !== null) tree.set(path, { kind: 'file', identity: identity++, bytes: bytesOfRuns(runs.map(([byte, count]) => [byte === 'NUL' ? 0 : byte.charCodeAt(0), count])) })
  }
  for (const [path, node] of treeOf(disk.freeze())) if (others.includes(path)) tree.set(path, { ...node, identity: identity++ })
  return tree
}

function outcomes(): Cell[] {
  return read<readonly Outcome[]>('real-crash-outcomes').map(({ fileSystem, operations, cut, file, temporary }) => {
    const program = PROGRAMS[operations]!
    const disk = diskAfter(program.setup, [...program.operations, ...CUTS[cut]!])
    return { title: `${operations}, ${cut}`, profile: fileSystem, disk, tree: observe(disk, { f: file, t: temporary }, ['other']) }
  })
}

function syncOutcomes(): Cell[] {
  return read<readonly SyncOutcome[]>('what-a-sync-commits').map(({ fileSystem, pending, sync, f, t, n }) => {
    const disk = diskAfter([...SMALL, ['write', 't', 0, 100, B, 'caf'], ['write', 'c', 0, 8192, A, 'caf'], ['mkdir', 'd2']], PENDING[pending]!)
    perform(disk, SYNCS[sync]!)
    return { title: `${pending}, ${sync}`, profile: fileSystem, disk, tree: observe(disk, { f, t, n }, ['c', 'd2']) }
  })
}

const CELLS = [...outcomes(), ...syncOutcomes()]

describe('measured power cuts', () => {
  it('are 201 cells', () => {
    expect(CELLS.length).toBe(201)
  })

  it.each(CELLS)('$profile admits $title', ({ profile, disk, tree }) => {
    expect(admits(cursorAtEnd(disk, optionsOf(profile)), tree)).toBe(true)
    expect(admits(cursorAtEnd(disk, optionsOf('posix')), tree)).toBe(true)
    expect(admits(cursorAtEnd(disk, optionsOf('lying')), tree)).toBe(true)
  })

  it('are among the first eight images', () => {
    const missing = CELLS.filter(({ profile, disk, tree }) => {
      const images = [...cursorAtEnd(disk, optionsOf(profile)).images({ limit: 8, seed: 'measured' })]
      return !images.some((image) => sameTree(treeOf(image.build()), tree))
    })
    expect(missing.map(({ profile, title }) => `${profile}: ${title}`)).toEqual([])
  })
})

describe('mutants of measured power cuts', () => {
  /** Refused, of 100. Lower for posix, which promises less. */
  const LEAST: Readonly<Record<string, Readonly<Record<string, number>>>> = {
    'a name dropped': { ext4: 93, xfs: 93, btrfs: 92, posix: 59 },
    'a name invented': { ext4: 99, xfs: 99, btrfs: 99, posix: 92 },
    'a byte cut': { ext4: 99, xfs: 100, btrfs: 99, posix: 75 },
    'a NUL added': { ext4: 97, xfs: 99, btrfs: 97, posix: 9 },
    'a byte never written': { ext4: 100, xfs: 100, btrfs: 100, posix: 50 },
    'two files swapped': { ext4: 100, xfs: 100, btrfs: 100, posix: 95 },
    'the last run NUL': { ext4: 94, xfs: 99, btrfs: 92, posix: 54 },
  }
  const rows = Object.keys(MUTATIONS).flatMap((mutation) => Object.entries(LEAST[mutation]!).map(([profile, least]) => ({ mutation, profile, least })))

  it.each(rows)('$profile refuses at least $least of 100 with $mutation', ({ mutation, profile, least }) => {
    let refused = 0
    let mutants = 0
    for (const cell of CELLS) {
      if (profile !== 'posix' && cell.profile !== profile) continue
      const cursor = cursorAtEnd(cell.disk, optionsOf(profile))
      for (const tree of MUTATIONS[mutation]!(cell.tree)) {
        mutants++
        if (!admits(cursor, tree)) refused++
      }
    }
    expect(mutants).toBeGreaterThan(50)
    expect((100 * refused) / mutants).toBeGreaterThanOrEqual(least)
  })
})
