import type { HistoryEntry } from '../check/history.ts'
import { describeError } from '../check/recorder.ts'
import type { Json } from '../check/json.ts'
import type { Plan, PlannedDifference } from '../check/plan.ts'
import type { Finding } from '../check/verdict.ts'
import { fileOf } from './source-position.ts'
import { plannedCrash, stepOf, type CrashedLife } from './lineage.ts'
import type { LifeRecord } from './life-record.ts'
import type { Violation } from './judge.ts'

const LINES_MAX = 14
const TEXT_MAX = 72

/** The run as a person would tell it: calls, crashes, what recovery saw. One line per event. */
export function storyOf(crashed: readonly CrashedLife[], last: LifeRecord, violation: Violation): string[] {
  const lines: string[] = []
  for (const [index, life] of crashed.entries()) {
    const { record, point } = life
    lines.push(...callLines(record.recorder.at(point.history)))
    lines.push(crashLine(crashed.slice(0, index + 1)))
  }
  lines.push(...callLines(last.recorder.at()))
  if (violation.verdict === 'violated' && last.number > 1) lines.push(`recovery  returned ${brief(last.value as Json)}`)
  if (lines.length <= LINES_MAX) return lines
  const head = Math.floor(LINES_MAX / 2)
  return [...lines.slice(0, head), `… ${lines.length - LINES_MAX} more events …`, ...lines.slice(lines.length - (LINES_MAX - head))]
}

function callLines(history: readonly HistoryEntry[]): string[] {
  return history.map((entry) => {
    const call = `${entry.client === 'main' ? entry.process : `${entry.client} → ${entry.process}`}  ${entry.method}(${entry.arguments.map((argument) => brief(argument)).join(', ')})`
    if (entry.outcome === 'acknowledged') return `${call}  acknowledged${entry.result === null || entry.result === undefined ? '' : ` ${brief(entry.result)}`}`
    return `${call}  ${entry.outcome}${entry.error === undefined ? '' : `: ${entry.error.message}`}`
  })
}

const CRASHES = { 'clean stop': 'every process ended and the store was opened again', 'process death': 'SIGKILL of every process', 'power cut': 'power cut' } as const

function crashLine(crashed: readonly CrashedLife[]): string {
  const { kind, after, moment, downMs, rot = [] } = plannedCrash(crashed)
  const later = downMs === undefined ? '' : `; the next boot was ${Math.round(downMs / 1_000)} s later`
  const rotted = rot.map(({ path, offset, bit }) => `; bit ${bit} of byte ${offset} of ${path} flipped`).join('')
  if (kind === 'clean stop') return `*  ${CRASHES[kind]}${rotted}${later}`
  const when = after === null ? 'before the first operation' : moment === 'performed' ? `in ${after}, before its caller learned of it` : `after ${after}`
  return `*  ${CRASHES[kind]} ${when}${rotted}${later}`
}

/** The operations whose survival decides it: what was lost of each, which must have survived, and where in the code it was issued. */
export function decisiveOf(crashed: readonly CrashedLife[], survivors: readonly number[] = []): Finding['decisive'] {
  const lost = crashed.flatMap((life, index) => life.state.differences.map(({ n, part, form }) => decisive(crashed.slice(0, index + 1), n, (operation) => lossOf(part, form, operation))))
  return [...lost, ...survivors.map((n) => decisive(crashed, n, () => 'reached the medium'))]
}

function decisive(lineage: readonly CrashedLife[], n: number, what: (operation: string | undefined) => string): Finding['decisive'][number] {
  const { label = `#${n}`, stack, kind } = stepOf(lineage, n)?.step.operation ?? {}
  const where = stack === undefined ? undefined : fileOf(stack)
  return { label, what: what(kind?.name), ...(where === undefined ? {} : { where }) }
}

const FAULTS: Readonly<Record<string, string>> = {
  fsyncError: 'failed: what it was to make durable was thrown away',
  ioError: 'failed with EIO',
  diskFull: 'found the disk full',
  processDeath: 'its process was killed there',
}

/** The faults inside lives that the plan cannot do without. */
export function faultsAt({ lives }: Plan, { crashed, last }: { readonly crashed: readonly CrashedLife[]; readonly last: LifeRecord }): Finding['decisive'] {
  const records = [...crashed.map(({ record }) => record), last]
  return lives.flatMap(({ faults }, index) => faults.flatMap(({ fault, at }) => {
    const what = FAULTS[fault]
    if (what === undefined) return []
    const stack = records[index]?.steps.find(({ operation }) => operation.label === at)?.operation.stack
    const where = stack === undefined ? undefined : fileOf(stack)
    return [{ label: at, what, ...(where === undefined ? {} : { where }) }]
  }))
}

/** Where in the code a run that failed threw: from the error's own stack, or from where the operation that failed was issued. */
export function thrownAt({ outcome, steps }: LifeRecord): Finding['decisive'] {
  if (outcome.kind !== 'failed') return []
  const { error } = outcome
  const step = steps.find((candidate) => candidate.error !== undefined && candidate.error === error)
  const own = error instanceof Error ? fileOf(error.stack ?? '') : undefined
  const where = own ?? (step?.operation.stack === undefined ? undefined : fileOf(step.operation.stack))
  return where === undefined ? [] : [{ label: step?.operation.label ?? describeError(error).name, what: 'was thrown', where }]
}

function lossOf(part: string, form: PlannedDifference['form'], operation: string | undefined): string {
  const removes = operation === 'unlink' || operation === 'rmdir'
  const what = part === 'name' ? (removes ? 'the removal of the name' : 'the name it made') : part === 'old name' ? 'the removal of the old name' : part === 'size' ? 'the size it set' : 'the bytes it wrote'
  if (form === 'lost') return `${what} did not reach the medium`
  if (form === 'zeros' && part === 'name') return 'the name was missing, the old one and the new one'
  if (form === 'zeros') return `${what} read as NUL`
  if (form === 'garbage') return `${what} read as garbage`
  return `${what} were cut at file offset ${form.cutAt}`
}

function brief(value: Json): string {
  const text = JSON.stringify(value) ?? 'null'
  return text.length <= TEXT_MAX ? text : `${text.slice(0, TEXT_MAX - 1)}…`
}
