import type { Json } from '../check/json.ts'
import { measured } from '../world/latency.ts'
import type { Contender, SyncPolicy } from './append-store.ts'
import { lossOf } from './loss.ts'
import type { SyncCall } from './metered-host.ts'
import type { SimulatedRow } from './result.ts'

export interface SimulateOptions {
  readonly contenders: readonly Contender[]
  readonly policies: readonly SyncPolicy[]
  readonly calls: readonly SyncCall[]
  readonly profiles: readonly string[]
  readonly record: (number: number) => Json
  readonly seed: string
  readonly signal: AbortSignal
  readonly progress: (what: string) => void
}

/** The exact figures: with the standard latencies, and so equal on every machine. */
export async function simulate({ contenders, policies, calls, signal, progress, ...rest }: SimulateOptions): Promise<SimulatedRow[]> {
  const rows: SimulatedRow[] = []
  for (const contender of contenders.filter(({ simulated }) => simulated)) {
    for (const call of calls) {
      for (const policy of policies) {
        if (signal.aborted) return rows
        progress(`in the simulated computer: ${contender.name}, ${policy.name}, ${call}`)
        rows.push({ contender: contender.name, policy: policy.name, call, ...(await lossOf({ ...rest, contender, policy, call, latency: measured })) })
      }
    }
  }
  return rows
}
