import type { Host } from '../../harness/host/host.ts'
import { codeOf } from './error-code.ts'

/** Whether there is anything of this name. Rejects with any error but ENOENT. */
export function exists(host: Host, path: string): Promise<boolean> {
  return isThere(host.fs.stat(path))
}

/** Removes a file; whether it was there. Rejects with any error but ENOENT. */
export function removeFile(host: Host, path: string): Promise<boolean> {
  return isThere(host.fs.unlink(path))
}

async function isThere(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}
