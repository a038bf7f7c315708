import { benchRecords, syncPolicies } from '../../scenarios/journal/bench.ts'
import type { Contender } from '../bench/append-store.ts'
import { changedFigures } from '../bench/compare/exact.ts'
import type { ComparedRow, Comparison } from '../bench/compare/comparison.ts'
import { interleaved, type Work } from '../bench/compare/interleaved.ts'
import { compareResults } from '../bench/compare/results.ts'
import { checkMeasurable, measuredIn } from './bench-folder.ts'
import type { CompareCommand } from './command.ts'
import { comparisonCode, judged, printComparison } from './comparison-output.ts'
import { UsageError } from './errors.ts'
import type { ExitCode } from './exit-code.ts'
import { onInterrupt } from './interrupt.ts'
import { contenderNamed } from './journal-contenders.ts'
import { checkWritable, writeWhole } from './output-folder.ts'
import { readResult } from './result-file.ts'
import type { Screen } from './screen.ts'
import { simulated } from './simulated.ts'

/** What is compared where nothing is said: the path of the code alone, one stream that waits for the disk, and many that share it. */
const WORK: readonly (readonly [policy: string, streams: number])[] = [
  ['none', 8],
  ['every record', 1],
  ['100 or 250 ms', 64],
]

/** `powercut compare`: is HEAD worse than BASE? Of two result files, or of two journals that run turn by turn in this process. */
export async function compare(command: CompareCommand, screen: Screen, version: string): Promise<ExitCode> {
  const { base, head, seed, margin, acrossMachines, exact, json, reporters, out } = command
  const isResult = [base, head].map((side) => side.endsWith('.json'))
  if (isResult[0] !== isResult[1]) throw new UsageError(`${JSON.stringify(base)} and ${JSON.stringify(head)} are a result and a journal; give two results (.json), or two journals`)
  if (reporters.includes('json') || reporters.includes('trend')) await checkWritable(out)
  const comparison = isResult[0] === true
    ? compareResults(await readResult(base), await readResult(head), { names: { base, head }, seed, margin, acrossMachines, exactOnly: exact })
    : await compareJournals(command, screen, version)
  const text = `${JSON.stringify({ ...comparison, rows: judged(comparison) }, null, 2)}\n`
  if (json) await screen.result(text)
  else if (reporters.includes('text')) await printComparison(comparison, screen)
  if (reporters.includes('json')) await writeWhole(out, 'compare.json', text)
  if (reporters.includes('trend')) await writeWhole(out, 'compare.trend.json', `${JSON.stringify(trendOf(comparison), null, 2)}\n`)
  return comparisonCode(comparison)
}

function trendOf({ rows }: Comparison): unknown[] {
  return rows.flatMap(({ title, timing }) => (timing === undefined ? [] : [{ name: `${title}/time per record`, unit: 'of the base', value: timing.effect.ratio, range: `${timing.effect.low} to ${timing.effect.high}` }]))
}

async function compareJournals(command: CompareCommand, screen: Screen, version: string): Promise<Comparison> {
  const base = await contenderNamed('compare', command.base)
  const head = await contenderNamed('compare', command.head)
  await checkMeasurable(command.dir)
  const cut = new AbortController()
  const stopListening = onInterrupt(screen, () => cut.abort())
  try {
    return await measuredIn(command.dir, 'two journals', () => sideBySide(command, { base, head }, { screen, version, signal: cut.signal }))
  } finally {
    stopListening()
    screen.endProgress()
  }
}

interface Around {
  readonly screen: Screen
  readonly version: string
  readonly signal: AbortSignal
}

async function sideBySide(command: CompareCommand, sides: { readonly base: Contender; readonly head: Contender }, { screen, version, signal }: Around): Promise<Comparison> {
  const { seed, margin, profiles, calls, dir, rounds, exact } = command
  const [call] = calls
  const work = workOf(command)
  const progress = (what: string): void => screen.progress(() => what)
  const policies = syncPolicies.filter((policy) => work.some((one) => one.policy === policy))
  const common = { policies, calls, profiles, record: benchRecords(), seed, signal, progress }
  const before = await simulated({ ...common, contenders: [sides.base] })
  const after = await simulated({ ...common, contenders: [sides.head] })
  const timed = exact ? undefined : await interleaved({ ...sides, work, call: call!, folder: dir, record: benchRecords(), rounds, margin, seed, signal, progress })
  const rows: ComparedRow[] = after.flatMap((row, index) => {
    const other = before[index]
    if (other === undefined) return []
    const changed = changedFigures(other, row)
    const own = timed?.timings.filter((one) => one.work.policy.name === row.policy) ?? []
    const { policy, call: by } = row
    if (own.length === 0) return [{ title: `${policy}, ${by}, simulated`, contender: row.contender, policy, call: by, changed }]
    return own.map(({ work: { streams }, timing, measuredAgain }) => ({ title: `${policy}, ${by}, ${streams === 1 ? '1 stream' : `${streams} streams`}`, contender: row.contender, policy, call: by, streams, timing, measuredAgain, changed }))
  })
  const drift = timed?.drift
  return {
    version: 1, kind: 'powercut compare', powercut: version, base: command.base, head: command.head, seed, margin, interrupted: signal.aborted, rows, unmatched: [],
    ...(drift !== undefined && { drift }),
  }
}

function workOf({ policies, streams }: CompareCommand): readonly Work[] {
  const named = (name: string): Work['policy'] => syncPolicies.find((policy) => policy.name === name)!
  if (policies.length === 0 && streams.length === 0) return WORK.map(([name, count]) => ({ policy: named(name), streams: count }))
  const counts = streams.length > 0 ? streams : [1]
  const names = policies.length > 0 ? policies : WORK.map(([name]) => name)
  return names.flatMap((name) => counts.map((count) => ({ policy: named(name), streams: count })))
}
