import type { BenchResult } from '../harness/bench/result.ts'

/** One figure as services that draw trends take it: `customSmallerIsBetter` of github-action-benchmark and those that read its format. */
export interface TrendEntry {
  readonly name: string
  readonly unit: string
  readonly value: number
  readonly range?: string
}

export function trendJson({ places, simulated }: BenchResult): TrendEntry[] {
  const measured = places.flatMap(({ name, rows }) =>
    rows.flatMap(({ contender, policy, call, streams, samples, append }): TrendEntry[] => {
      const title = `${name}/${contender}/${policy}/${call}/${streams} streams`
      const sorted = samples.toSorted((a, b) => a - b)
      const entry: TrendEntry = { name: `${title}/time per record`, unit: 'µs', value: middle(sorted), range: `${sorted[0]} to ${sorted.at(-1)}` }
      return append === null ? [entry] : [entry, { name: `${title}/append p99`, unit: 'ms', value: append.p99 }]
    }),
  )
  const exact = simulated.flatMap(({ contender, policy, call, syncsPerRecord, bytesPerPayloadByte, processDeath, powerCut }): TrendEntry[] => {
    const title = `simulated/${contender}/${policy}/${call}`
    return [
      { name: `${title}/syncs per record`, unit: 'syncs', value: syncsPerRecord },
      { name: `${title}/bytes per byte`, unit: 'bytes', value: bytesPerPayloadByte },
      { name: `${title}/lost at a process death`, unit: 'records', value: processDeath.worst },
      ...Object.entries(powerCut).map(([profile, { worst }]) => ({ name: `${title}/lost at a power cut, ${profile}`, unit: 'records', value: worst })),
    ]
  })
  return [...measured, ...exact]
}

function middle(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
