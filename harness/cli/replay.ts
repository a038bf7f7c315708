import { replayOutcome, replayText, type ReplayOutcome } from '../../reports/replay.ts'
import type { Repro } from '../check/repro.ts'
import type { Replayed } from '../explore/replay.ts'
import type { ReplayCommand } from './command.ts'
import { describe } from './describe.ts'
import { HarnessError, UsageError } from './errors.ts'
import type { ExitCode } from './exit-code.ts'
import { implementationFile } from './implementation-flag.ts'
import { onInterrupt } from './interrupt.ts'
import { ANSWERS } from './job-results.ts'
import { Lane } from './lane.ts'
import { readRepro } from './repro-file.ts'
import { subjectOf } from './repro-subject.ts'
import type { Screen } from './screen.ts'

/** `powercut replay`: runs the one plan of a repro, once. */
export async function replay(command: ReplayCommand, screen: Screen): Promise<ExitCode> {
  const repro = await readRepro(command.repro)
  const chosen = implementationFile(command.implementation)
  const lane = new Lane({ files: command.files, ...chosen, onOutput: (text) => screen.notice(text) })
  let interrupted = false
  const stopListening = onInterrupt(screen, () => {
    interrupted = true
    lane.drop()
  })
  try {
    const description = await describe(lane, [...command.files, ...Object.values(chosen)])
    const { scenario, implementation } = subjectOf(repro, command, description)
    const answer = await lane.ask({ kind: 'replay', scenario, implementation, plan: repro.plan })
    if (interrupted) return 130
    if (answer.kind === 'broken') throw new HarnessError(`the replay failed inside powercut: ${answer.message}\n${answer.stack}`)
    if (answer.kind === 'unusable') throw new UsageError(answer.message)
    if (answer.kind !== 'replayed' && answer.kind !== 'lost') throw new HarnessError(`the replay failed inside powercut: a worker answered ${JSON.stringify(answer.kind)}`)
    const replayed = answer.kind === 'replayed' ? weighed(answer.replayed, repro) : lostReplay(answer.why)
    const exitCode = CODES[replayOutcome(replayed)]
    await screen.result(command.json ? json(repro, replayed, implementation.name, exitCode) : replayText(replayed, { repro, implementation: implementation.name }, screen))
    return exitCode
  } finally {
    stopListening()
    await lane.close()
  }
}

function lostReplay(why: string): Replayed {
  const sentence = `the code under test ${why}`
  return { verdict: 'failed', ...ANSWERS, sentence, fit: 'exact', hash: '', runs: 1, story: [], decisive: [] }
}

/**
 * A search that was lost knows the life that it stood in, but not the crash or the schedule in which the code did not come back. So a life that comes back
 * now may be mended, or may never have been the one that hung: it must not pass as green.
 */
function weighed(replayed: Replayed, { invariant, plan }: Repro): Replayed {
  const blind = invariant === ANSWERS.invariant && plan.lives.every(({ crash }) => crash === undefined)
  if (!blind || replayed.verdict !== 'held') return replayed
  return { ...replayed, verdict: 'incomplete', sentence: 'the life in the plan came to its end; what was recorded may have been in a crash or a schedule that the plan does not name' }
}

const CODES: Readonly<Record<ReplayOutcome, ExitCode>> = { shows: 1, holds: 0, outdated: 4 }

function json(repro: Repro, replayed: Replayed, implementation: string, exitCode: ExitCode): string {
  const { scenario, verdict, invariant } = repro
  const report = { version: 1, kind: 'powercut replay', scenario, implementation, exitCode, recorded: { verdict, invariant }, replayed }
  return `${JSON.stringify(report, null, 2)}\n`
}
