import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { ObservedNode } from '../../disk/images-admit.ts'

/** What was found after one or more cuts that fell between the same syscalls. */
export interface Outcome {
  /** The last syscall that had ended (-1 for none), and the last that had begun. */
  readonly first: number
  readonly last: number
  /** How many cuts left it. */
  readonly count: number
  /** By path; or why the file system could not be mounted or read. */
  readonly tree: readonly (readonly [path: string, node: ObservedNode])[] | string
  /** Nothing was cut: the file system had been unmounted. */
  readonly complete: boolean
}

/** Everything below a folder, in order. Identities are counted from 1 as they are met. */
export function readTree(root: string): [path: string, node: ObservedNode][] {
  const identities = new Map<number, number>()
  const found: [string, ObservedNode][] = []
  const visit = (prefix: string): void => {
    for (const name of readdirSync(join(root, prefix)).sort()) {
      const path = prefix === '' ? name : `${prefix}/${name}`
      const full = join(root, path)
      const status = lstatSync(full)
      const identity = identities.get(status.ino) ?? identities.size + 1
      identities.set(status.ino, identity)
      if (status.isDirectory()) {
        found.push([path, { kind: 'directory', identity }])
        visit(path)
      } else if (status.isSymbolicLink()) found.push([path, { kind: 'symlink', identity, target: readlinkSync(full) }])
      else found.push([path, { kind: 'file', identity, bytes: new Uint8Array(readFileSync(full)) }])
    }
  }
  visit('')
  return found
}

/** Equal for equal trees. */
export function treeDigest(tree: Outcome['tree']): string {
  const hash = createHash('sha1')
  if (typeof tree === 'string') return hash.update(tree).digest('base64')
  for (const [path, node] of tree) {
    hash.update(`${path}\0${node.kind} ${node.identity} ${node.kind === 'symlink' ? node.target : node.kind === 'file' ? node.bytes.length : ''}\0`)
    if (node.kind === 'file') hash.update(node.bytes)
  }
  return hash.digest('base64')
}
