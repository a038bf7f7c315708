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
}

export interface WrittenRepro {
  readonly scenario: string
  readonly implementation: string
  /** As a person would type it from the folder in which the command ran. */
  readonly file: string
  /** The command that replays it. */
  readonly replay: string
}

export function reproOfResult(meta: ReportMeta, result: { readonly scenario: string; readonly implementation: string }): WrittenRepro | undefined {
  return meta.repros.find(({ scenario, implementation }) => scenario === result.scenario && implementation === result.implementation)
}
