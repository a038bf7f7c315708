import type { SyncCall } from '../bench/metered-host.ts'
import type { MadeFileSystem } from '../bench/places/made-file-system.ts'
import type { FailingVerdict } from './exit-code.ts'
import type { CommandName } from './flags.ts'

/** What was asked for, with every default filled in and every value checked that can be checked without reading a file. */
export type Command = { readonly name: 'help'; readonly of?: CommandName } | { readonly name: 'version' } | GateCommand | AuditCommand | KeepCommand | BenchCommand | CompareCommand | ReplayCommand | ListCommand

/** What decides a search and where it reports to: common to all commands that search. */
export interface SearchCommand {
  readonly files: readonly string[]
  readonly runs: number
  /** See `DEFAULT_STEPS`. Absent: all plans are run. */
  readonly steps?: number
  readonly budgetMs?: number
  readonly seed: string
  /** Empty: all. */
  readonly suites: readonly string[]
  /** A file, or the name of a built-in implementation. */
  readonly implementation?: string
  readonly profiles: readonly string[]
  readonly reporters: readonly string[]
  readonly out: string
  readonly json: boolean
  readonly workers?: number
}

export interface GateCommand extends SearchCommand {
  readonly name: 'gate'
  /** Empty: all. */
  readonly scenarios: readonly string[]
  readonly failOn: readonly FailingVerdict[]
  /** A folder of kept repros, besides those that came with powercut. Absent: `repros`, where that is there. */
  readonly repros?: string
}

/** Of the built-in defects; with files or an implementation, of the host mutants of these. */
export interface AuditCommand extends SearchCommand {
  readonly name: 'audit'
  /** Empty: all. */
  readonly defects: readonly string[]
  /** Only the general scenarios, on every defect. */
  readonly general: boolean
  /** Also the scenarios that do not name the defect. */
  readonly matrix: boolean
}

/** Keeps a repro that is there, or finds one of each defect. */
export interface KeepCommand extends Pick<SearchCommand, 'files' | 'implementation' | 'runs' | 'seed' | 'profiles' | 'workers' | 'json'> {
  readonly name: 'keep'
  readonly repro?: string
  /** Empty where a repro was given. */
  readonly defects: readonly string[]
  /** The name of the file, without its ending. */
  readonly as?: string
  readonly into: string
  /** In place of what is kept of the same scenario on the same implementation. */
  readonly renew: boolean
}

export interface ReplayCommand {
  readonly name: 'replay'
  readonly repro: string
  readonly files: readonly string[]
  readonly implementation?: string
  readonly json: boolean
}

export interface ListCommand {
  readonly name: 'list'
  /** Empty: all, as the three below. */
  readonly suites: readonly string[]
  /** Issue numbers, or parts of the text. */
  readonly origins: readonly string[]
  readonly invariants: readonly string[]
  readonly defects: readonly string[]
  readonly files: readonly string[]
  readonly json: boolean
}

/** What measures and compares: common to both commands. */
export interface MeasureCommand {
  readonly dir: string
  /** Names of policies, with spaces. Empty: the command's own. */
  readonly policies: readonly string[]
  /** Empty: the command's own. */
  readonly streams: readonly number[]
  readonly calls: readonly SyncCall[]
  readonly rounds: number
  readonly profiles: readonly string[]
  readonly seed: string
  /** 0.05 is 5 %. */
  readonly margin: number
  readonly exact: boolean
  readonly acrossMachines: boolean
  readonly reporters: readonly string[]
  readonly out: string
  readonly json: boolean
}

export interface BenchCommand extends MeasureCommand {
  readonly name: 'bench'
  readonly durationMs: number
  readonly records: number
  readonly rate?: number
  readonly fileSystems: readonly MadeFileSystem[]
  readonly implementation?: string
  /** A file that an earlier run wrote. */
  readonly against?: string
}

export interface CompareCommand extends MeasureCommand {
  readonly name: 'compare'
  /** A result file, an implementation file, or the name of a built-in implementation. */
  readonly base: string
  readonly head: string
}
