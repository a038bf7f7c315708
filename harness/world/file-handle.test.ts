import { expect, test } from 'vitest'
import { Disk } from '../disk/disk.ts'
import type { FileHandle } from '../host/host.ts'
import { fileSystem } from './file-system.ts'
import type { Kernel, SyscallName } from './kernel.ts'
import { directKernel } from './test-support/direct-kernel.ts'

interface Held {
  readonly handle: FileHandle
  readonly calls: string[]
  /** Lets the oldest call that waits take place. */
  perform(): void
  readonly waiting: string[]
}

/** An open file whose further syscalls wait until they are let through. */
async function held(): Promise<Held> {
  const kernel = directKernel(new Disk())
  const queue: (() => void)[] = []
  const waiting: string[] = []
  let holds = false
  const holding: Kernel = {
    ...kernel,
    call<T>(operation: SyscallName, ...args: unknown[]): Promise<T> {
      if (!holds) return kernel.call<T>(operation, ...args)
      waiting.push(operation)
      return new Promise<T>((resolve, reject) => {
        queue.push(() => {
          waiting.shift()
          kernel.call<T>(operation, ...args).then(resolve, reject)
        })
      })
    },
  }
  const handle = await fileSystem(holding).open('/file', 'w+')
  holds = true
  return { handle, calls: kernel.calls, waiting, perform: () => queue.shift()!() }
}

test('closes the descriptor only when every call under way has ended', async () => {
  const { handle, perform, waiting } = await held()
  const written = handle.write('content')
  const synced = handle.sync()
  const closed = handle.close()
  expect(waiting).toEqual(['write', 'fsync'])
  expect(handle.fd).toBe(3)
  perform()
  await written
  expect(waiting).toEqual(['fsync'])
  perform()
  await synced
  expect(waiting).toEqual(['close'])
  expect(handle.fd).toBe(-1)
  perform()
  await closed
})

test('a call after close rejects as in Node, without a syscall', async () => {
  const kernel = directKernel(new Disk())
  const handle = await fileSystem(kernel).open('/file', 'w')
  await handle.close()
  kernel.calls.length = 0
  const calls: [syscall: string, work: () => Promise<unknown>][] = [
    ['write', () => handle.write('x')],
    ['read', () => handle.read(Buffer.alloc(1))],
    ['writev', () => handle.writev([Buffer.alloc(1)])],
    ['fsync', () => handle.sync()],
    ['fdatasync', () => handle.datasync()],
    ['fstat', () => handle.stat()],
    ['ftruncate', () => handle.truncate()],
    ['writeFile', () => handle.writeFile('x')],
    ['writeFile', () => handle.appendFile('x')],
    ['readFile', () => handle.readFile()],
  ]
  for (const [syscall, work] of calls) await expect(work()).rejects.toMatchObject({ message: 'file closed', code: 'EBADF', syscall })
  await handle.close()
  expect(kernel.calls).toEqual([])
})

test('close can be handed on without its handle', async () => {
  const handle = await fileSystem(directKernel(new Disk())).open('/file', 'w')
  const { close } = handle
  await Promise.resolve().finally(close)
  expect(handle.fd).toBe(-1)
})

test('hands out nothing of the memory of the kernel', async () => {
  const fs = fileSystem(directKernel(new Disk()))
  await fs.writeFile('/file', 'content')
  const first = await fs.readFile('/file')
  first.fill(0)
  expect(await fs.readFile('/file', 'utf8')).toBe('content')
})

test('a write keeps the bytes of the moment when it took place', async () => {
  const fs = fileSystem(directKernel(new Disk()))
  const handle = await fs.open('/file', 'w+')
  const bytes = Buffer.from('before')
  await handle.write(bytes)
  bytes.fill('x')
  expect(await fs.readFile('/file', 'utf8')).toBe('before')
})
