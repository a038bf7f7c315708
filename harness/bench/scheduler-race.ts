import fc from 'fast-check'
import { Disk } from '../disk/disk.ts'
import type { Chooser } from '../world/chooser.ts'
import type { OperationKind } from '../world/operation.ts'
import { World } from '../world/world.ts'

/** The same race for both schedulers: three tasks, each reads and writes one number four times, with a choice before every access. */
const TASKS = 3
const ROUNDS = 4

const ACCESS: OperationKind = { name: 'access', code: 62, path: () => undefined, perform: () => 1 }

async function task(access: () => Promise<unknown>, shared: { value: number }): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    await access()
    const read = shared.value
    await access()
    shared.value = read + 1
  }
}

/** One schedule of the race in a world. Returns 1. */
export async function raceInWorld(chooser: Chooser): Promise<number> {
  const world = new World({ disk: new Disk(), randomSeed: 'race', chooser, latency: {} })
  const shared = { value: 0 }
  let open = TASKS
  await world.live({
    begin: () => {
      for (let at = 0; at < TASKS; at++) {
        const { process } = world.spawn(`t${at}`, null)
        void task(() => world.issue(process, ACCESS), shared).then(() => void open--)
      }
    },
    finished: () => open === 0,
    historyLength: () => 0,
    awaited: () => '',
  })
  return 1
}

/** The same under fast-check's scheduler, `schedules` times. Returns the schedules run. */
export async function raceInFastCheck(schedules: number, seed: number): Promise<number> {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const shared = { value: 0 }
      const tasks = Array.from({ length: TASKS }, async () => task(() => scheduler.schedule(Promise.resolve()), shared))
      await scheduler.waitFor(Promise.all(tasks))
    }),
    { numRuns: schedules, seed },
  )
  return schedules
}
