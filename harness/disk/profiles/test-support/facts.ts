import { describe, expect, it } from 'vitest'
import { admits, type ObservedNode, type ObservedTree } from '../../images-admit.ts'
import { bytesOfRuns, cursorAtEnd, diskAfter, optionsOf, type Step } from './programs.ts'

/**
 * Surprising things that real kernels left behind, and what they never left. A tree is written as `path=runs`, a run as a byte and a count (`0` for NUL);
 * `path=` is an empty file, `path/` a directory, `path->target` a symbolic link. Names with a prefix `1:` to `9:` share an inode.
 */
export interface Fact {
  readonly title: string
  readonly setup: readonly Step[]
  readonly operations: readonly Step[]
  /** Profiles that admit the tree, and those that must not. */
  readonly trees: readonly { readonly tree: string; readonly yes: string; readonly no: string }[]
}

/** A file of so many A. */
export const FILE = (path: string, count: number): Step => ['write', path, 0, count, 65, 'caf']
/** Something else is synced. */
export const OTHER: Step = ['write', 'o', 0, 10, 79, 'caf']

export function treeOfText(text: string): ObservedTree {
  const tree = new Map<string, ObservedNode>()
  let next = 10
  for (const part of text.split(' ').filter((word) => word !== '')) {
    const link = /^([^=]+)->(.+)$/.exec(part)
    if (link !== null) {
      tree.set(link[1]!, { kind: 'symlink', identity: next++, target: link[2]! })
      continue
    }
    const [, shared, path, runs] = /^(?:(\d):)?([^=]+)(?:=(.*))?$/.exec(part)!
    const identity = shared === undefined ? next++ : Number(shared)
    if (path!.endsWith('/')) tree.set(path!.slice(0, -1), { kind: 'directory', identity })
    else tree.set(path!, { kind: 'file', identity, bytes: bytesOfRuns((runs ?? '').split(',').filter((run) => run !== '').map((run) => [run[0] === '0' ? 0 : run.charCodeAt(0), Number(run.slice(1))])) })
  }
  return tree
}

export function expectFacts(facts: readonly Fact[]): void {
  const rows = facts.flatMap(({ title, setup, operations, trees }) =>
    trees.flatMap(({ tree, yes, no }) => [
      ...yes.split(' ').filter(Boolean).map((profile) => ({ title, setup, operations, tree, profile, expected: true })),
      ...no.split(' ').filter(Boolean).map((profile) => ({ title, setup, operations, tree, profile, expected: false })),
    ]),
  )
  describe('what kernels left', () => {
    it.each(rows)('$profile, $title: "$tree" $expected', ({ setup, operations, tree, profile, expected }) => {
      expect(admits(cursorAtEnd(diskAfter(setup, operations), optionsOf(profile)), treeOfText(tree))).toBe(expected)
    })
  })
}
