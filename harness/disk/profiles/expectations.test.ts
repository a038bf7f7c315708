import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { admits, type ObservedNode } from '../images-admit.ts'
import { bytesOfRuns, cursorAtEnd, diskAfter, optionsOf, type Runs, type Step } from './test-support/programs.ts'

interface Expectation {
  readonly title: string
  readonly setup: readonly Step[]
  readonly operations: readonly Step[]
  readonly tree: Readonly<Record<string, { readonly i: number; readonly d?: 1; readonly r?: Runs }>>
  readonly admitted: Readonly<Record<string, 0 | 1>>
}

const EXPECTATIONS = JSON.parse(readFileSync(new URL('fixtures/expectations.json', import.meta.url), 'utf8')) as readonly Expectation[]

describe('expectations of what a power cut leaves', () => {
  const rows = EXPECTATIONS.flatMap((expectation) => Object.entries(expectation.admitted).map(([profile, admitted]) => ({ ...expectation, profile, admitted: admitted === 1 })))

  it('are 121', () => {
    expect(rows.length).toBe(121)
  })

  it.each(rows)('$profile: "$title" is possible: $admitted', ({ setup, operations, tree, profile, admitted, title }) => {
    const observed = new Map(Object.entries(tree).map(([path, { i, d, r }]): [string, ObservedNode] => [path, d === 1 ? { kind: 'directory', identity: i } : { kind: 'file', identity: i, bytes: bytesOfRuns(r ?? []) }]))
    // Damage to bytes that the append did not write needs a disk without powersafe overwrite.
    const powersafeOverwrite = profile !== 'posix' || title !== 'synced bytes damaged by a later append'
    const cursor = cursorAtEnd(diskAfter(setup, operations), optionsOf(profile, { powersafeOverwrite }))
    expect(admits(cursor, observed)).toBe(admitted)
    if (!powersafeOverwrite) expect(admits(cursorAtEnd(diskAfter(setup, operations), optionsOf(profile)), observed)).toBe(false)
  })
})
