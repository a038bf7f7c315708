import type { LifeRecord } from './life-record.ts'
import type { Found } from './minimise.ts'
import type { Search } from './search.ts'
import { sweep } from './sweep.ts'

/** How much may still be tried to explain one finding. */
export interface Tries {
  /** Crash points that may still be looked at. */
  crashPointsLeft: number
  readonly cancelled: () => boolean
}

export function isSpent(tries: Tries): boolean {
  return tries.crashPointsLeft <= 0 || tries.cancelled()
}

/** True if this variant of the smallest run does not show its violation any more. What could not be looked at to its end heals nothing. */
export async function heals(tries: Tries, search: Search, record: LifeRecord, { violation }: Pick<Found, 'violation'>): Promise<boolean> {
  const { verdict, invariant, crashed } = violation
  const before = search.counts.crashPoints
  const left = (): number => tries.crashPointsLeft - (search.counts.crashPoints - before)
  const cancelled = (): boolean => left() <= 0 || tries.cancelled()
  const branchesOfOneCrash = crashed.length === 1 && crashed[0]!.clients === 'gone'
  const shown = await sweep(search, record, [], { only: { verdict, invariant }, cancelled, branchesOfOneCrash })
  const known = !cancelled()
  tries.crashPointsLeft = left() - 1
  return shown === undefined && known
}
