import type { ScenarioResult, Verdict } from '../harness/check/verdict.ts'
import type { KeptRow } from './kept.ts'
import { reproOfResult, type ReportMeta } from './meta.ts'
import { countVerdicts } from './tally.ts'

/** The JSON report. No clock is in it: equal options give equal bytes on every machine and for any number of workers. */
export interface JsonReport {
  readonly version: 1
  readonly kind: 'powercut report'
  readonly powercut: string
  readonly seed: string
  /** Plans per scenario. */
  readonly runs: number
  readonly profiles: readonly string[]
  readonly interrupted: boolean
  readonly exitCode: number
  /** Verdict → how many scenarios. All seven stand here, also with 0. */
  readonly summary: Readonly<Record<Verdict, number>>
  readonly results: readonly (ScenarioResult & { readonly repro?: string; readonly replay?: string })[]
  /** The kept repros, on the defects that they name and on what was gated. */
  readonly kept: readonly KeptRow[]
}

export function reportJson(results: readonly ScenarioResult[], meta: ReportMeta): JsonReport {
  return {
    version: 1,
    kind: 'powercut report',
    powercut: meta.version,
    seed: meta.seed,
    runs: meta.runs,
    profiles: meta.profiles,
    interrupted: meta.interrupted,
    exitCode: meta.exitCode,
    summary: countVerdicts(results),
    kept: meta.kept,
    results: results.map((result) => {
      const repro = reproOfResult(meta, result)
      return repro === undefined ? result : { ...result, repro: repro.file, replay: repro.replay }
    }),
  }
}
