import type { ObservedNode, ObservedTree } from '../../images-admit.ts'

/** What a faithful profile refuses nearly always: trees that were seen, with one thing changed. */
export const MUTATIONS: Readonly<Record<string, (tree: ObservedTree) => ObservedTree[]>> = {
  'a name dropped': (tree) => [...tree.keys()].filter((path) => ![...tree.keys()].some((other) => other.startsWith(`${path}/`))).map((path) => new Map([...tree].filter(([other]) => other !== path))),
  'a name invented': (tree) => [new Map([...tree, ['invented', { kind: 'file', identity: 99, bytes: new Uint8Array(0) }]])],
  'a byte cut': (tree) => withBytes(tree, (bytes) => bytes.subarray(0, bytes.length - 1)),
  'a NUL added': (tree) => withBytes(tree, (bytes) => Uint8Array.from([...bytes, 0])),
  'a byte never written': (tree) => withBytes(tree, (bytes) => bytes.with(bytes.length >> 1, NEVER)),
  'two files swapped': (tree) => pairs([...tree].filter(([, node]) => node.kind === 'file')).filter(([[, one], [, other]]) => !sameBytes(one, other)).map(([[path, one], [otherPath, other]]) => new Map([...tree, [path, other], [otherPath, one]])),
  'the last run NUL': (tree) => withBytes(tree, withoutLastRun).filter((mutant) => !sameTree(mutant, tree)),
}

/** No program writes it. */
const NEVER = 90

/** One mutant per file with bytes; other names of the file change with it. */
function withBytes(tree: ObservedTree, change: (bytes: Uint8Array) => Uint8Array): ObservedTree[] {
  const files = new Map([...tree.values()].flatMap((node) => (node.kind === 'file' && node.bytes.length > 0 ? [[node.identity, node]] : [])))
  return [...files.values()].map((file) => {
    const changed = { ...file, bytes: change(file.bytes) }
    return new Map([...tree].map(([path, node]) => [path, node.kind === 'file' && node.identity === file.identity ? changed : node]))
  })
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((one, index) => items.slice(index + 1).map((other): [T, T] => [one, other]))
}

function sameBytes(one: ObservedNode, other: ObservedNode): boolean {
  return one.kind === 'file' && other.kind === 'file' && Buffer.compare(one.bytes, other.bytes) === 0
}

/** The last bytes that are all the same read NUL. */
function withoutLastRun(bytes: Uint8Array): Uint8Array {
  const last = bytes.at(-1)!
  return new Uint8Array(bytes).fill(0, bytes.findLastIndex((byte) => byte !== last) + 1)
}

/** Equal names, kinds and bytes, and the same of them are names of one inode. */
export function sameTree(a: ObservedTree, b: ObservedTree): boolean {
  const identities = new Map<number, number>()
  if (a.size !== b.size) return false
  for (const [path, node] of a) {
    const other = b.get(path)
    if (other?.kind !== node.kind) return false
    if (node.kind === 'file' && other.kind === 'file' && Buffer.compare(node.bytes, other.bytes) !== 0) return false
    const known = identities.get(node.identity)
    if (known !== undefined && known !== other.identity) return false
    identities.set(node.identity, other.identity)
  }
  return true
}
