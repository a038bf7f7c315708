/**
 * The child that works on the logging disk: makes a file system on it, runs programs there, cuts the power at places of the log, and reads what is left. One
 * process of its own, because it waits inside the kernel for the process that serves the disk.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { realCalls } from './calls.ts'
import { chooseCuts, type PlacedCut } from './cuts.ts'
import type { FileSystem } from './file-systems.ts'
import { foldersOf, type Folders } from './folders.ts'
import type { LogSummary } from './log-summary.ts'
import { type DiskCommand, VIEWS } from './logging-disk.ts'
import { Mounter } from './mounter.ts'
import { type Outcome, readTree, treeDigest } from './outcome.ts'
import { perform, type Program, type Step } from './program.ts'

export interface RunnerStart {
  readonly folder: string
  readonly fileSystem: FileSystem
}

export interface RunnerTask {
  readonly program: Program
  readonly cuts: number
  readonly seed: string
}

export type RunnerReply =
  | { readonly kind: 'ready' }
  /** `refused`: the kernel refused a step. Then there are no outcomes. */
  | { readonly kind: 'outcomes'; readonly outcomes: readonly Outcome[]; readonly images: number; readonly milliseconds: number; readonly refused?: string }
  | { readonly kind: 'failed'; readonly reason: string }

const READ_BYTES = 1 << 20

class Runner {
  readonly #fileSystem: FileSystem
  readonly #folders: Folders
  readonly #control: number
  readonly #device: string
  readonly #mounter: Mounter
  /** One for each view that is there at once. */
  readonly #viewers: readonly Mounter[]

  constructor({ folder, fileSystem }: RunnerStart) {
    this.#fileSystem = fileSystem
    this.#folders = foldersOf(folder)
    this.#control = openSync(this.#folders.control, 'r+')
    this.#device = loopDevice(this.#folders.disk)
    this.#mounter = new Mounter(this.#device, this.#folders.mount, fileSystem.type)
    this.#viewers = Array.from({ length: VIEWS }, (_, place) => {
      const { disk, mount } = this.#folders.view(place)
      return new Mounter(loopDevice(disk), mount, fileSystem.type)
    })
  }

  async make(): Promise<void> {
    const [program, ...values] = this.#fileSystem.mkfs
    command(program!, [...values, this.#device])
    await this.#mount()
    rmSync(join(this.#folders.mount, 'lost+found'), { recursive: true, force: true })
    await this.#mounter.unmount()
    this.#tell('keep')
  }

  async run({ program, cuts, seed }: RunnerTask): Promise<RunnerReply> {
    const startMs = performance.now()
    this.#tell('reset')
    await this.#mount()
    let refused: string | undefined
    try {
      this.#perform(program.setup, () => undefined)
    } catch (error) {
      refused = (error as Error).message
    }
    await this.#mounter.unmount()
    this.#tell('record')
    if (refused === undefined) {
      await this.#mount()
      try {
        this.#perform(program.operations, (mark) => this.#tell({ mark }))
      } catch (error) {
        refused = (error as Error).message
      }
      await this.#mounter.unmount()
    }
    if (refused !== undefined) return { kind: 'outcomes', outcomes: [], images: 0, milliseconds: performance.now() - startMs, refused }
    const log = this.#log()
    const chosen = chooseCuts(log, cuts, seed)
    const trees = await this.#cutAll(chosen)
    const outcomes = new Map<string, Outcome>()
    for (const [index, { cut, first, last }] of chosen.entries()) {
      const outcome = { first, last, count: 1, tree: trees[index]!, complete: cut.length === log.length && cut.deviations.length === 0 }
      const key = `${first} ${last} ${outcome.complete} ${treeDigest(outcome.tree)}`
      outcomes.set(key, { ...outcome, count: 1 + (outcomes.get(key)?.count ?? 0) })
    }
    return { kind: 'outcomes', outcomes: [...outcomes.values()], images: chosen.length, milliseconds: performance.now() - startMs }
  }

  end(): void {
    for (const mounter of [this.#mounter, ...this.#viewers]) mounter.end()
    closeSync(this.#control)
  }

  #perform(steps: readonly Step[], mark: (mark: number) => void): void {
    const calls = realCalls(this.#folders.mount, () => command('sync', ['-f', this.#folders.mount]))
    const performing = perform(calls, steps)
    try {
      for (let call = 0; ; call++) {
        mark(2 * call)
        if (performing.next().done === true) return
        mark(2 * call + 1)
      }
    } finally {
      calls.closeAll()
    }
  }

  /** What each of the cuts left, in their order. */
  async #cutAll(chosen: readonly PlacedCut[]): Promise<Outcome['tree'][]> {
    const trees = new Array<Outcome['tree']>(chosen.length)
    const waiting = chosen.entries()
    const work = async (place: number): Promise<void> => {
      for (const [index, placed] of waiting) trees[index] = await this.#cut(placed, place)
    }
    await Promise.all(this.#viewers.map((_, place) => work(place)))
    return trees
  }

  async #cut({ cut }: PlacedCut, place: number): Promise<Outcome['tree']> {
    this.#tell({ view: cut, place })
    const viewer = this.#viewers[place]!
    const { mount } = this.#folders.view(place)
    const refused = await viewer.mount('ro', this.#fileSystem.cutMount)
    if (refused !== undefined) return `cannot be mounted: ${refused}`
    try {
      return readTree(mount)
    } catch (error) {
      return `cannot be read: ${(error as Error).message.replaceAll(mount, '')}`
    } finally {
      await viewer.unmount()
    }
  }

  async #mount(): Promise<void> {
    const refused = await this.#mounter.mount('rw', this.#fileSystem.mount)
    if (refused !== undefined) throw new Error(`The ${this.#fileSystem.name} just made cannot be mounted: ${refused}`)
  }

  #tell(told: DiskCommand): void {
    writeSync(this.#control, JSON.stringify(told))
  }

  #log(): LogSummary {
    const parts: Buffer[] = []
    for (let offset = 0; ; ) {
      const buffer = Buffer.allocUnsafe(READ_BYTES)
      const length = readSync(this.#control, buffer, 0, buffer.length, offset)
      if (length === 0) return JSON.parse(Buffer.concat(parts).toString()) as LogSummary
      parts.push(buffer.subarray(0, length))
      offset += length
    }
  }
}

function loopDevice(file: string): string {
  return command('losetup', ['--find', '--show', file]).trim()
}

function command(program: string, values: readonly string[]): string {
  const { status, error, stdout, stderr } = spawnSync(program, values, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr.trim()}`)
  return stdout
}

function reply(message: RunnerReply): void {
  process.send?.(message)
}

let runner: Runner | undefined

async function receive(message: RunnerStart | RunnerTask): Promise<void> {
  try {
    if ('program' in message) reply(await runner!.run(message))
    else {
      runner = new Runner(message)
      await runner.make()
      reply({ kind: 'ready' })
    }
  } catch (error) {
    reply({ kind: 'failed', reason: (error as Error).message })
  }
}

process.on('message', (message: RunnerStart | RunnerTask) => void receive(message))
process.on('disconnect', () => {
  runner?.end()
  process.exit()
})
