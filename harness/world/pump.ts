import { catchUncaught } from './uncaught.ts'

/**
 * Lets code under test run until it is quiet, one world step after another.
 *
 * Law: between two steps every continuation of the code under test has run: microtasks, `process.nextTick`, streams, readline, async generators. Node
 * drains ticks and microtasks between two immediates of one turn of the event loop, so a batch of immediates with one step in each is both right for
 * every style of code and fast. (A step in a nextTick overtakes the subject's own ticks; a fixed number of awaits stops too early.)
 *
 * One pump per thread: jobs queue and never interleave. Between two batches the event loop turns, so that Ctrl-C, progress and budgets work.
 */
const immediate = setImmediate // eslint-disable-line -- captured at import: the guard and fake timers replace the global one

const STEPS_PER_TURN = 256

export interface Job {
  /** One step. Everything that follows from it has run before the next call. Returns false when the job has ended. */
  step(): boolean
  /** Called before the first step of each turn, and after the last one. */
  enter?(): void
  leave?(): void
  /** An unhandled rejection or an uncaught exception that followed from its last step. */
  uncaught?(error: unknown): void
}

const queue: { job: Job; done: () => void }[] = []
let current: { job: Job; done: () => void } | undefined
let entered = false
let turning = false
let release: (() => void) | undefined

/** Runs a job to its end. */
export function pump(job: Job): Promise<void> {
  return new Promise<void>((done) => {
    queue.push({ job, done })
    if (turning) return
    release = catchUncaught((error) => {
      if (!entered || current?.job.uncaught === undefined) return false
      current.job.uncaught(error)
      return true
    })
    turn()
  })
}

function turn(): void {
  turning = true
  for (let step = 0; step < STEPS_PER_TURN; step++) immediate(tick)
  immediate(endOfTurn)
}

function tick(): void {
  if (current === undefined) {
    current = queue.shift()
    if (current === undefined) return
  }
  if (!entered) {
    entered = true
    current.job.enter?.()
  }
  if (current.job.step()) return
  const { job, done } = current
  current = undefined
  entered = false
  job.leave?.()
  done()
}

function endOfTurn(): void {
  if (entered) {
    entered = false
    current?.job.leave?.()
  }
  if (current !== undefined || queue.length > 0) return turn()
  turning = false
  release?.()
}
