import type { Clock, FileSystem, Host, Random } from '../host/host.ts'
import { fileSystem } from './file-system.ts'
import type { Process } from './process.ts'
import { randomStream, type RandomStream } from './random.ts'
import { syscalls } from './syscalls.ts'
import { EPOCH_MS } from './life.ts'
import type { World } from './world.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** The host of one simulated process: every call of `fs` is an operation of the world; clock and random numbers are the world's. Its parts are made when they are first asked for. */
export class SimulatedHost implements Host {
  readonly pid: number
  readonly #world: World
  readonly #process: Process
  #fs: FileSystem | undefined
  #clock: Clock | undefined
  #random: Random | undefined
  #stream: RandomStream | undefined

  constructor(world: World, process: Process) {
    this.pid = process.pid
    this.#world = world
    this.#process = process
  }

  get boot(): string {
    return randomStream(this.#world.randomSeed, `boot id/${this.#world.life}`).uuid()
  }

  get fs(): FileSystem {
    return (this.#fs ??= this.#makeFileSystem())
  }

  get clock(): Clock {
    return (this.#clock ??= clockOf(this.#world, this.#process))
  }

  get random(): Random {
    return (this.#random ??= {
      integer: (limit) => this.#draw().integer(limit),
      bytes: (length) => this.#draw().bytes(length),
      uuid: () => this.#draw().uuid(),
    })
  }

  #draw(): RandomStream {
    return (this.#stream ??= this.#streamOf('process'))
  }

  #streamOf(consumer: string): RandomStream {
    const { name, incarnation } = this.#process
    return randomStream(this.#world.randomSeed, `${consumer}/${this.#world.life}/${name}/${incarnation}`)
  }

  #makeFileSystem(): FileSystem {
    const world = this.#world
    const process = this.#process
    let order: RandomStream | undefined
    return fileSystem({
      call: (operation, a, b, c, d) => world.issue(process, syscalls.get(operation)!, a, b, c, d) as Promise<never>,
      // A stream of its own: listing a directory does not count as drawing a random number.
      shuffle: (items) => (order ??= this.#streamOf('readdir')).shuffle(items),
      random: () => Array.from({ length: 6 }, () => LETTERS[this.#draw().integer(LETTERS.length)]).join(''),
    })
  }
}

function clockOf(world: World, process: Process): Clock {
  return {
    now: () => {
      world.disk.touches?.outside('clock')
      return Math.floor(EPOCH_MS + world.nowMs + process.wallOffsetMs)
    },
    monotonic: () => world.sinceBootMs,
    sleep: (ms, options) => world.sleep(process, ms, options?.signal),
  }
}
