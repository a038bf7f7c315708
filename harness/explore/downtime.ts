import { randomStream } from '../world/random.ts'
import { REBOOT_MS } from './budget.ts'

const SECOND = 1_000
const DAY = 86_400 * SECOND
/** Milliseconds: bounds of leases, grace periods and give-up ages lie between them. */
const BOUNDS: readonly number[] = [2 * SECOND, 15 * SECOND, 60 * SECOND, 300 * SECOND, 1_800 * SECOND, 6 * 3_600 * SECOND, DAY, 7 * DAY, 30 * DAY]

/**
 * Milliseconds between the crashes of one recorded life and the next boot: one second for half of all lives, between two seconds and thirty days, evenly over
 * the orders of magnitude, for the others. What looks at the clock is run again for every other time: so it is drawn once for many crashes, for what `life` names.
 */
export function drawDowntime(randomSeed: string, life: string): number {
  const stream = randomStream(randomSeed, `downtime/${life}`)
  if (stream.integer(2) === 0) return REBOOT_MS
  const place = stream.integer(BOUNDS.length - 1)
  return BOUNDS[place]! + stream.integer(BOUNDS[place + 1]! - BOUNDS[place]!)
}

/** Shorter ones, the shortest first. */
export function shorterDowntimes(ms: number): number[] {
  return [REBOOT_MS, ...BOUNDS].filter((bound) => bound < ms)
}
