import type { Step } from './program.ts'
import type { FixtureNode, Violation } from './violation.ts'

/**
 * A violation as a row of `harness/disk/profiles/facts-of-names.test.ts` or `facts-of-bytes.test.ts`, to be pasted there: the kernel left this tree, so its profile has
 * to admit it, and posix too. Only for violations with a tree.
 */
export function fixtureRow({ fileSystem, type, setup, operations, tree = {} }: Violation): string {
  const steps = (list: readonly Step[]): string => `[${list.map((step) => `[${step.map((value) => (typeof value === 'string' ? `'${value}'` : value)).join(', ')}]`).join(', ')}]`
  return [
    '  {',
    `    title: 'seen on ${fileSystem}',`,
    `    setup: ${steps(setup)},`,
    `    operations: ${steps(operations)},`,
    `    trees: [{ tree: '${treeText(tree)}', yes: '${type} posix', no: '' }],`,
    '  },',
  ].join('\n')
}

/** `d/ d/x=A100,028 1:f=B10 1:g=B10 l->f`: names of one inode have one number in front. */
export function treeText(tree: Readonly<Record<string, FixtureNode>>): string {
  const nodes = Object.entries(tree)
  const numbers = new Map<number, number>()
  for (const [, { i }] of nodes) if (!numbers.has(i) && nodes.filter(([, node]) => node.i === i).length > 1) numbers.set(i, numbers.size + 1)
  return nodes.map(([path, { i, d, l, r = [] }]) => {
    if (d === 1) return `${path}/`
    if (l !== undefined) return `${path}->${l}`
    const number = numbers.get(i)
    return `${number === undefined ? '' : `${number}:`}${path}=${r.map(([byte, count]) => `${byte === 0 ? '0' : String.fromCharCode(byte)}${count}`).join(',')}`
  }).join(' ')
}
