import type { Host } from '../host/host.ts'
import { fileSystem } from './file-system.ts'
import type { Process } from './process.ts'
import { syscalls } from './syscalls.ts'
import { EPOCH_MS, type World } from './world.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** The host of one simulated process: every call of `fs` is an operation of the world; clock and random numbers are the world's. */
export function simulatedHost(world: World, process: Process): Host {
  const { random } = process
  const fs = fileSystem({
    call: (operation, a, b, c, d) => world.issue(process, syscalls.get(operation)!, a, b, c, d) as Promise<never>,
    shuffle: (items) => random.shuffle(items),
    random: () => {
      world.touched.random = true
      return Array.from({ length: 6 }, () => LETTERS[random.integer(LETTERS.length)]).join('')
    },
  })
  return {
    fs,
    pid: process.pid,
    boot: world.bootId,
    clock: {
      now: () => {
        world.touched.clock = true
        return Math.floor(EPOCH_MS + world.nowMs + process.wallOffsetMs)
      },
      monotonic: () => {
        world.touched.clock = true
        return world.nowMs - world.startMs
      },
      sleep: (ms, options) => world.sleep(process, ms, options?.signal),
    },
    random: {
      integer: (limit) => {
        world.touched.random = true
        return random.integer(limit)
      },
      bytes: (length) => {
        world.touched.random = true
        return random.bytes(length)
      },
      uuid: () => {
        world.touched.random = true
        return random.uuid()
      },
    },
  }
}
