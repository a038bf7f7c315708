import { SYNC_CALLS, type SyncCall } from '../bench/metered-host.ts'
import { MADE_FILE_SYSTEMS, type MadeFileSystem } from '../bench/places/made-file-system.ts'
import { STRICTEST_FIRST } from '../explore/profiles.ts'
import { syncPolicies } from '../../scenarios/journal/bench.ts'
import {
  BENCH_CALLS, BENCH_MS, BENCH_PROFILES, BENCH_ROUNDS, BENCH_STREAMS, BENCH_STREAMS_ALL, COMPARE_ROUNDS, MARGIN, MARGIN_MOST, RATE_MOST, RATE_MS, RECORDS_MOST, ROUNDS_MOST,
  STREAMS_MOST,
} from './bench-defaults.ts'
import type { BenchCommand, CompareCommand, MeasureCommand } from './command.ts'
import { UsageError } from './errors.ts'
import { readCount, readDuration, readFolder, readSeed, readWords, splitWords } from './values.ts'

type Flags = ReadonlyMap<string, readonly string[]>

const BENCH_REPORTERS: readonly string[] = ['text', 'json', 'svg', 'trend']
const COMPARE_REPORTERS: readonly string[] = ['text', 'json', 'trend']

export function readBench([stray]: readonly string[], flags: Flags): BenchCommand {
  if (stray !== undefined) throw new UsageError(`bench takes no file, it got ${JSON.stringify(stray)}; to measure a journal of yours type "--implementation ${stray}"`)
  const all = flags.has('all')
  const one = (flag: string): string | undefined => flags.get(flag)?.[0]
  const [rate, records, duration, implementation, against] = ['rate', 'records', 'duration', 'implementation', 'against'].map(one)
  const streams = readStreams(flags)
  const calls = readCalls(flags)
  return {
    name: 'bench',
    ...readMeasure(flags, { rounds: rate === undefined ? BENCH_ROUNDS : 1, reporters: BENCH_REPORTERS, usual: ['text', 'json', 'svg'] }),
    streams: streams.length > 0 ? streams : all ? BENCH_STREAMS_ALL : BENCH_STREAMS,
    calls: calls.length > 0 ? calls : all ? SYNC_CALLS : BENCH_CALLS,
    durationMs: duration === undefined ? (rate === undefined ? BENCH_MS : RATE_MS) : readDuration('duration', duration),
    records: records === undefined ? Number.POSITIVE_INFINITY : readCount('records', records, RECORDS_MOST, 100_000),
    fileSystems: readWords('file-systems', flags.get('file-systems') ?? [], MADE_FILE_SYSTEMS) as MadeFileSystem[],
    ...(rate === undefined ? {} : { rate: readCount('rate', rate, RATE_MOST, 60) }),
    ...(implementation === undefined ? {} : { implementation }),
    ...(against === undefined ? {} : { against }),
  }
}

export function readCompare([base, head, stray]: readonly string[], flags: Flags): CompareCommand {
  if (base === undefined || head === undefined) {
    throw new UsageError(`compare needs two sides, it got ${base === undefined ? 'none' : 'one'}; type "npx powercut compare BASE HEAD", each a bench.json, a file with a journal, or a built-in one by name`)
  }
  if (stray !== undefined) throw new UsageError(`compare takes two sides, it got a third, ${JSON.stringify(stray)}; leave out one`)
  const calls = readCalls(flags)
  if (calls.length > 1) throw new UsageError(`--calls is ${JSON.stringify(calls.join(','))}; compare takes one call, as in "--calls ${calls[0]!}"`)
  return {
    name: 'compare',
    ...readMeasure(flags, { rounds: COMPARE_ROUNDS, reporters: COMPARE_REPORTERS, usual: ['text'] }),
    streams: readStreams(flags),
    calls: calls.length > 0 ? calls : BENCH_CALLS,
    base,
    head,
  }
}

interface Usual {
  readonly rounds: number
  readonly reporters: readonly string[]
  readonly usual: readonly string[]
}

function readMeasure(flags: Flags, { rounds: usualRounds, reporters: known, usual }: Usual): Omit<MeasureCommand, 'streams' | 'calls'> {
  const [dir, rounds, seed, margin, out] = ['dir', 'rounds', 'seed', 'margin', 'out'].map((flag) => flags.get(flag)?.[0])
  const profiles = readWords('profile', flags.get('profile') ?? [], STRICTEST_FIRST)
  const reporters = readWords('reporter', flags.get('reporter') ?? [], known)
  return {
    dir: dir === undefined ? '.' : readFolder('dir', dir),
    policies: readPolicies(flags),
    rounds: rounds === undefined ? usualRounds : readCount('rounds', rounds, ROUNDS_MOST, usualRounds),
    profiles: profiles.length > 0 ? profiles : BENCH_PROFILES,
    seed: seed === undefined ? 'powercut' : readSeed(seed),
    margin: (margin === undefined ? MARGIN : readCount('margin', margin, MARGIN_MOST, MARGIN)) / 100,
    exact: flags.has('exact'),
    acrossMachines: flags.has('across-machines'),
    reporters: reporters.length > 0 ? reporters : usual,
    out: out === undefined ? 'powercut-out' : readFolder('out', out),
    json: flags.has('json'),
  }
}

/** Names have spaces; on the command line hyphens stand for them. */
function readPolicies(flags: Flags): string[] {
  const hyphened = (name: string): string => name.replaceAll(' ', '-')
  const words = readWords('policies', (flags.get('policies') ?? []).map(hyphened), syncPolicies.map(({ name }) => hyphened(name)))
  return syncPolicies.filter(({ name }) => words.includes(hyphened(name))).map(({ name }) => name)
}

function readStreams(flags: Flags): number[] {
  return splitWords('streams', flags.get('streams') ?? []).map((text) => readCount('streams', text, STREAMS_MOST, 64))
}

function readCalls(flags: Flags): SyncCall[] {
  return readWords('calls', flags.get('calls') ?? [], SYNC_CALLS) as SyncCall[]
}
