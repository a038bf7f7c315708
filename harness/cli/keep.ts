import { unlink } from 'node:fs/promises'
import { basename } from 'node:path'
import { plain } from '../../reports/plain.ts'
import { replayOutcome } from '../../reports/replay.ts'
import { reproOf, type Repro } from '../check/repro.ts'
import type { ScenarioResult } from '../check/verdict.ts'
import { selectTrials } from './audit-defects.ts'
import type { CatalogueDescription } from './catalogue.ts'
import type { KeepCommand } from './command.ts'
import { HarnessError, UsageError } from './errors.ts'
import type { ExitCode } from './exit-code.ts'
import { KEPT_ENDING, reprosIn, type KeptFile } from './kept-files.ts'
import type { Lane } from './lane.ts'
import { withLanes, type Lanes } from './lanes.ts'
import { writeWhole } from './output-folder.ts'
import { readRepro } from './repro-file.ts'
import { subjectOf } from './repro-subject.ts'
import { dashes } from './repro-output.ts'
import type { Screen } from './screen.ts'
import { search } from './search.ts'
import type { Job } from './selection.ts'

/** `powercut keep`: puts a repro where every gate replays it. All are checked before the first is written. */
export async function keep(command: KeepCommand, screen: Screen): Promise<ExitCode> {
  const { repro: file, into, renew } = command
  const [given, there] = await Promise.all([file === undefined ? undefined : readRepro(file), reprosIn(into, { optional: true, flag: 'into' })])
  if (given !== undefined) refuseTwin(given, there, command)
  return withLanes(command, screen, async (lanes) => {
    const { description } = lanes
    const candidates = given === undefined ? await foundOf(command, lanes, screen) : [{ repro: given, job: subjectOf(given, command, description) }]
    const unfit: string[] = []
    for (const { repro, job } of candidates) {
      const why = typeof repro === 'string' ? repro : await whyNot(repro, job, lanes.lanes[0]!)
      if (why !== undefined) unfit.push(`${given === undefined ? job.implementation.name : file!} is not kept: ${why}`)
    }
    screen.endProgress()
    if (lanes.cut.signal.aborted) return 130
    for (const sentence of unfit) screen.notice(plain(`powercut: ${sentence}`))
    if (unfit.length > 0) return 4
    const repros = candidates.map(({ repro }) => repro as Repro)
    for (const repro of repros) refuseTwin(repro, there, command)
    const kept: string[] = []
    for (const repro of repros) {
      kept.push(await writeWhole(into, `${command.as ?? nameOf(repro)}${KEPT_ENDING}`, `${JSON.stringify(repro, null, 2)}\n`, 'into'))
      if (renew) await removeOlder(repro, there, kept.at(-1)!)
    }
    await screen.result(command.json ? `${JSON.stringify({ version: 1, kind: 'powercut keep', kept: repros.map((repro, index) => summaryOf(repro, kept[index]!)) }, null, 2)}\n` : repros.map((repro, index) => keptWords(repro, kept[index]!)).join(''))
    return 0
  })
}

interface Candidate {
  /** A sentence that says why there is none. */
  readonly repro: Repro | string
  readonly job: Job
}

/** The first scenario that a defect names finds it, and makes it small. */
async function foundOf(command: KeepCommand, { lanes, cut, description }: Lanes, screen: Screen): Promise<Candidate[]> {
  const { runs, seed, profiles } = command
  const jobs = jobsOf(description, command)
  const onProgress = (): void => screen.progress(() => 'looking for a way to break it')
  const results = await search(jobs, { runs, seed, profiles, lanes, cut: cut.signal, breadthFirst: false, onProgress, onResult: () => undefined })
  return jobs.map((job, index) => ({ job, repro: reproIn(results[index]!) }))
}

function jobsOf(description: CatalogueDescription, { defects }: KeepCommand): Job[] {
  const trials = selectTrials(description, { suites: [], defects, general: false, matrix: false })
  return trials.map(({ defect, named }) => named.find(({ scenario }) => scenario.id === defect.caughtBy?.[0]) ?? named[0]!)
}

function reproIn({ finding, scenario, implementation, verdict, counts }: ScenarioResult): Repro | string {
  return finding === undefined ? `${scenario} ended as "${verdict}" after ${counts.runs} runs; --runs searches further` : reproOf(finding, scenario, implementation)
}

/** It must violate what it says, in one run, on the very code that it was found on. */
async function whyNot(repro: Repro, { scenario, implementation }: Job, lane: Lane): Promise<string | undefined> {
  const answer = await lane.ask({ kind: 'replay', scenario, implementation, plan: repro.plan })
  const again = 'run "npx powercut gate" for a new one'
  if (answer.kind === 'lost') return repro.verdict === 'failed' ? undefined : `on ${implementation.name} the code under test ${answer.why}`
  if (answer.kind === 'dropped') return 'it was interrupted'
  if (answer.kind !== 'replayed') throw new HarnessError(`the replay failed inside powercut: ${'message' in answer ? answer.message : answer.kind}`)
  const { verdict, fit, invariant } = answer.replayed
  const isShown = replayOutcome(answer.replayed) === 'shows'
  if (!isShown) return `on ${implementation.name} it ended as "${verdict}"${fit === 'exact' ? '' : ' and no longer fits the code'}; ${again}`
  if (fit !== 'exact') return `it still violates on ${implementation.name}, but no longer fits the code exactly; ${again}`
  return invariant === repro.invariant ? undefined : `on ${implementation.name} it breaks ${JSON.stringify(invariant)} in place of ${JSON.stringify(repro.invariant)}; ${again}`
}

/** Throws a `UsageError` where the same finding is kept already, or another one under this name. */
function refuseTwin(repro: Repro, there: readonly KeptFile[], { as, into, renew }: KeepCommand): void {
  const own = `${as ?? nameOf(repro)}${KEPT_ENDING}`
  const stays = there.filter((file) => !(renew && isOlder(file, repro)))
  const twin = stays.find((file) => file.repro.fingerprint === repro.fingerprint)
  if (twin !== undefined) throw new UsageError(`${JSON.stringify(twin.path)} keeps this finding already (fingerprint ${repro.fingerprint}); there is nothing to do, or --renew replaces it`)
  if (stays.some(({ name }) => name === own)) throw new UsageError(`${JSON.stringify(own)} is another kept repro in ${JSON.stringify(into)}; give a new name with --as NAME`)
}

function isOlder({ repro }: KeptFile, { scenario, implementation }: Repro): boolean {
  return repro.scenario === scenario && repro.implementation === implementation
}

async function removeOlder(repro: Repro, there: readonly KeptFile[], kept: string): Promise<void> {
  for (const file of there) if (isOlder(file, repro) && file.name !== basename(kept)) await unlink(file.path)
}

const FINGERPRINT_DIGITS = 8

function nameOf({ implementation, scenario, fingerprint }: Repro): string {
  return `${dashes(implementation)}-${dashes(scenario.slice(scenario.indexOf('/') + 1))}-${fingerprint.slice(0, FINGERPRINT_DIGITS)}`
}

function keptWords({ scenario, implementation, verdict, invariant }: Repro, file: string): string {
  return plain(`✓ ${file}  ${scenario} on ${implementation}: ${verdict}: ${invariant}`) + '\n'
}

function summaryOf({ scenario, implementation, verdict, invariant, fingerprint }: Repro, file: string): Readonly<Record<string, string>> {
  return { file, scenario, implementation, verdict, invariant, fingerprint }
}
