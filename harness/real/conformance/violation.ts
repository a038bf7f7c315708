import type { ObservedNode } from '../../disk/images-admit.ts'
import type { FileSystem } from './file-systems.ts'
import type { Outcome } from './outcome.ts'
import type { Program } from './program.ts'

/** A node as data: `i` its identity; `d` a directory, `l` a symbolic link, `r` the bytes of a file as runs of [byte, count]. */
export interface FixtureNode {
  readonly i: number
  readonly d?: 1
  readonly l?: string
  readonly r?: readonly (readonly [byte: number, count: number])[]
}

/** An outcome that no rule admits, with the program that led to it, in the notation of the disk's fixtures. */
export interface Violation extends Program {
  readonly fileSystem: string
  readonly type: FileSystem['type']
  readonly profile: string
  /** The program is number `number` of this seed. */
  readonly seed: string
  readonly number: number
  /** The last syscall that had ended when the power went (-1 for none), and the last that had begun. */
  readonly ended?: number
  readonly begun?: number
  readonly reason: string
  readonly tree?: Readonly<Record<string, FixtureNode>>
  /** The smallest program found that is not admitted either, after so many runs of smaller ones. */
  readonly minimal?: { readonly runs: number; readonly violation: Violation }
}

export function violationOf({ name: fileSystem, type }: FileSystem, profile: string, seed: string, number: number, { setup, operations }: Program, outcome?: Outcome): Violation {
  const head = { fileSystem, type, profile, seed, number }
  if (outcome === undefined) return { ...head, reason: '', setup, operations }
  const { first, last, tree, complete } = outcome
  if (typeof tree === 'string') return { ...head, ended: first, begun: last, reason: tree, setup, operations }
  const reason = complete ? 'unmounted, and not all is there' : `the profile ${profile} does not admit this tree`
  return { ...head, ended: first, begun: last, reason, setup, operations, tree: Object.fromEntries(tree.map(([path, node]) => [path, fixtureNode(node)])) }
}

function fixtureNode(node: ObservedNode): FixtureNode {
  if (node.kind === 'directory') return { i: node.identity, d: 1 }
  if (node.kind === 'symlink') return { i: node.identity, l: node.target }
  return { i: node.identity, r: runsOf(node.bytes) }
}

function runsOf(bytes: Uint8Array): [byte: number, count: number][] {
  const runs: [number, number][] = []
  for (let from = 0; from < bytes.length; ) {
    let to = from + 1
    while (to < bytes.length && bytes[to] === bytes[from]) to++
    runs.push([bytes[from]!, to - from])
    from = to
  }
  return runs
}
