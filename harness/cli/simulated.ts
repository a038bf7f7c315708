import { simulate, type SimulateOptions } from '../bench/simulate.ts'
import type { SimulatedRow } from '../bench/result.ts'
import { messageOf, UsageError } from './errors.ts'

/** The exact figures. Throws a `UsageError` for a journal that fails in the simulated computer, whose disk has no faults. */
export async function simulated(options: SimulateOptions): Promise<SimulatedRow[]> {
  try {
    return await simulate(options)
  } catch (error) {
    const names = options.contenders.map(({ name }) => name).join(', ')
    throw new UsageError(`${names} failed in the simulated computer (${messageOf(error)}); type "npx powercut gate --suite journal --implementation FILE" to see where`)
  }
}
