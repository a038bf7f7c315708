import { join } from 'node:path'
import type { FileHandle, Host } from '../../harness/host/host.ts'
import { codeOf } from '../files/error-code.ts'
import type { Owner } from './turn.ts'

/** A process that streams says so that often. */
export const BEAT_MS = 5_000
/** Silent for longer, it is taken for dead, and its turns may be settled by others. */
export const GRACE_MS = 30_000

/**
 * How processes of one boot know of each other that they live: while it streams, each one writes the monotonic time into a file of its own.
 *
 * Laws
 * - The file says nothing to a later boot, so that it need not be synced: the boot in its name is compared first.
 * - Beats are written in turn into eight places and the latest one counts, so that a write that was held up cannot set the time back.
 * - Nothing waits for a beat. An fsync may take as long as it likes: the process beats on.
 */
const PLACES = 8
const WIDTH = 16

export class Lease {
  readonly #host: Host
  readonly #directory: string
  readonly #owner: Owner
  #file: FileHandle | undefined
  #opening: Promise<void> | undefined
  #holders = 0
  #beats = 0
  #timer: AbortController | undefined

  constructor(host: Host, directory: string, owner: Owner) {
    this.#host = host
    this.#directory = directory
    this.#owner = owner
  }

  /** Resolves when others can see that this process lives. Rejects with the file system's error. Every hold needs one `release`, also when it rejected. */
  async hold(): Promise<void> {
    this.#holders++
    this.#opening ??= this.#open()
    try {
      await this.#opening
    } catch (error) {
      this.#opening = undefined
      throw error
    }
    if (this.#timer === undefined) {
      this.#timer = new AbortController()
      void this.#beatOn()
      await this.#beat()
    }
  }

  release(): void {
    if (--this.#holders > 0) return
    this.#timer?.abort()
    this.#timer = undefined
  }

  async close(): Promise<void> {
    this.#timer?.abort()
    this.#timer = undefined
    await this.#file?.close()
    this.#file = undefined
  }

  async #open(): Promise<void> {
    await this.#host.fs.mkdir(this.#directory, { recursive: true })
    await this.#removeOfEarlierBoots()
    this.#file = await this.#host.fs.open(leasePath(this.#directory, this.#owner), 'w', 0o600)
  }

  async #removeOfEarlierBoots(): Promise<void> {
    const own = bootPart(this.#host.boot)
    for (const name of await this.#host.fs.readdir(this.#directory)) {
      if (!name.startsWith(own)) await this.#host.fs.unlink(join(this.#directory, name)).catch(() => undefined)
    }
  }

  async #beatOn(): Promise<void> {
    for (let timer = this.#timer; timer !== undefined; timer = this.#timer = new AbortController()) {
      try {
        await this.#host.clock.sleep(BEAT_MS, { signal: timer.signal })
      } catch {
        // Nothing streams any more.
        return
      }
      // One that fails is made up for by the next.
      void this.#beat().catch(() => undefined)
    }
  }

  async #beat(): Promise<void> {
    const text = `${String(Math.floor(this.#host.clock.monotonic())).padStart(WIDTH - 1)}\n`
    await this.#file?.write(text, (this.#beats++ % PLACES) * WIDTH)
  }
}

/** When the owner was last seen alive, on the monotonic clock of its boot: undefined if it left no lease. Rejects where the lease cannot be read. */
export async function lastBeat(host: Host, directory: string, owner: Owner): Promise<number | undefined> {
  try {
    const text = await host.fs.readFile(leasePath(directory, owner), 'utf8')
    return Math.max(0, ...text.split('\n').map(Number).filter(Number.isFinite))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function leasePath(directory: string, { id, boot }: Owner): string {
  return join(directory, `${bootPart(boot)}${id}`)
}

function bootPart(boot: string): string {
  return `${boot.replace(/[^A-Za-z0-9]/g, '').slice(0, 32)}-`
}
