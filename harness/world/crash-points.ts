import type { CrashPoint } from './life.ts'

/** The crash points of one life, in order. `stop` is asked at each; true stops the computer there. */
export class CrashPoints {
  readonly list: CrashPoint[] = []
  readonly #stop: ((point: CrashPoint) => boolean) | undefined

  constructor(stop: ((point: CrashPoint) => boolean) | undefined) {
    this.#stop = stop
  }

  /** Notes it where a crash would leave something else than at the one before. True if the computer stops here. */
  mark(point: CrashPoint): boolean {
    const before = this.list[this.list.length - 1]
    if (before === undefined || before.log !== point.log || before.history !== point.history || before.returned !== point.returned) this.list.push(point)
    return this.#stop?.(point) === true
  }

  /** Notes it in any case: same state, later time. */
  markLater(point: CrashPoint): boolean {
    this.list.push(point)
    return this.#stop?.(point) === true
  }
}
