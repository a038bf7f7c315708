import { dirname } from 'node:path'
import type { Host } from '../../harness/host/host.ts'
import { codeOf } from './error-code.ts'
import { exists } from './presence.ts'

/**
 * Makes a directory and its missing parents, and every name on the way durable.
 *
 * Law: a directory is made only after its parent's own name is durable. So of a chain that a crash interrupted, at most the name of the deepest directory
 * that exists is in doubt, and that one is synced again here.
 */
export async function makeDirectory(host: Host, path: string): Promise<void> {
  const parent = dirname(path)
  if (parent === path) return
  if (!(await exists(host, path))) {
    await makeDirectory(host, parent)
    await makeLast(host, path)
  }
  await syncDirectory(host, parent)
}

/** Somebody else may have made it in the meantime. */
async function makeLast(host: Host, path: string): Promise<void> {
  try {
    await host.fs.mkdir(path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

/** Makes the names in a directory durable. */
export async function syncDirectory(host: Host, path: string): Promise<void> {
  const handle = await host.fs.open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
