import type { DirectoryEntry, FileHandle, FileSystem, PathLike, Stats, WriteFileOptions } from '../host/host.ts'
import { bytesOf, integer, invalidType, modeOf, optionsOf, pathOf, simulated, truth } from './arguments.ts'
import { SimulatedFileHandle } from './file-handle.ts'
import type { Entry, Kernel, Status, SyscallName } from './kernel.ts'
import { makeDirectories, makeTemporaryDirectory } from './make-directory.ts'
import { openFlags } from './open-flags.ts'
import { remove } from './remove-tree.ts'
import { SimulatedDirectoryEntry, SimulatedStats } from './stats.ts'
import { readWhole, writeWhole } from './whole-file.ts'

export type { Kernel, SyscallName } from './kernel.ts'

/**
 * `host.fs` of a simulated process: the part of `node:fs/promises` that `FileSystem` names, over a kernel.
 *
 * Laws
 * - It issues exactly the syscalls that Node issues, in Node's order and pieces: `writeFile` is open, one write per 512 KiB, close; nothing is atomic that
 *   is not one syscall.
 * - It holds no state but open handles. Whatever fails, an opened descriptor is closed before the call rejects.
 * - Arguments are refused as Node refuses them, always by a rejection.
 * - Functions need no `this`, as those of the module do.
 */
export function fileSystem(kernel: Kernel): FileSystem {
  /** One syscall about a path. Its promise is handed on as it is. */
  function onPath<T>(operation: SyscallName, path: PathLike, argument?: unknown): Promise<T> {
    try {
      return kernel.call<T>(operation, pathOf(path), argument)
    } catch (error) {
      return refused(error)
    }
  }

  function onTwoPaths(operation: SyscallName, from: PathLike, to: PathLike, names: readonly [string, string]): Promise<void> {
    try {
      return kernel.call<void>(operation, pathOf(from, names[0]), pathOf(to, names[1]))
    } catch (error) {
      return refused(error)
    }
  }

  async function open(path: PathLike, flags?: string | number, mode?: number): Promise<FileHandle> {
    return new SimulatedFileHandle(kernel, await kernel.call<number>('open', pathOf(path), openFlags(flags), modeOf(mode, 0o666)))
  }

  function readFile(path: PathLike, options?: { readonly encoding?: null; readonly flag?: string | number } | null): Promise<Buffer>
  function readFile(path: PathLike, options: BufferEncoding | { readonly encoding: BufferEncoding; readonly flag?: string | number }): Promise<string>
  async function readFile(path: PathLike, options?: unknown): Promise<Buffer | string> {
    const { encoding, flag } = optionsOf(options)
    const fd = await kernel.call<number>('open', pathOf(path), openFlags(flag || 'r'), 0o666)
    return closing(kernel, fd, readWhole(kernel, fd, encoding))
  }

  async function write(path: PathLike, data: string | Uint8Array, options: unknown, standard: 'w' | 'a'): Promise<void> {
    const { encoding, flag, mode, flush = false } = optionsOf(options)
    truth(flush, 'options.flush')
    const bytes = bytesOf(data, encoding, 'data')
    const fd = await kernel.call<number>('open', pathOf(path), openFlags(flag || standard), modeOf(mode, 0o666))
    await closing(kernel, fd, flush ? synced(kernel, fd, writeWhole(kernel, fd, bytes)) : writeWhole(kernel, fd, bytes))
  }

  function mkdir(path: PathLike, options: { readonly recursive: true; readonly mode?: number }): Promise<string | undefined>
  function mkdir(path: PathLike, options?: { readonly recursive?: false; readonly mode?: number } | number | null): Promise<void>
  async function mkdir(path: PathLike, options?: { readonly recursive?: boolean; readonly mode?: number } | number | string | null): Promise<string | undefined | void> {
    const { recursive = false, mode } = typeof options === 'number' || typeof options === 'string' ? { mode: options } : (options ?? {})
    const at = pathOf(path)
    truth(recursive, 'options.recursive')
    const bits = modeOf(mode, 0o777)
    return recursive ? makeDirectories(kernel, at, bits) : kernel.call<void>('mkdir', at, bits)
  }

  function readdir(path: PathLike): Promise<string[]>
  function readdir(path: PathLike, options: { readonly withFileTypes: true }): Promise<DirectoryEntry[]>
  async function readdir(path: PathLike, options?: { readonly withFileTypes?: boolean }): Promise<string[] | DirectoryEntry[]> {
    optionsOf(options)
    simulated(options, 'recursive')
    const at = pathOf(path)
    const entries = kernel.shuffle([...(await kernel.call<readonly Entry[]>('readdir', at))])
    return options?.withFileTypes ? entries.map((entry) => new SimulatedDirectoryEntry(at, entry)) : entries.map(({ name }) => name)
  }

  async function status(operation: 'stat' | 'lstat', path: PathLike, options: object | undefined): Promise<Stats> {
    simulated(options, 'bigint')
    return new SimulatedStats(await kernel.call<Status>(operation, pathOf(path)))
  }

  return {
    open,
    readFile,
    mkdir,
    readdir,
    writeFile: (path, data, options?: WriteFileOptions | BufferEncoding | null) => write(path, data, options, 'w'),
    appendFile: (path, data, options?: WriteFileOptions | BufferEncoding | null) => write(path, data, options, 'a'),
    rename: (from, to) => onTwoPaths('rename', from, to, ['oldPath', 'newPath']),
    link: (existing, path) => onTwoPaths('link', existing, path, ['existingPath', 'newPath']),
    symlink: (target, path) => onTwoPaths('symlink', target, path, ['target', 'path']),
    readlink: (path) => onPath('readlink', path),
    unlink: (path) => onPath('unlink', path),
    async rm(path, options) {
      const at = pathOf(path)
      if (options !== undefined && (typeof options !== 'object' || options === null)) throw invalidType('options', 'of type object', options)
      const { force, recursive } = { force: false, recursive: false, ...options }
      truth(recursive, 'options.recursive')
      truth(force, 'options.force')
      await remove(kernel, at, { force, recursive })
    },
    async rmdir(path: PathLike, options?: object) {
      simulated(options, 'recursive')
      await kernel.call<void>('rmdir', pathOf(path))
    },
    stat: (path: PathLike, options?: object) => status('stat', path, options),
    lstat: (path: PathLike, options?: object) => status('lstat', path, options),
    async access(path, mode = 0) {
      integer(mode, 'mode', 0, 7)
      await kernel.call<void>('access', pathOf(path), mode)
    },
    async truncate(path, length = 0) {
      const fd = await kernel.call<number>('open', pathOf(path), openFlags('r+'), 0o666)
      await closing(kernel, fd, shortened(kernel, fd, length))
    },
    mkdtemp: async (prefix) => makeTemporaryDirectory(kernel, pathOf(prefix, 'prefix')),
  }
}

async function shortened(kernel: Kernel, fd: number, length: number): Promise<void> {
  integer(length, 'len')
  await kernel.call<void>('ftruncate', fd, Math.max(0, length))
}

async function synced(kernel: Kernel, fd: number, work: Promise<void>): Promise<void> {
  await work
  await kernel.call<void>('fsync', fd)
}

/** Closes the descriptor when `work` has ended, well or not. A failed close is told too. */
async function closing<T>(kernel: Kernel, fd: number, work: Promise<T>): Promise<T> {
  let result: T
  try {
    result = await work
  } catch (error) {
    await kernel.call<void>('close', fd).catch((second: unknown) => {
      throw Object.assign(new AggregateError([error, second], (error as Error).message), { code: (error as { code?: unknown }).code })
    })
    throw error
  }
  await kernel.call<void>('close', fd)
  return result
}

function refused<T>(error: unknown): Promise<T> {
  return Promise.reject(error as Error)
}
