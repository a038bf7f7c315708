import { Disk } from '../disk/disk.ts'
import type { Chooser } from '../world/chooser.ts'
import type { OperationKind } from '../world/operation.ts'
import { SimulatedHost } from '../world/simulated-host.ts'
import { World } from '../world/world.ts'
import { randomStrategy } from '../explore/strategies/strategy.ts'

const PROCESSES = 3
const OPERATIONS = 40

/** An operation that does nothing: what remains is the scheduler. */
const NOTHING: OperationKind = { name: 'nothing', code: 63, path: () => undefined, perform: () => 1 }

/** One world of three processes with forty operations each, under random schedules. Returns the steps taken. */
export async function bareWorld(chooser: Chooser): Promise<number> {
  const world = new World({ disk: new Disk(), randomSeed: 'bench', chooser, latency: {} })
  let open = PROCESSES
  await world.live({
    begin: () => {
      for (let at = 0; at < PROCESSES; at++) {
        const { process } = world.spawn(`p${at}`, null)
        void (async () => {
          for (let operation = 0; operation < OPERATIONS; operation++) await world.issue(process, NOTHING)
          open--
        })()
      }
    },
    finished: () => open === 0,
    historyLength: () => 0,
    awaited: () => '',
  })
  return world.stepCount
}

/** The same with files: each process appends records of 100 bytes and syncs every tenth. */
export async function worldWithDisk(chooser: Chooser): Promise<number> {
  const world = new World({ disk: new Disk(), randomSeed: 'bench', chooser })
  const record = Buffer.alloc(100, 65)
  let open = PROCESSES
  await world.live({
    begin: () => {
      for (let at = 0; at < PROCESSES; at++) {
        const { process } = world.spawn(`p${at}`, null)
        const host = new SimulatedHost(world, process)
        void (async () => {
          const file = await host.fs.open(`/f${at}`, 'a')
          for (let operation = 0; operation < OPERATIONS; operation++) await (operation % 10 === 9 ? file.sync() : file.write(record))
          open--
        })()
      }
    },
    finished: () => open === 0,
    historyLength: () => 0,
    awaited: () => '',
  })
  return world.stepCount
}

export function randomChoosers(seed: string): () => Chooser {
  const strategy = randomStrategy(seed)
  return () => strategy.next()
}
