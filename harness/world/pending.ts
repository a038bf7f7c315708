import type { Operation } from './operation.ts'
import type { Process } from './process.ts'
import { Timers } from './timers.ts'

/** What was issued and not performed: ready to run (the one that has been ready longest first), waiting for the clock, or parked with its paused process. */
export class Pending {
  readonly ready: Operation[] = []
  readonly timers: Timers = new Timers()

  makeReady(operation: Operation): void {
    const parked = operation.process?.parked
    if (parked === undefined) this.ready.push(operation)
    else parked.push(operation)
  }

  /** Takes one out of `ready`. Throws a RangeError for an index that is not in it. */
  take(index: number): Operation {
    const { ready } = this
    const operation = ready[index]
    if (operation === undefined) throw new RangeError(`the strategy chose ${index} of ${ready.length} ready operations`)
    // splice() would allocate an array for every step.
    const last = ready.length - 1
    for (let at = index; at < last; at++) ready[at] = ready[at + 1]!
    ready.pop()
    return operation
  }

  /** What was waiting for the clock becomes ready. */
  wake(nowMs: number): void {
    const { timers } = this
    for (let first = timers.peek(); first !== undefined && first.due <= nowMs; first = timers.peek()) this.makeReady(timers.pop()!)
  }

  /** Takes away all that `which` says true for. True if there was one. */
  remove(which: (operation: Operation) => boolean): boolean {
    const { ready, timers } = this
    const before = ready.length + timers.size
    let kept = 0
    for (let at = 0; at < ready.length; at++) if (!which(ready[at]!)) ready[kept++] = ready[at]!
    ready.length = kept
    timers.filter((operation) => !which(operation))
    return before > kept + timers.size
  }

  park(process: Process): void {
    if (process.parked !== undefined) return
    const parked: Operation[] = this.ready.filter((operation) => operation.process === process)
    const others = this.ready.filter((operation) => operation.process !== process)
    this.ready.splice(0, this.ready.length, ...others)
    process.parked = parked
  }

  unpark(process: Process): void {
    const { parked } = process
    if (parked === undefined) return
    process.parked = undefined
    this.ready.push(...parked)
  }
}
