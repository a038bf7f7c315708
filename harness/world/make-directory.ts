import { DiskError, type ErrorCode } from '../disk/errors.ts'
import type { Kernel, Status } from './kernel.ts'

/**
 * `mkdir -p` as Node does it: tries the whole path first, goes up where a parent is missing, and asks with `stat` what stands where something stands.
 * Returns the first directory that it made, or undefined when it made none.
 */
export async function makeDirectories(kernel: Kernel, path: string, mode: number): Promise<string | undefined> {
  const waiting = [path]
  let first: string | undefined
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const error = await failureOf(kernel.call<void>('mkdir', next, mode))
    if (error === undefined) {
      first ??= next
      continue
    }
    const { code } = error as { code?: string }
    if (code === 'EACCES' || code === 'ENOSPC' || code === 'ENOTDIR' || code === 'EPERM') throw error
    if (code === 'ENOENT') {
      const end = next.lastIndexOf('/')
      if (end >= 0) {
        waiting.push(next, next.slice(0, end))
        continue
      }
      if (waiting.length > 0) continue
    }
    await expectDirectory(kernel, next, code === 'EEXIST' && waiting.length > 0)
  }
  return first
}

async function expectDirectory(kernel: Kernel, path: string, asParent: boolean): Promise<void> {
  const code = await kernel.call<Status>('stat', path).then(
    ({ kind }) => (kind === 'directory' ? undefined : 'EEXIST'),
    (error: unknown) => {
      if ((error as DiskError).injected === true) throw error
      return (error as DiskError).code
    },
  )
  if (code !== undefined) throw new DiskError(asParent ? 'ENOTDIR' : code, 'mkdir', path)
}

/** Tries of `mkdtemp`: as many as there are names of three characters in the C library's alphabet. */
const TRIES = 62 ** 3

/** Makes a new directory with six random characters behind `prefix`, for its owner only, and returns its path. */
export async function makeTemporaryDirectory(kernel: Kernel, prefix: string): Promise<string> {
  for (let tries = 0; tries < TRIES; tries++) {
    const path = prefix + kernel.random()
    const error = await failureOf(kernel.call<void>('mkdir', path, 0o700))
    if (error === undefined) return path
    if ((error as DiskError).injected === true) throw error
    const { code } = error as { code: ErrorCode }
    if (code !== 'EEXIST') throw new DiskError(code, 'mkdtemp', `${prefix}XXXXXX`)
  }
  throw new DiskError('EEXIST', 'mkdtemp', `${prefix}XXXXXX`)
}

async function failureOf(work: Promise<void>): Promise<unknown> {
  try {
    await work
    return undefined
  } catch (error) {
    return error ?? new Error('failed for no reason')
  }
}
