import type { Disk } from '../disk/disk.ts'
import type { Operation, OperationKind } from './operation.ts'

/**
 * Every operation of a process, in one table: its name, what names it in labels, and what it does.
 * The names and arguments are those of `Disk`.
 */
type Path = OperationKind['path']
const ofPath: Path = (_disk, a) => String(a)
const ofDescriptor: Path = (disk, a) => disk.pathOf(a as number)
const ofDestination: Path = (_disk, _a, b) => String(b)

let code = 0
function row(name: string, path: Path, perform: (disk: Disk, operation: Operation) => unknown): OperationKind {
  return { name, code: ++code, path, perform }
}

type Position = number | null

const rows: readonly OperationKind[] = [
  row('open', ofPath, (disk, { a, b, c }) => disk.open(a as string, b as number, c as number)),
  row('close', ofDescriptor, (disk, { a }) => disk.close(a as number)),
  row('read', ofDescriptor, (disk, { a, b, c }) => disk.read(a as number, b as number, c as Position)),
  row('write', ofDescriptor, (disk, { a, b, c }) => disk.write(a as number, b as Uint8Array, c as Position)),
  row('ftruncate', ofDescriptor, (disk, { a, b }) => disk.ftruncate(a as number, b as number)),
  row('truncate', ofPath, (disk, { a, b }) => disk.truncate(a as string, b as number)),
  row('fsync', ofDescriptor, (disk, { a, covers }) => disk.fsync(a as number, covers)),
  row('fdatasync', ofDescriptor, (disk, { a, covers }) => disk.fdatasync(a as number, covers)),
  row('fstat', ofDescriptor, (disk, { a }) => disk.fstat(a as number)),
  row('stat', ofPath, (disk, { a }) => disk.stat(a as string)),
  row('lstat', ofPath, (disk, { a }) => disk.lstat(a as string)),
  row('readlink', ofPath, (disk, { a }) => disk.readlink(a as string)),
  row('rename', ofDestination, (disk, { a, b }) => disk.rename(a as string, b as string)),
  row('link', ofDestination, (disk, { a, b }) => disk.link(a as string, b as string)),
  row('symlink', ofDestination, (disk, { a, b }) => disk.symlink(a as string, b as string)),
  row('unlink', ofPath, (disk, { a }) => disk.unlink(a as string)),
  row('mkdir', ofPath, (disk, { a, b }) => disk.mkdir(a as string, b as number)),
  row('rmdir', ofPath, (disk, { a }) => disk.rmdir(a as string)),
  row('readdir', ofPath, (disk, { a }) => disk.readdir(a as string)),
  row('access', ofPath, (disk, { a, b }) => disk.access(a as string, b as number)),
]

export const syscalls: ReadonlyMap<string, OperationKind> = new Map(rows.map((kind) => [kind.name, kind]))

/** What is no syscall but a point of scheduling all the same. `a` is a function the world runs, or the milliseconds of a sleep. */
const named: Path = (_disk, _a, b) => (typeof b === 'string' ? b : undefined)
const runs = (_disk: Disk, { a }: Operation): unknown => (a as () => unknown)()

export const SLEEP: OperationKind = row('sleep', (_disk, a) => `${a as number} ms`, () => undefined)
/** A request reaches its process: without it the first stretch of every task would run in the order of the program, and real races would never be seen. */
export const ARRIVE: OperationKind = row('arrive', named, runs)
export const START: OperationKind = row('start', named, runs)
export const KILL: OperationKind = row('kill', named, runs)
export const RESTART: OperationKind = row('restart', named, runs)
