import fc from 'fast-check'
import * as node from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Disk } from '../disk/disk.ts'
import { DiskError } from '../disk/errors.ts'
import type { FileSystem } from '../host/host.ts'
import { fileSystem } from './file-system.ts'
import type { Kernel, SyscallName } from './kernel.ts'
import { directKernel, type DirectKernel } from './test-support/direct-kernel.ts'
import { operationNames, operations, outcomes } from './test-support/file-system-operations.ts'

const SEQUENCES = Number(process.env.POWERCUT_SEQUENCES ?? 2_000)
/** Below the root, so that a `..` in a symbolic link means the same on both sides. */
const DEPTH = 'w/w/w'

let directory: string
let umask: number
beforeAll(async () => {
  umask = process.umask(0o022)
  directory = await node.realpath(await node.mkdtemp(join(tmpdir(), 'powercut-')))
})
afterAll(async () => {
  process.umask(umask)
  await node.rm(directory, { recursive: true, force: true })
})

async function simulated(): Promise<FileSystem> {
  const fs = fileSystem(directKernel(new Disk()))
  await fs.mkdir(`/${DEPTH}`, { recursive: true })
  return fs
}

test(`the simulated file system answers like the real one (${SEQUENCES} sequences)`, { timeout: 60_000 + SEQUENCES * 100 }, async () => {
  let count = 0
  await fc.assert(
    fc.asyncProperty(operations, async (work) => {
      const root = join(directory, String(count++))
      await node.mkdir(join(root, DEPTH), { recursive: true })
      try {
        const real = await outcomes(node, join(root, DEPTH), work)
        expect(await outcomes(await simulated(), `/${DEPTH}`, work)).toEqual(real)
      } finally {
        await node.rm(root, { recursive: true, force: true })
      }
    }),
    { numRuns: SEQUENCES, seed: 1 },
  )
})

test('the comparison does everything that a FileSystem and its handles can do', async () => {
  const fs = await simulated()
  const handle = await fs.open('/file', 'w')
  const methods = [...Object.keys(fs), ...Object.getOwnPropertyNames(Object.getPrototypeOf(handle)).map((name) => `handle.${name}`)]
  const missing = methods.filter((name) => !operationNames.includes(name))
  expect(missing).toEqual(['handle.constructor', 'handle.fd'])
})

test('a comparison of different file systems fails', async () => {
  const fs = await simulated()
  const forgetful: FileSystem = { ...fs, rename: () => Promise.resolve() }
  const work = [{ does: 'writeFile', path: 'a', data: 'x' }, { does: 'rename', path: 'a', to: 'b' }]
  expect(await outcomes(forgetful, `/${DEPTH}`, work)).not.toEqual(await outcomes(await simulated(), `/${DEPTH}`, work))
})

interface Bench {
  readonly fs: FileSystem
  readonly kernel: DirectKernel
}

/** A file system whose kernel may answer a call in its own way. */
function bench(answer: (operation: SyscallName, args: readonly unknown[]) => unknown = () => undefined): Bench {
  const kernel = directKernel(new Disk())
  const answering: Kernel = {
    ...kernel,
    call: async <T>(operation: SyscallName, ...args: unknown[]) => (answer(operation, args) ?? (await kernel.call(operation, ...args))) as T,
  }
  return { fs: fileSystem(answering), kernel }
}

async function callsOf(kernel: DirectKernel, work: () => Promise<unknown>): Promise<string> {
  kernel.calls.length = 0
  await work().catch(() => {})
  return kernel.calls.join(' ')
}

describe('issues the syscalls that Node issues', () => {
  const HALF_MEBIBYTE = 512 * 1024
  test.each<[name: string, calls: string, work: (fs: FileSystem) => Promise<unknown>]>([
    ['writeFile', 'open write close', (fs) => fs.writeFile('/new', 'x')],
    ['writeFile of nothing', 'open close', (fs) => fs.writeFile('/new', '')],
    ['writeFile in pieces', 'open write write write close', (fs) => fs.writeFile('/new', new Uint8Array(2 * HALF_MEBIBYTE + 1))],
    ['writeFile with flush', 'open write fsync close', (fs) => fs.writeFile('/new', 'x', { flush: true })],
    ['writeFile into a directory', 'open', (fs) => fs.writeFile('/tree', 'x')],
    ['appendFile in pieces', 'open write write close', (fs) => fs.appendFile('/new', new Uint8Array(HALF_MEBIBYTE + 1))],
    ['readFile', 'open fstat read close', (fs) => fs.readFile('/file')],
    ['readFile of a directory', 'open fstat read close', (fs) => fs.readFile('/tree')],
    ['readFile in pieces', 'open fstat read read close', (fs) => fs.readFile('/large')],
    ['readFile of text in pieces', 'open fstat read read close', (fs) => fs.readFile('/large', 'utf8')],
    ['truncate', 'open ftruncate close', (fs) => fs.truncate('/file', 1)],
    ['rm of a file', 'lstat lstat unlink', (fs) => fs.rm('/file')],
    ['rm of nothing', 'lstat lstat', (fs) => fs.rm('/missing', { force: true })],
    ['rm of a tree', 'lstat lstat rmdir readdir lstat lstat unlink unlink rmdir', (fs) => fs.rm('/tree', { recursive: true })],
    ['mkdir', 'mkdir', (fs) => fs.mkdir('/new')],
    ['mkdir of parents', 'mkdir mkdir mkdir mkdir mkdir', (fs) => fs.mkdir('/x/y/z', { recursive: true })],
    ['mkdir of what is there', 'mkdir stat', (fs) => fs.mkdir('/tree', { recursive: true })],
    ['mkdtemp', 'mkdir', (fs) => fs.mkdtemp('/t-')],
    ['writev', 'open write close', (fs) => fs.open('/new', 'w').then(async (handle) => [await handle.writev([Buffer.from('a'), Buffer.from('b')]), await handle.close()])],
  ])('%s: %s', async (_name, calls, work) => {
    const { fs, kernel } = bench()
    await fs.writeFile('/file', 'content')
    await fs.writeFile('/large', new Uint8Array(HALF_MEBIBYTE + 1))
    await fs.mkdir('/tree')
    await fs.writeFile('/tree/a', '')
    await fs.writeFile('/tree/b', '')
    expect(await callsOf(kernel, () => work(fs))).toBe(calls)
  })
})

test('goes on after a short write, with what is left', async () => {
  const { fs, kernel } = bench((operation, [fd, bytes, position]) =>
    operation === 'write' && (bytes as Uint8Array).length > 3 ? kernel.call('write', fd, (bytes as Uint8Array).subarray(0, 3), position) : undefined,
  )
  expect(await callsOf(kernel, () => fs.writeFile('/file', 'ten bytes!'))).toBe('open write write write write close')
  expect(await fs.readFile('/file', 'utf8')).toBe('ten bytes!')
})

test('closes what it opened when the work fails, and tells why it failed', async () => {
  const failing: SyscallName[] = ['write', 'fsync', 'ftruncate', 'read', 'fstat']
  const { fs, kernel } = bench((operation) => {
    if (failing.includes(operation)) throw new DiskError('EIO', operation)
  })
  await kernel.call('open', '/file', 0o101, 0o666)
  for (const work of [() => fs.writeFile('/file', 'x'), () => fs.writeFile('/file', '', { flush: true }), () => fs.truncate('/file', 1), () => fs.readFile('/file')]) {
    expect(await callsOf(kernel, work)).toBe('open close')
    await expect(work()).rejects.toThrow('EIO: i/o error')
  }
})

test('tells a failed close, also behind a failed write', async () => {
  const failing = new Set<SyscallName>(['close'])
  const { fs } = bench((operation) => {
    if (failing.has(operation)) throw new DiskError('EIO', operation)
  })
  await expect(fs.writeFile('/file', 'x')).rejects.toThrow('EIO: i/o error, close')
  failing.add('write')
  const error = await fs.writeFile('/file', 'x').catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(AggregateError)
  expect(error).toMatchObject({ code: 'EIO', message: 'EIO: i/o error, write', errors: [{ syscall: 'write' }, { syscall: 'close' }] })
})

test('mkdtemp tries another name when one is taken', async () => {
  const { fs } = bench()
  await fs.mkdir('/t-000001')
  expect(await fs.mkdtemp('/t-')).toBe('/t-000002')
  expect((await fs.stat('/t-000002')).mode).toBe(0o40700)
})

test('tells what is in a directory in the order of the kernel', async () => {
  const { fs } = bench()
  for (const name of ['/b', '/a', '/c']) await fs.writeFile(name, '')
  expect(await fs.readdir('/')).toEqual(['c', 'b', 'a'])
})

test('an injected error stays what it is', async () => {
  const injected = Object.assign(new DiskError('ENOSPC', 'mkdir', '/x'), { injected: true })
  const { fs } = bench((operation) => {
    if (operation === 'mkdir') throw injected
  })
  await expect(fs.mkdtemp('/t-')).rejects.toBe(injected)
  await expect(fs.mkdir('/x', { recursive: true })).rejects.toBe(injected)
  await expect(fs.mkdir('/x')).rejects.toBe(injected)
})

test('refuses an option that it does not have', async () => {
  const { fs } = bench()
  const options = { recursive: true, withFileTypes: true } as const
  await expect(fs.readdir('/', options)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_VALUE', message: /options\.recursive.*not simulated/ })
  await expect(fs.readFile('/', { signal: new AbortController().signal } as object)).rejects.toThrow('options.signal')
})

test('its functions need no `this`', async () => {
  const { writeFile, readFile } = bench().fs
  await writeFile('/file', 'x')
  expect(await readFile('/file')).toEqual(Buffer.from('x'))
})
