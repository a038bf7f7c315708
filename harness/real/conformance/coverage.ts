import type { Inode, MicroOperation } from '../../disk/micro-operation.ts'
import type { Simulated } from './check-outcomes.ts'

/** Everything that programs are made to do. A run in which one of them has no count did not look there. */
export const COVERED = [
  'create', 'append', 'write in place', 'O_DSYNC write', 'truncate down', 'truncate up', 'link', 'symlink', 'unlink', 'rename', 'rename over', 'rename directory', 'mkdir', 'rmdir',
  'fsync of a changed file', 'fsync of a clean file', 'fdatasync of a changed file', 'fdatasync of a clean file', 'fsync of a changed directory', 'fsync of a clean directory',
] as const

export type Covered = (typeof COVERED)[number]

/** Adds what the log of a program shows. */
export function addCoverage(coverage: Map<Covered, number>, { disk }: Simulated): void {
  const changed = new Set<Inode>()
  const directories = new Set<Inode>(directoriesOf(disk.base.root, (inode) => disk.base.node(inode)))
  for (const operation of disk.log) {
    if (operation.kind === 'entry' && operation.by === 'mkdir') directories.add(operation.inode)
    const covered = coveredBy(operation, changed, directories)
    if (covered !== undefined) coverage.set(covered, (coverage.get(covered) ?? 0) + 1)
    if (operation.kind === 'data') changed.add(operation.inode)
    else if (operation.kind === 'sync' && operation.scope !== 'range') changed.delete(operation.inode)
    else if (operation.kind === 'entry') for (const inode of [operation.directory, operation.inode, operation.before]) changed.add(inode)
  }
}

function coveredBy(operation: MicroOperation, changed: ReadonlySet<Inode>, directories: ReadonlySet<Inode>): Covered | undefined {
  switch (operation.kind) {
    case 'data':
      if (operation.why !== 'write') return operation.why === 'shrink' ? 'truncate down' : 'truncate up'
      return operation.size > operation.sizeBefore ? 'append' : 'write in place'
    case 'sync': {
      const state = changed.has(operation.inode) ? 'changed' : 'clean'
      if (operation.scope === 'range') return 'O_DSYNC write'
      if (directories.has(operation.inode)) return `fsync of a ${state} directory`
      return `${operation.scope} of a ${state} file`
    }
    case 'entry':
      if (operation.by !== 'rename') return operation.by
      if (operation.inode === 0) return undefined
      if (directories.has(operation.inode)) return 'rename directory'
      return operation.before === 0 ? 'rename' : 'rename over'
    default:
      return undefined
  }
}

function directoriesOf(root: Inode, node: (inode: Inode) => { readonly kind: string; readonly entries?: ReadonlyMap<string, Inode> } | undefined): Inode[] {
  const found = [root]
  for (const inode of found) for (const child of node(inode)?.entries?.values() ?? []) if (node(child)?.kind === 'directory') found.push(child)
  return found
}
