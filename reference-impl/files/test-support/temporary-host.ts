import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { FileHandle, Host } from '../../../harness/host/host.ts'
import { nodeHost } from '../../../harness/host/node-host.ts'

/** A new directory on the real file system, removed when the test ends. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'powercut-journal-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

/** The real host, with a list of its file system calls: `fsync runs`, `write run-1.jsonl`. */
export function watchedHost(): { readonly host: Host; readonly calls: string[] } {
  const calls: string[] = []
  const real = nodeHost()
  const baseName = (path: unknown): string => String(path).replace(/.*\//, '')
  const watch = <T extends object>(original: T, note: (method: string, args: readonly unknown[]) => void, after?: (method: string, result: unknown, args: readonly unknown[]) => unknown): T =>
    new Proxy({} as T, {
      get(_, key) {
        const value: unknown = Reflect.get(original, key, original)
        if (typeof value !== 'function') return value
        return async (...args: unknown[]) => {
          note(String(key), args)
          const result: unknown = await value.apply(original, args)
          return after === undefined ? result : after(String(key), result, args)
        }
      },
    })
  const fs = watch(
    real.fs,
    (method, [path]) => calls.push(`${method} ${baseName(path)}`),
    (method, result, [path]) => (method === 'open' ? watch(result as FileHandle, (name) => calls.push(`${name} ${baseName(path)}`)) : result),
  )
  return { host: { ...real, fs }, calls }
}
