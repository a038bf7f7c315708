import type { Hold } from '../check/plan.ts'
import { runOn, type Chooser } from '../world/chooser.ts'
import type { Operation } from '../world/operation.ts'

/** A chooser that repeats a recorded order of operations, and the holds over run-on order that say the same. */
export interface Encoder extends Chooser {
  holds(): Hold[]
  /** False if the run could not be repeated: it is not deterministic. */
  followed(): boolean
}

/**
 * Writes a schedule as holds: wherever run-on order would choose another operation than the one that ran, that operation is held until the one that ran
 * just before it. Needs one run; what it follows is the order of labels of the recorded run.
 */
export function encoder(order: readonly string[]): Encoder {
  const position = new Map(order.map((label, index) => [label, index]))
  const held = new Map<string, Hold>()
  const performed = new Set<string>()
  const base = runOn()
  let next = 0
  let diverged = false

  const isHeld = ({ label }: Operation): boolean => {
    const hold = held.get(label)
    return hold !== undefined && (hold.until === null || !performed.has(hold.until))
  }
  const hold = ({ label }: Operation): void => {
    const at = position.get(label)
    const until = at === undefined || at === 0 ? null : order[at - 1]!
    held.set(label, { operation: label, until: until === label ? null : until })
  }

  return {
    choose(ready, timers, last) {
      const target = ready.findIndex((operation) => operation.label === order[next])
      for (;;) {
        const free = ready.filter((operation) => !isHeld(operation))
        if (free.length === 0) {
          if (target < 0 && timers.size > 0) return 'advance clock'
          break
        }
        const choice = base.choose(free, timers, last)
        const chosen = choice === 'advance clock' ? undefined : free[choice]
        if (chosen === undefined || chosen === ready[target]) break
        hold(chosen)
        // What it would wait for has run: this order is another one, which no holds can tell.
        if (!isHeld(chosen)) {
          diverged = true
          break
        }
      }
      if (target >= 0) return target
      diverged ||= next < order.length
      return 0
    },
    performed({ label }) {
      performed.add(label)
      next++
    },
    holds: () => [...held.values()],
    followed: () => !diverged,
  }
}
