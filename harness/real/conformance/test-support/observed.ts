import type { ObservedNode } from '../../../disk/images-admit.ts'
import type { FixtureNode } from '../violation.ts'

/** A tree as it was printed or kept, put together again. */
export function observedTree(tree: Readonly<Record<string, FixtureNode>>): [path: string, node: ObservedNode][] {
  return Object.entries(tree).map(([path, node]) => [path, observed(node)])
}

function observed({ i, d, l, r = [] }: FixtureNode): ObservedNode {
  if (d === 1) return { kind: 'directory', identity: i }
  if (l !== undefined) return { kind: 'symlink', identity: i, target: l }
  return { kind: 'file', identity: i, bytes: new Uint8Array(Buffer.concat(r.map(([byte, count]) => Buffer.alloc(count, byte)))) }
}
