import type { History } from '../check/history.ts'
import type { Implementation } from '../check/implementation.ts'
import type { Json } from '../check/json.ts'
import type { Crash, PlannedFault } from '../check/plan.ts'
import type { Recorder } from '../check/recorder.ts'
import type { LifeContext, Scenario, Stage } from '../check/scenario.ts'
import { leaveLife, lifeOf, type Outside } from '../check/stage.ts'
import type { Disk } from '../disk/disk.ts'
import type { Chooser } from '../world/chooser.ts'
import type { CrashPoint, LifeOutcome, Step } from '../world/life.ts'
import { World } from '../world/world.ts'

/** Everything that decides one life. */
export interface LifeSetup {
  readonly scenario: Scenario
  readonly implementation: Implementation
  readonly input: Json
  readonly randomSeed: string
  /** 1 runs the workload, later ones recover. */
  readonly number: number
  readonly startMs: number
  readonly disk: Disk
  readonly chooser?: Chooser
  /** For later lives: the crash before it and all that clients saw. */
  readonly before?: { readonly crash: Crash; history(): History }
  /** Clients of the life before; without them every client ends with its life. */
  readonly outside?: Outside
  readonly crashAt?: (point: CrashPoint) => boolean
  readonly stacks?: boolean
  /**
   * How much of it is kept. `all`: steps, crash points and labels (default). `end`: what came out of it. `end, one by one`: the same at less than half the
   * cost, but it is given up where two operations could run.
   */
  readonly keeps?: 'all' | 'end' | 'end, one by one'
}

/** One life as it was recorded: enough to stop the computer at any of its crash points without running it again. */
export interface LifeRecord {
  readonly number: number
  readonly startMs: number
  readonly endMs: number
  readonly disk: Disk
  /** Length of the log when it began: longer than 0 after a process death. */
  readonly logStart: number
  readonly steps: readonly Step[]
  readonly stepCount: number
  readonly crashPoints: readonly CrashPoint[]
  readonly recorder: Recorder
  readonly outcome: LifeOutcome
  readonly value: Json | undefined
  readonly probes: ReadonlySet<string>
  /** See `LifeSetup.keeps`: it says nothing. */
  readonly gaveUp: boolean
  /** See `World`. */
  readonly raced: boolean
  readonly hash: string
  readonly outside: Outside
  /** Faults that fired inside it. */
  readonly faults: readonly PlannedFault[]
}

export async function recordLife(setup: LifeSetup): Promise<LifeRecord> {
  const { scenario, implementation, input, number, disk, keeps = 'all' } = setup
  const logStart = disk.log.length
  const world = new World({
    disk, randomSeed: setup.randomSeed, life: number, startMs: setup.startMs, stacks: setup.stacks ?? false,
    labels: keeps === 'all', record: keeps === 'all', tasks: keeps !== 'end, one by one', oneByOne: keeps === 'end, one by one', chooser: setup.chooser,
  })
  const { before } = setup
  const body = async (stage: Stage<never>): Promise<Json | undefined> => {
    if (before === undefined) {
      await scenario.workload(stage, input)
      return undefined
    }
    return (await scenario.recover(stage, input, lifeContext(disk, number, before))) as Json
  }
  const life = lifeOf(world, implementation, body, { outside: setup.outside, crashAt: setup.crashAt })
  const outcome = await world.live(life.body, () => leaveLife(life))
  return {
    number,
    startMs: setup.startMs,
    endMs: world.nowMs,
    disk,
    logStart,
    steps: world.steps,
    stepCount: world.stepCount,
    crashPoints: world.crashPoints,
    recorder: life.recorder,
    outcome,
    value: life.value(),
    probes: life.probes,
    gaveUp: world.gaveUp,
    raced: world.raced,
    hash: world.hash(),
    outside: life.outside,
    faults: setup.chooser?.fired?.() ?? [],
  }
}

/** What it looks at is noted: an observation that depends on the history must not be remembered for another one. */
function lifeContext({ touches }: Disk, number: number, before: { readonly crash: Crash; history(): History }): LifeContext {
  return {
    number,
    get crash() {
      touches?.outside('ended')
      return before.crash
    },
    get history() {
      touches?.outside('history')
      return before.history()
    },
  }
}
