import { DEFAULT_RUNS } from '../explore/budget.ts'
import { DEFAULT_PROFILES, STRICTEST_FIRST } from '../explore/profiles.ts'

export type CommandName = 'gate' | 'audit' | 'keep' | 'replay' | 'list'
export const COMMANDS: readonly CommandName[] = ['gate', 'audit', 'keep', 'replay', 'list']

/** A flag, as it is parsed, documented and suggested. One table, so that none of the three can drift. */
export interface Flag {
  readonly name: string
  readonly commands: readonly CommandName[]
  /** What stands for the value in the help. Absent: the flag takes none. */
  readonly value?: string
  /** May be given several times, or with commas. */
  readonly many?: true
  readonly help: string
}

/** Those that search. */
const SEARCHING: readonly CommandName[] = ['gate', 'audit']
const FINDING: readonly CommandName[] = [...SEARCHING, 'keep']

export const FLAGS: readonly Flag[] = [
  { name: 'runs', value: 'N', commands: FINDING, help: `plans per scenario, 1 to 1,000,000 (default ${DEFAULT_RUNS})` },
  { name: 'budget', value: 'TIME', commands: SEARCHING, help: 'stop after this long, as 500ms, 30s, 5m or 1h (default: none)' },
  { name: 'seed', value: 'TEXT', commands: FINDING, help: 'any text; equal seeds try the same plans (default powercut)' },
  { name: 'suite', value: 'NAME', commands: [...SEARCHING, 'list'], many: true, help: 'only the scenarios of these suites' },
  { name: 'scenario', value: 'ID', commands: ['gate'], many: true, help: 'only these scenarios' },
  { name: 'defect', value: 'NAME', commands: ['audit', 'keep', 'list'], many: true, help: 'only these defects; of keep: find a repro of each; of list: and what must catch them' },
  { name: 'origin', value: 'TEXT', commands: ['list'], many: true, help: 'only what comes from this issue (1353) or place (octos)' },
  { name: 'invariant', value: 'NAME', commands: ['list'], many: true, help: 'only the scenarios that check this (I1, acknowledged-survive), and the defects that they must catch' },
  { name: 'as', value: 'NAME', commands: ['keep'], help: 'the name of the file, without .repro.json (default: implementation, scenario and fingerprint)' },
  { name: 'into', value: 'DIR', commands: ['keep'], help: 'the folder of kept repros (default repros, where gate looks for them)' },
  { name: 'renew', commands: ['keep'], help: 'in place of those of the same scenario on the same implementation' },
  { name: 'general', commands: ['audit'], help: 'what the general scenarios find alone: those that know no particular bug' },
  { name: 'matrix', commands: ['audit'], help: 'also run the scenarios that do not name the defect' },
  { name: 'implementation', value: 'FILE', commands: ['gate', 'audit', 'keep', 'replay'], help: 'run on the implementation in this file, or on a built-in one by name' },
  { name: 'profile', value: 'NAME', commands: FINDING, many: true, help: `what a power cut may leave: ${STRICTEST_FIRST.join(', ')} (default ${DEFAULT_PROFILES.join(',')})` },
  { name: 'fail-on', value: 'VERDICT', commands: ['gate'], many: true, help: 'only these give a code other than 0: violated, stuck, failed, not-exercised, incomplete, outdated' },
  { name: 'repros', value: 'DIR', commands: ['gate'], help: 'replay the kept repros in this folder too (default repros, where it is there; those of powercut always)' },
  { name: 'reporter', value: 'NAME', commands: SEARCHING, many: true, help: 'text (to stdout); into --out json, junit, ctrf, markdown, html (audit: json) (default text)' },
  { name: 'out', value: 'DIR', commands: SEARCHING, help: 'where repros and reports go (default powercut-out; made when there is something to write)' },
  { name: 'json', commands: COMMANDS, help: 'the JSON report on stdout and nothing else there' },
  { name: 'workers', value: 'N', commands: FINDING, help: 'worker threads, 1 to 64 (default: one per processor); results do not depend on it' },
]

/** Understood in front of and behind every command. */
export const GENERAL_FLAGS: readonly string[] = ['help', 'version']
