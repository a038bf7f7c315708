import fc from 'fast-check'
import { constants } from 'node:fs'
import type { FileHandle, FileSystem, Stats, WriteFileOptions } from '../../host/host.ts'

/**
 * Random work for a `FileSystem`, and what came of it in a form in which two file systems can be compared: results, error codes and texts, sizes, link
 * counts, modes, listings (sorted), contents. Of inode numbers only those of one moment are compared (which names are one file), as a real kernel uses
 * them again; paths count without the directory that the work is done in.
 */
export type Operation = { readonly does: string } & Record<string, unknown>

const NAMES = ['a', 'b', 'd', 'd/a', 'd/b', 'd/e', 'd/e/a', 'e', 'e/a', 'l', 'd/l'] as const
const ODD_PATHS = ['l/a', 'l/e/b', 'a/', 'd/', 'l/', 'd//a', 'd/./a', 'd/../b', 'a/x', 'missing/x', 'missing/x/y', 'd/e/f/g', '.', 'n'.repeat(256), `d/${'n'.repeat(255)}`] as const
/** Mostly what works, now and then what is refused. */
const mostly = <T>(usual: fc.Arbitrary<T>, ...odd: readonly unknown[]): fc.Arbitrary<T> => fc.oneof({ weight: 20, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...odd) as fc.Arbitrary<T> })
const either = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)

const path = fc.oneof({ weight: 6, arbitrary: either(...NAMES) }, { weight: 1, arbitrary: either(...ODD_PATHS) })
const form = either('string', 'string', 'string', 'buffer', 'url')
/** `@` stands for the directory that the work is done in. */
const target = either('a', 'b', 'd', 'd/e', 'e', '../a', '../d', 'l', 'missing', 'd/l', '@/a', '@/d', 'a/', '')
const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_DSYNC, O_SYNC, O_DIRECTORY, O_NOFOLLOW } = constants
const flags: fc.Arbitrary<string | number | undefined> = mostly(
  fc.oneof(
    { weight: 3, arbitrary: either<string | number>('r', 'r', 'r+', 'r+', 'rs+', 'w', 'wx', 'w+', 'wx+', 'a', 'ax', 'a+', 'ax+', 'as') },
    {
      weight: 1,
      arbitrary: either<string | number>(
        O_RDONLY,
        O_WRONLY | O_CREAT | O_DSYNC,
        O_RDWR | O_CREAT,
        O_RDWR | O_APPEND,
        O_RDWR | O_TRUNC,
        O_RDWR | O_CREAT | O_EXCL,
        O_RDONLY | O_DIRECTORY,
        O_WRONLY | O_SYNC | O_APPEND,
        O_RDONLY | O_NOFOLLOW,
        O_RDONLY | O_CREAT,
      ),
    },
  ),
  'zz',
  '',
  undefined,
  'R',
)
const size = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 40 }) }, { weight: 2, arbitrary: either(511, 512, 4095, 4096, 4097, 9000) })
const major = Number(process.versions.node.split('.')[0])
/** Node's releases from 22 on take a position that is no whole number. The simulated handle refuses it on all, as Node 20 does. */
const notWhole = major < 22 ? [1.5] : []
const position = fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 2, arbitrary: size }, { weight: 1, arbitrary: either(20_000, -1, undefined, ...notWhole) })
const text = either('', 'x', 'hello', 'grüße 🜁\u2028', '日本語'.repeat(30))
const data = fc.oneof(fc.record({ fill: fc.integer({ min: 1, max: 255 }), size }), text)
const slot = fc.integer({ min: 0, max: 2 })
const mode = mostly(either<number | string | undefined>(undefined, 0o600, 0o777, '640'), 'abc', -1, 0.5)
const encoding = mostly(either<string | null | undefined>(undefined, null, 'utf8', 'latin1'), 'nonsense')
const standardOr = (other: typeof flags): typeof flags => fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: other })
const offset = mostly(either<number | null | undefined>(undefined, undefined, 0, 3, null), -1, 99_999)
const length = mostly(either<number | null | undefined>(undefined, undefined, null, 5, 0), -2, 10_000)
const newLength = mostly(fc.oneof(size, fc.constant(undefined)), -3, 1.5, 'x')
const yes = (...odd: readonly unknown[]): fc.Arbitrary<boolean | undefined> => mostly(either(undefined, true, true, false), ...odd)

const does = <T>(name: string, fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Operation> => fc.record({ does: fc.constant(name), ...fields }) as unknown as fc.Arbitrary<Operation>

const onPaths = [
  does('open', { path, form, flags, mode, slot }),
  does('readFile', { path, form, encoding, flag: standardOr(flags) }),
  does('writeFile', { path, form, data, encoding, flag: standardOr(flags), mode, flush: mostly(either(undefined, undefined, undefined, false, true), 'yes') }),
  does('appendFile', { path, form, data, encoding, flag: standardOr(flags), mode }),
  does('rename', { path, to: path }),
  does('link', { path, to: path }),
  does('symlink', { target, path }),
  does('readlink', { path, form }),
  does('unlink', { path, form }),
  does('rm', { path, options: mostly(either<unknown>({}, undefined, { force: true }, { recursive: true }, { force: true, recursive: true }), { force: undefined }, { recursive: 1 }, null) }),
  does('mkdir', { path, form, recursive: yes(1), mode }),
  does('rmdir', { path, form }),
  does('readdir', { path, form, withFileTypes: fc.boolean() }),
  does('stat', { path, form }),
  does('lstat', { path, form }),
  does('access', { path, form, mode: either(undefined, 0, 2, 4, 6) }),
  does('truncate', { path, form, length: newLength }),
  does('mkdtemp', { path }),
]
const onHandles = [
  does('handle.read', { slot, size, offset, length, position, span: fc.boolean() }),
  does('handle.write', { slot, data, offset, length, position, span: fc.boolean() }),
  does('handle.append', { slot, data }),
  does('handle.writev', { slot, parts: fc.array(data, { maxLength: 3 }), position }),
  does('handle.readFile', { slot, encoding }),
  does('handle.writeFile', { slot, data, encoding }),
  does('handle.appendFile', { slot, data }),
  does('handle.stat', { slot }),
  does('handle.truncate', { slot, length: newLength }),
  does('handle.sync', { slot }),
  does('handle.datasync', { slot }),
  does('handle.close', { slot }),
]
const onNothing = does('badPath', {
  path: either<unknown>(undefined, 7, 'a\0b', '', {}),
  to: either('stat', 'open', 'readFile', 'rename', 'link', 'symlink', 'readlink', 'unlink', 'mkdir', 'rmdir', 'rm', 'readdir', 'writeFile', 'access', 'truncate'),
})

/** Something to work on: each sequence begins with some of it. */
const furniture: readonly Operation[] = [
  { does: 'mkdir', path: 'd' },
  { does: 'mkdir', path: 'd/e' },
  { does: 'mkdir', path: 'e' },
  { does: 'writeFile', path: 'a', data: 'twenty bytes of text' },
  { does: 'writeFile', path: 'd/a', data: { fill: 3, size: 9000 } },
  { does: 'link', path: 'a', to: 'b' },
  { does: 'symlink', target: 'd', path: 'l' },
  { does: 'symlink', target: '../a', path: 'd/l' },
  { does: 'open', path: 'a', flags: 'r+', slot: 0 },
  { does: 'open', path: 'd/a', flags: 'a+', slot: 1 },
  { does: 'open', path: 'd', flags: 'r', slot: 2 },
]
const LONGEST = 20
const work = fc.oneof({ weight: 30, arbitrary: fc.oneof(...onPaths) }, { weight: 20, arbitrary: fc.oneof(...onHandles) }, { weight: 1, arbitrary: onNothing })

export const operations: fc.Arbitrary<Operation[]> = fc
  .tuple(fc.subarray([...furniture], { minLength: 6 }), fc.array(work, { minLength: 1, maxLength: LONGEST, size: 'max' }))
  .map(([first, then]) => [...first, ...then])

export const operationNames: readonly string[] = [...onPaths, ...onHandles, onNothing].map((arbitrary) => fc.sample(arbitrary, { numRuns: 1, seed: 1 })[0]!.does)

type Bytes = string | Uint8Array
const bytesOf = (value: unknown): Bytes => {
  if (typeof value === 'string') return value
  const { fill, size: length } = value as { fill: number; size: number }
  return new Uint8Array(length).map((_byte, index) => (index % 7 === 0 ? index : fill))
}

/** Does the work below `base` in `fs`, and tells what came of each operation and what is there in the end. */
export async function outcomes(fs: FileSystem, base: string, work: readonly Operation[]): Promise<unknown[]> {
  const handles: (FileHandle | undefined)[] = []
  const seen = new Map<number, number>()
  const relative = (value: string): string => value.replaceAll(base, '').replace(/\/t-.{6}/g, '/t-*')
  const identified = (stats: Stats): unknown => {
    if (!seen.has(stats.ino)) seen.set(stats.ino, seen.size)
    return [seen.get(stats.ino), status(stats)]
  }
  const status = (stats: Stats): unknown => {
    const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : stats.isSymbolicLink() ? 'symlink' : 'other'
    return { kind, size: kind === 'file' ? stats.size : '', nlink: stats.nlink, mode: stats.mode.toString(8) }
  }
  const result = (value: unknown): unknown => {
    if (typeof value === 'string') return relative(value)
    if (value instanceof Uint8Array) return summary(value)
    return value
  }
  const told: unknown[] = []
  for (const operation of work) {
    try {
      const value = await perform(fs, base, handles, operation, status)
      told.push([operation.does, result(value)])
    } catch (error) {
      told.push([operation.does, failure(error as NodeJS.ErrnoException, operation.does, relative)])
    }
  }
  const tree: unknown[] = []
  await walk(fs, base, '', tree, identified, relative).catch((error: unknown) => tree.push(failure(error as NodeJS.ErrnoException, 'walk', relative)))
  for (const handle of handles) {
    if (handle === undefined || handle.fd === -1) continue
    tree.push(['open', identified(await handle.stat())])
    await handle.close()
  }
  return [...told, ...tree]
}

function perform(fs: FileSystem, base: string, handles: (FileHandle | undefined)[], operation: Operation, status: (stats: Stats) => unknown): Promise<unknown> {
  const name = operation.does
  if (name.startsWith('handle.')) {
    const handle = handles[operation.slot as number]
    return handle === undefined ? Promise.resolve('no handle') : onHandle(handle, name.slice(7), operation, status)
  }
  const at = (value: unknown): never => {
    const full = `${base}/${value as string}`
    return (operation.form === 'buffer' ? Buffer.from(full) : operation.form === 'url' ? new URL(`file://${full}`) : full) as never
  }
  const path = at(operation.path)
  const { encoding, flag, mode, flush } = operation as WriteFileOptions
  switch (name) {
    case 'open':
      return fs.open(path, operation.flags as string, mode).then(async (handle) => {
        const old = handles[operation.slot as number]
        handles[operation.slot as number] = handle
        await old?.close()
        return typeof handle.fd
      })
    case 'readFile':
      return fs.readFile(path, { encoding, flag } as { encoding: 'utf8' })
    case 'writeFile':
      return fs.writeFile(path, bytesOf(operation.data), { encoding, flag, mode, flush } as WriteFileOptions)
    case 'appendFile':
      return fs.appendFile(path, bytesOf(operation.data), { encoding, flag, mode } as WriteFileOptions)
    case 'rename':
      return fs.rename(path, at(operation.to))
    case 'link':
      return fs.link(path, at(operation.to))
    case 'symlink':
      return fs.symlink((operation.target as string).replace('@', base), path)
    case 'rm':
      return fs.rm(path, operation.options as object)
    case 'mkdir':
      return fs.mkdir(path, { recursive: operation.recursive as false, mode: mode! })
    case 'readdir':
      if (operation.withFileTypes !== true) return fs.readdir(path).then((names) => names.map(temporary).sort())
      return fs.readdir(path, { withFileTypes: true }).then((entries) => entries.map((entry) => [temporary(entry.name), entry.isFile(), entry.isDirectory(), entry.isSymbolicLink()].join(' ')).sort())
    case 'stat':
    case 'lstat':
      return fs[name](path).then(status)
    case 'access':
      return fs.access(path, mode)
    case 'truncate':
      return fs.truncate(path, operation.length as number)
    case 'mkdtemp':
      return fs.mkdtemp(`${base}/${operation.path as string}/t-`)
    case 'badPath':
      return (fs[operation.to as 'stat'] as (...args: unknown[]) => Promise<unknown>)(operation.path, ['writeFile', 'rename', 'link', 'symlink'].includes(operation.to as string) ? 'x' : undefined)
    default:
      return fs[name as 'unlink' | 'rmdir'](path)
  }
}

async function onHandle(handle: FileHandle, name: string, operation: Operation, status: (stats: Stats) => unknown): Promise<unknown> {
  const { offset, length, position } = operation as unknown as { offset?: number; length?: number; position?: number }
  const span = { offset, length, position }
  switch (name) {
    case 'read': {
      const buffer = Buffer.alloc(operation.size as number)
      const { bytesRead } = operation.span === true ? await handle.read(buffer, span as { offset: number }) : await handle.read(buffer, offset, length, position)
      return [bytesRead, summary(buffer)]
    }
    case 'write': {
      const bytes = bytesOf(operation.data)
      if (typeof bytes === 'string') return (await handle.write(bytes, position)).bytesWritten
      return (operation.span === true ? await handle.write(bytes, span as unknown as number) : await handle.write(bytes, offset, length, position)).bytesWritten
    }
    case 'append': {
      const { bytesWritten, buffer } = await handle.write(bytesOf(operation.data) as Uint8Array)
      return [bytesWritten, buffer.length]
    }
    case 'writev':
      return (await handle.writev((operation.parts as unknown[]).map((part) => Buffer.from(bytesOf(part) as Uint8Array)), position)).bytesWritten
    case 'readFile':
      return handle.readFile({ encoding: operation.encoding as BufferEncoding })
    case 'writeFile':
    case 'appendFile':
      return handle[name](bytesOf(operation.data), { encoding: operation.encoding as BufferEncoding })
    case 'stat':
      return status(await handle.stat())
    case 'truncate':
      return handle.truncate(operation.length as number)
    default:
      await handle[name as 'sync' | 'datasync' | 'close']()
      return handle.fd === -1 ? 'closed' : 'open'
  }
}

/** Everything below a directory, by sorted names. */
async function walk(fs: FileSystem, base: string, at: string, tree: unknown[], status: (stats: Stats) => unknown, relative: (value: string) => string): Promise<void> {
  const path = base + at
  const stats = await fs.lstat(path)
  const content = stats.isFile() ? summary(await fs.readFile(path)) : stats.isSymbolicLink() ? relative(await fs.readlink(path)) : ''
  tree.push([relative(path), status(stats), content])
  if (!stats.isDirectory()) return
  const names = (await fs.readdir(path)).sort((one, other) => (temporary(one) < temporary(other) ? -1 : 1))
  for (const name of names) await walk(fs, base, `${at}/${name}`, tree, status, relative)
}

const temporary = (name: string): string => name.replace(/^t-.{6}$/, 't-*')

function summary(bytes: Uint8Array): string {
  const runs: string[] = []
  for (let index = 0; index < bytes.length; ) {
    let end = index + 1
    while (end < bytes.length && bytes[end] === bytes[index]) end++
    runs.push(end - index === 1 ? String(bytes[index]) : `${bytes[index]}×${end - index}`)
    index = end
  }
  return `${bytes.length} bytes: ${runs.join(' ')}`
}

/** What people and code look at in an error. Texts of argument errors and of `rm` change with the version of Node: only their class and code count. */
function failure(error: NodeJS.ErrnoException & { dest?: string }, does: string, relative: (value: string) => string): unknown {
  const { code, name } = error
  // Of several wrong arguments Node 26 names another one first.
  if (code?.startsWith('ERR_') === true && major >= 26) return 'wrong argument'
  if (code === undefined || code.startsWith('ERR_') || does === 'rm') return { code: code ?? String(error.stack), name: does === 'rm' ? '' : name }
  const { errno, syscall, path, dest, message } = error
  // Node 26 names the path of a failed read, those before it do not.
  if (syscall === 'read') return { code, errno, syscall }
  return { code, errno, syscall, path: path && relative(path), dest: dest && relative(dest), message: relative(message) }
}
