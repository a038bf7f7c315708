import fc from 'fast-check'
import { OPEN } from '../open-flags.ts'

/** One syscall of a random sequence. Paths are relative to its root; a target that begins with `/` means below that root. `slot` holds a descriptor. */
export type Step =
  | { readonly call: 'open'; readonly slot: number; readonly path: string; readonly flags: number; readonly mode: number }
  | { readonly call: 'close' | 'fsync' | 'fdatasync' | 'fstat'; readonly slot: number }
  | { readonly call: 'read'; readonly slot: number; readonly length: number; readonly position: number | null }
  | { readonly call: 'write'; readonly slot: number; readonly length: number; readonly position: number | null }
  | { readonly call: 'ftruncate'; readonly slot: number; readonly length: number }
  | { readonly call: 'truncate'; readonly path: string; readonly length: number }
  | { readonly call: 'stat' | 'lstat' | 'readlink' | 'unlink' | 'rmdir' | 'readdir'; readonly path: string }
  | { readonly call: 'rename' | 'link' | 'symlink'; readonly path: string; readonly to: string }
  | { readonly call: 'mkdir' | 'access'; readonly path: string; readonly mode: number }

export const SLOTS = 4

/** Few names, so that they meet; `d` and `e` are mostly directories, `l` is mostly a symbolic link. */
const name = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom('a', 'b', 'd', 'e', 'l') },
  { weight: 1, arbitrary: fc.constantFrom('💾', 'n'.repeat(255), 'n'.repeat(256), '日'.repeat(85), '日'.repeat(86), '\ud83d', '\ufffd') },
)
const plainPath = fc.oneof(
  { weight: 6, arbitrary: name },
  { weight: 5, arbitrary: fc.tuple(fc.constantFrom('d', 'd', 'e', 'l', 'a'), name).map(([folder, last]) => `${folder}/${last}`) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('d/e', 'e/d', 'd/d', 'l/e', 'd/..', 'd/.', 'e/..', 'l/..', 'a/..', '.'), name).map(([folder, last]) => `${folder}/${last}`) },
)
const path = fc.oneof(
  { weight: 20, arbitrary: plainPath },
  { weight: 2, arbitrary: plainPath.map((text) => `${text}/`) },
  { weight: 1, arbitrary: plainPath.map((text) => text.replaceAll('/', '//')) },
  { weight: 1, arbitrary: fc.tuple(plainPath, fc.constantFrom('/.', '/..', '//', '/./')).map(([text, end]) => text + end) },
  { weight: 1, arbitrary: fc.constantFrom('', '.', '..', './') },
)
/** At most one `..`: see the depth of the sandbox. */
const target = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'd', 'd/', 'l', 'd/a', 'd/l', 'a/') },
  { weight: 2, arbitrary: fc.constantFrom('../a', '../d', '../l', '.', '..', 'd/../b') },
  { weight: 2, arbitrary: fc.constantFrom('/a', '/d', '/d/b', '/', '/l', '/e/') },
  { weight: 1, arbitrary: fc.constantFrom('', 'x'.repeat(300), 'y/'.repeat(2100)) },
)
const offset = fc.oneof(fc.nat(200), fc.constantFrom(0, 1, 511, 512, 4095, 4096, 4097, 8192, 10_000, 40_000), fc.nat(20_000))
const length = fc.oneof(fc.nat(200), fc.constantFrom(0, 1, 512, 4095, 4096, 4097, 9000))
const position = fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 3, arbitrary: offset })
const slot = fc.nat(SLOTS - 1)

const accessMode = fc.oneof({ weight: 2, arbitrary: fc.constant(OPEN.RDONLY) }, { weight: 2, arbitrary: fc.constant(OPEN.WRONLY) }, { weight: 4, arbitrary: fc.constant(OPEN.RDWR) })
const flags = fc
  .tuple(accessMode, fc.subarray([OPEN.CREAT, OPEN.CREAT, OPEN.TRUNC, OPEN.APPEND, OPEN.EXCL]), fc.oneof({ weight: 12, arbitrary: fc.constant(0) }, fc.constantFrom(OPEN.DSYNC, OPEN.SYNC, OPEN.DIRECTORY, OPEN.NOFOLLOW, OPEN.DIRECTORY | OPEN.NOFOLLOW)))
  .map(([base, more, rare]) => more.reduce((sum, flag) => sum | flag, base | rare))

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 14, arbitrary: fc.record({ call: fc.constant('open' as const), slot, path, flags, mode: fc.constantFrom(0o666, 0o644, 0o600, 0o755) }) },
  { weight: 3, arbitrary: fc.record({ call: fc.constant('close' as const), slot }) },
  { weight: 2, arbitrary: fc.record({ call: fc.constant('fstat' as const), slot }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constantFrom('fsync' as const, 'fdatasync' as const), slot }) },
  { weight: 8, arbitrary: fc.record({ call: fc.constant('read' as const), slot, length: length.map((value) => value + 1), position }) },
  { weight: 16, arbitrary: fc.record({ call: fc.constant('write' as const), slot, length, position }) },
  { weight: 4, arbitrary: fc.record({ call: fc.constant('ftruncate' as const), slot, length: offset }) },
  { weight: 2, arbitrary: fc.record({ call: fc.constant('truncate' as const), path, length: offset }) },
  { weight: 8, arbitrary: fc.record({ call: fc.constantFrom('stat' as const, 'lstat' as const, 'readdir' as const, 'readlink' as const), path }) },
  { weight: 8, arbitrary: fc.record({ call: fc.constantFrom('unlink' as const, 'unlink' as const, 'rmdir' as const), path }) },
  { weight: 2, arbitrary: fc.record({ call: fc.constant('rmdir' as const), path: fc.constantFrom('d/e', 'e/d', 'e/d/', 'l/e', 'b', 'e') }) },
  { weight: 8, arbitrary: fc.record({ call: fc.constant('rename' as const), path, to: path }) },
  { weight: 4, arbitrary: fc.record({ call: fc.constant('link' as const), path, to: path }) },
  { weight: 4, arbitrary: fc.record({ call: fc.constant('symlink' as const), path: target, to: path }) },
  { weight: 6, arbitrary: fc.record({ call: fc.constant('mkdir' as const), path, mode: fc.constantFrom(0o777, 0o755, 0o700) }) },
  { weight: 2, arbitrary: fc.record({ call: fc.constant('access' as const), path, mode: fc.constantFrom(0, 1, 2, 4, 6, 7) }) },
)

const made = (slot: number, path: string): Step => ({ call: 'open', slot, path, flags: OPEN.RDWR | OPEN.CREAT, mode: 0o666 })
const few: readonly Step[] = [{ call: 'mkdir', path: 'd', mode: 0o777 }, made(0, 'a'), { call: 'write', slot: 0, length: 5000, position: null }, made(1, 'd/b')]
const many: readonly Step[] = [
  ...few,
  { call: 'mkdir', path: 'e', mode: 0o777 },
  { call: 'mkdir', path: 'd/e', mode: 0o777 },
  { call: 'link', path: 'a', to: 'b' },
  { call: 'link', path: 'd/b', to: 'e/a' },
  { call: 'symlink', path: 'd', to: 'l' },
  { call: 'symlink', path: '/b', to: 'd/l' },
  made(2, 'd/a'),
  { call: 'mkdir', path: 'e/d', mode: 0o777 },
  { call: 'write', slot: 2, length: 300, position: 4000 },
]

/** From an empty directory, or from one where most names mean something: else nearly everything would be refused. */
export const sequence: fc.Arbitrary<Step[]> = fc
  .tuple(fc.constantFrom([], few, many, many, many), fc.array(step, { minLength: 1, maxLength: 30, size: 'max' }))
  .map(([opening, steps]) => [...opening, ...steps])
