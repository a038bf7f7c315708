import type { Counts, ScenarioResult, Verdict } from '../check/verdict.ts'

/** The worst verdict wins. */
const WORST_FIRST: readonly Verdict[] = ['failed', 'stuck', 'violated', 'incomplete', 'not exercised', 'held', 'not applicable']

/**
 * Puts the parts of one scenario together, in group order: counts add up, the first finding counts. Parts may be merged ones: the result is the same for
 * any way of cutting the groups into parts.
 */
export function mergeResults(given: readonly ScenarioResult[]): ScenarioResult {
  const parts = given.map((part) => (part.verdict === 'not exercised' ? held(part) : part))
  const first = parts[0]
  if (first === undefined) throw new RangeError('mergeResults takes at least one part')
  const verdict = WORST_FIRST.find((candidate) => parts.some((part) => part.verdict === candidate))!
  const decisive = parts.find((part) => part.finding !== undefined) ?? parts.find((part) => part.verdict === verdict)!
  const faults = sum(parts.map((part) => part.faults))
  const probes = sum(parts.map((part) => part.probes))
  const merged: ScenarioResult = {
    ...first,
    verdict: decisive.finding === undefined ? verdict : decisive.verdict,
    counts: sum(parts.map((part) => ({ ...part.counts }))) as unknown as Counts,
    probes,
    faults,
    ...(decisive.reason === undefined ? {} : { reason: decisive.reason }),
    ...(decisive.finding === undefined ? {} : { finding: decisive.finding }),
  }
  const hashes = parts.map((part) => part.hash)
  const { hash: _own, ...withoutHash } = merged
  const complete = hashes.every((hash) => hash !== undefined)
  return exercised(complete ? { ...withoutHash, hash: addHashes(hashes as string[]) } : withoutHash)
}

/** A part that was not exercised by itself may be by the others. */
function held(part: ScenarioResult): ScenarioResult {
  const { reason: _reason, ...rest } = part
  return { ...rest, verdict: 'held' }
}

/** A scenario that held without its faults firing or its probes being reached has shown nothing. */
function exercised(result: ScenarioResult): ScenarioResult {
  if (result.verdict !== 'held') return result
  const idle = [
    ...Object.entries(result.faults).filter(([, count]) => count === 0).map(([fault]) => `the fault ${fault} never fired`),
    ...Object.entries(result.probes).filter(([, count]) => count === 0).map(([probe]) => `no run reached "${probe}"`),
  ]
  if (result.counts.runs === 0) idle.push('no plan was run')
  return idle.length === 0 ? result : { ...result, verdict: 'not exercised', reason: idle.join('; ') }
}

function sum(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {}
  for (const record of records) for (const [name, count] of Object.entries(record)) total[name] = (total[name] ?? 0) + count
  return total
}

/** Two 32-bit lanes, added: the same for any order and any grouping. */
function addHashes(hashes: readonly string[]): string {
  const lane = (from: number): string =>
    (hashes.reduce((total, hash) => (total + Number.parseInt(hash.slice(from, from + 8), 16)) | 0, 0) >>> 0).toString(16).padStart(8, '0')
  return lane(0) + lane(8)
}
