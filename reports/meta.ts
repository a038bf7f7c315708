import type { ScenarioResult } from '../harness/check/verdict.ts'
import type { KeptRow } from './kept.ts'

/** What a report needs besides the results: everything that decided the run, so that a reader can run it again. */
export interface ReportMeta {
  /** The version of powercut. */
  readonly version: string
  readonly seed: string
  /** Plans per scenario. */
  readonly runs: number
  readonly profiles: readonly string[]
  /** Ended by Ctrl-C. */
  readonly interrupted: boolean
  readonly exitCode: number
  /** The file that replays a finding, for each result that has one. */
  readonly repros: readonly WrittenRepro[]
  /** The kept repros that were replayed. */
  readonly kept: readonly KeptRow[]
}

export interface WrittenRepro {
  readonly scenario: string
  readonly implementation: string
  /** Of the finding. */
  readonly fingerprint: string
  /** As a person would type it from the folder in which the command ran. */
  readonly file: string
  /** The command that replays it. */
  readonly replay: string
}

/** What has a finding, or none: a result of a search, or a kept repro. */
export type Found = Pick<ScenarioResult, 'scenario' | 'implementation' | 'finding'>

export function reproOfResult(meta: Pick<ReportMeta, 'repros'>, { scenario, implementation, finding }: Found): WrittenRepro | undefined {
  return meta.repros.find((repro) => repro.scenario === scenario && repro.implementation === implementation && repro.fingerprint === finding?.fingerprint)
}
