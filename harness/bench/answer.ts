import { RATE } from './loss.ts'
import type { BenchRow } from './result.ts'

/** The answer to the question which policy to take, from the rows of one place. */
export interface Answer {
  readonly streams: number
  readonly points: readonly Point[]
  /** One sentence with its numbers. */
  readonly recommendation: string
}

/** One policy: what it costs and what it risks. */
export interface Point {
  readonly contender: string
  readonly policy: string
  readonly recordsPerSecond: number
  /** Acknowledged records that the worst power cut took, under any honest profile. */
  readonly lost: number
  /** No other point is both faster and safer. */
  readonly onFront: boolean
}

/** The numbers of streams up to which the answer is given: what one server process serves. */
const STREAMS_MOST = 64
/** A policy is fast enough that takes so many times what its streams offer. */
const HEADROOM = 10
/** Not counted: it loses nothing that was written, or everything. */
const NOT_HONEST: readonly string[] = ['strict', 'lying']

/** undefined where nothing was measured that can be simulated. `rate`: records per second that each stream offered; null: as fast as it was answered. */
export function answerOf(rows: readonly BenchRow[], rate: number | null): Answer | undefined {
  const usable = rows.filter(({ lost }) => lost !== null)
  const counts = usable.map(({ streams }) => streams)
  if (counts.length === 0) return undefined
  const streams = counts.some((count) => count <= STREAMS_MOST) ? Math.max(...counts.filter((count) => count <= STREAMS_MOST)) : Math.min(...counts)
  const there = usable.filter((row) => row.streams === streams)
  const call = there.some((row) => row.call === 'fdatasync') ? 'fdatasync' : there[0]!.call
  const chosen = there.filter((row) => row.call === call)
  const plain = chosen.map((row) => ({ row, lost: worstOf(row) }))
  const points = plain.map(({ row, lost }): Point => ({
    contender: row.contender,
    policy: row.policy,
    recordsPerSecond: row.recordsPerSecond,
    lost,
    onFront: !plain.some((other) => dominates({ recordsPerSecond: other.row.recordsPerSecond, lost: other.lost }, { recordsPerSecond: row.recordsPerSecond, lost })),
  }))
  return { streams, points, recommendation: rate === null ? recommend(plain, streams) : recommendAt(rate, plain, streams) }
}

type Worth = Pick<Point, 'recordsPerSecond' | 'lost'>

function dominates(one: Worth, other: Worth): boolean {
  return one.recordsPerSecond >= other.recordsPerSecond && one.lost <= other.lost && (one.recordsPerSecond > other.recordsPerSecond || one.lost < other.lost)
}

function worstOf({ lost }: BenchRow): number {
  return Math.max(0, ...Object.entries(lost?.powerCut ?? {}).flatMap(([profile, { worst }]) => (NOT_HONEST.includes(profile) ? [] : [worst])))
}

interface Candidate {
  readonly row: BenchRow
  readonly lost: number
}

function best(among: readonly Candidate[], by: (a: Candidate, b: Candidate) => number): Candidate | undefined {
  return among.toSorted(by)[0]
}

const NOTHING = 'No policy both kept up and kept its promise: there is nothing to recommend.'

/** The safest policy that is fast enough; of equally safe ones the fastest. */
function recommend(candidates: readonly Candidate[], streams: number): string {
  const needed = RATE * streams * HEADROOM
  const sound = candidates.filter(isSound)
  const fast = sound.filter(({ row }) => row.recordsPerSecond >= needed)
  const chosen =
    best(fast, (a, b) => a.lost - b.lost || b.row.recordsPerSecond - a.row.recordsPerSecond) ?? best(sound, (a, b) => b.row.recordsPerSecond - a.row.recordsPerSecond)
  if (chosen === undefined) return NOTHING
  const { recordsPerSecond } = chosen.row
  const times = recordsPerSecond / (RATE * streams)
  const speed = `${whole(recordsPerSecond)} records/s at ${streamsIn(streams)}`
  const load = `${times >= 10 ? whole(times) : times.toFixed(1)} times what ${streams === 1 ? 'it offers' : 'they offer'} at ${RATE} tokens/s each`
  const rest = fast.length > 0 ? '' : `; no policy reaches ${HEADROOM} times that load here`
  return `Take ${nameOf(chosen, candidates)}: ${lossIn(chosen)}; it writes ${speed}, ${load}${answerIn(chosen)}${rest}.`
}

/** The safest policy that took all that was offered; of equally safe ones the one that answers soonest. */
function recommendAt(rate: number, candidates: readonly Candidate[], streams: number): string {
  const late = ({ row }: Candidate): number => row.append?.p99 ?? Number.POSITIVE_INFINITY
  const chosen = best(candidates.filter(isSound), (a, b) => a.lost - b.lost || late(a) - late(b))
  if (chosen === undefined) return NOTHING
  return `Take ${nameOf(chosen, candidates)}: ${lossIn(chosen)}; it takes the ${rate} records/s that each of ${streamsIn(streams)} offers${answerIn(chosen)}.`
}

function isSound({ row }: Candidate): boolean {
  return row.backlog === 0 && row.lost?.broken === null
}

function nameOf({ row }: Candidate, candidates: readonly Candidate[]): string {
  const twins = new Set(candidates.map((one) => one.row.contender)).size > 1
  return `"${row.policy}"${twins ? ` of ${row.contender}` : ''}`
}

function lossIn({ lost }: Candidate): string {
  return lost === 0 ? 'no acknowledged record is lost, whatever the crash' : `a power cut takes at most ${whole(lost)} acknowledged records, a process death none`
}

function answerIn({ row }: Candidate): string {
  return row.append === null ? '' : `, an append is answered within ${milliseconds(row.append.p99)} in 99 of 100 cases`
}

function streamsIn(streams: number): string {
  return streams === 1 ? '1 stream' : `${whole(streams)} streams`
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}

function milliseconds(ms: number): string {
  return ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(2)} ms`
}
