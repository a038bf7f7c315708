import type { Json } from '../check/json.ts'
import type { Disk } from '../disk/disk.ts'
import type { Operation } from './operation.ts'
import type { Process } from './process.ts'

/** The processes that run now, by name. A name runs at most once at a time; a pid is never given twice in a life. */
export class ProcessTable {
  readonly #running = new Map<string, Process>()
  readonly #incarnations = new Map<string, number>()
  readonly #life: number
  #lastPid = 1000

  constructor(life: number) {
    this.#life = life
  }

  get(name: string): Process | undefined {
    return this.#running.get(name)
  }

  names(): string[] {
    return [...this.#running.keys()]
  }

  /** Throws where the name runs already. */
  start(name: string, options: Json): Process {
    if (this.#running.has(name)) throw new Error(`process ${JSON.stringify(name)} runs already; a process name runs at most once at a time`)
    const incarnation = (this.#incarnations.get(name) ?? 0) + 1
    this.#incarnations.set(name, incarnation)
    this.#lastPid += 1 + ((this.#life * 7 + this.#lastPid * 3) % 9)
    const process: Process = {
      name, pid: this.#lastPid, incarnation, options, descriptors: new Set(), store: undefined, alive: true, wallOffsetMs: 0, parked: undefined,
    }
    this.#running.set(name, process)
    return process
  }

  /** Its descriptors close, in order. */
  end(process: Process, disk: Disk): void {
    this.#running.delete(process.name)
    process.alive = false
    process.parked = undefined
    for (const descriptor of [...process.descriptors].sort((a, b) => a - b)) disk.close(descriptor)
    process.descriptors.clear()
  }

  /** Names of those that are paused and have something to do. */
  waitingPaused(): string[] {
    return [...this.#running.values()].filter(({ parked }) => parked !== undefined && parked.length > 0).map(({ name }) => name)
  }
}

/** Notes which descriptors a process holds. */
export function trackDescriptor({ process, kind, a }: Operation, result: unknown): void {
  if (process === undefined) return
  if (kind.name === 'open') process.descriptors.add(result as number)
  else if (kind.name === 'close') process.descriptors.delete(a as number)
}
