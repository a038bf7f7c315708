import { sameMachine } from '../machine.ts'
import type { BenchResult, BenchRow, Place, RowKey } from '../result.ts'
import type { ComparedRow, Comparison } from './comparison.ts'
import { changedFigures, type Changed } from './exact.ts'
import { compareTimings } from './timings.ts'

export interface CompareResultsOptions {
  readonly names: { readonly base: string; readonly head: string }
  readonly seed: string
  readonly margin: number
  /** Compares timings of two machines all the same. */
  readonly acrossMachines: boolean
  /** Leaves timings out. */
  readonly exactOnly: boolean
}

/** Compares two files that `powercut bench` wrote. Both sides ran at different times: a change of the machine in between shows as a change of the code. */
export function compareResults(base: BenchResult, head: BenchResult, options: CompareResultsOptions): Comparison {
  const { names, seed, margin, exactOnly } = options
  const exact = matched(base.simulated, head.simulated, keyOf)
  const comparable = JSON.stringify(base.load) === JSON.stringify(head.load) && base.seed === head.seed
  const changes = new Map(exact.both.map(([before, after]) => [keyOf(after), comparable ? changedFigures(before, after) : []]))
  const rows: ComparedRow[] = exact.both.map(([, after]) => {
    const { contender, policy, call } = after
    return { title: `${titleOf(after)}, simulated`, contender, policy, call, changed: changes.get(keyOf(after))! }
  })
  const refused = exactOnly ? undefined : refusal(base, head, options)
  const unmatched = [...exact.lonely, ...(comparable ? [] : ['the simulated figures of both: they are of two loads or two seeds'])]
  if (!exactOnly && refused === undefined) {
    for (const place of head.places) {
      const other = base.places.find(({ name }) => name === place.name)
      if (other === undefined) {
        unmatched.push(place.name)
        continue
      }
      const { compared, lonely } = placeRows(other, place, changes, options)
      rows.push(...compared)
      unmatched.push(...lonely)
    }
  }
  const interrupted = base.interrupted || head.interrupted
  return { version: 1, kind: 'powercut compare', powercut: head.powercut, base: names.base, head: names.head, seed, margin, interrupted, rows, unmatched, ...(refused !== undefined && { timingsRefused: refused }) }
}

function refusal(base: BenchResult, head: BenchResult, { acrossMachines }: CompareResultsOptions): string | undefined {
  if (base.rate !== head.rate) return 'one result is of streams at full speed or at another rate than the other; give results of equal --rate'
  const other = head.places.find((place) => base.places.some(({ name, machine }) => name === place.name && !sameMachine(machine, place.machine)))
  if (other === undefined || acrossMachines) return undefined
  return `they are of two machines (${other.name}: file system, device, kernel, processor or Node differ); run both on one, or add --across-machines`
}

function placeRows(base: Place, head: Place, changes: ReadonlyMap<string, readonly Changed[]>, { seed, margin }: CompareResultsOptions): { readonly compared: readonly ComparedRow[]; readonly lonely: readonly string[] } {
  const rowKey = (row: BenchRow): string => `${keyOf(row)}\n${row.streams}`
  const { both, lonely } = matched(base.rows, head.rows, rowKey)
  const compared = both.map(([before, after]): ComparedRow => {
    const { contender, policy, call, streams } = after
    const timing = compareTimings(before.samples, after.samples, { margin, seed, among: both.length })
    // Whoever is faster has to hear at once that it loses more.
    const losses = timing.verdict === 'faster' ? (changes.get(keyOf(after)) ?? []).filter(({ isLoss, base: lost, head: losing }) => isLoss && losing > lost) : []
    return { title: `${head.name}: ${titleOf(after)}, ${streams} streams`, contender, policy, call, streams, timing, changed: losses }
  })
  return { compared, lonely: lonely.map((title) => `${head.name}: ${title}`) }
}

function keyOf({ contender, policy, call }: RowKey): string {
  return `${contender}\n${policy}\n${call}`
}

function titleOf({ contender, policy, call }: RowKey): string {
  return `${contender}, ${policy}, ${call}`
}

function matched<T extends RowKey>(base: readonly T[], head: readonly T[], key: (row: T) => string): { readonly both: readonly (readonly [T, T])[]; readonly lonely: readonly string[] } {
  const before = new Map(base.map((row) => [key(row), row]))
  const after = new Set(head.map(key))
  return {
    both: head.flatMap((row) => {
      const other = before.get(key(row))
      return other === undefined ? [] : [[other, row] as const]
    }),
    lonely: [...head.filter((row) => !before.has(key(row))), ...base.filter((row) => !after.has(key(row)))].map(titleOf),
  }
}
