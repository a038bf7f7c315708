import { BENCH_PROFILES } from './bench-defaults.ts'
import { thousands } from '../../reports/plain.ts'
import { DEFAULT_RUNS, DEFAULT_STEPS } from '../explore/budget.ts'
import { DEFAULT_PROFILES, STRICTEST_FIRST } from '../explore/profiles.ts'

export type CommandName = 'gate' | 'audit' | 'keep' | 'bench' | 'compare' | 'replay' | 'list'
export const COMMANDS: readonly CommandName[] = ['gate', 'audit', 'keep', 'bench', 'compare', 'replay', 'list']

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
/** Those that measure. */
const MEASURING: readonly CommandName[] = ['bench', 'compare']

export const FLAGS: readonly Flag[] = [
  { name: 'runs', value: 'N', commands: FINDING, help: `plans per scenario, 1 to 1,000,000 (default ${DEFAULT_RUNS}, fewer where the first ones take ${thousands(DEFAULT_STEPS)} steps)` },
  { name: 'budget', value: 'TIME', commands: SEARCHING, help: 'stop after this long, as 500ms, 30s, 5m or 1h (default: none)' },
  { name: 'seed', value: 'TEXT', commands: [...FINDING, ...MEASURING], help: 'any text; equal seeds try the same plans (default powercut)' },
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
  { name: 'implementation', value: 'FILE', commands: ['gate', 'audit', 'keep', 'bench', 'replay'], help: 'run on the implementation in this file, or on a built-in one by name' },
  { name: 'profile', value: 'NAME', commands: [...FINDING, ...MEASURING], many: true, help: `what a power cut may leave: ${STRICTEST_FIRST.join(', ')} (default ${DEFAULT_PROFILES.join(',')}; of bench and compare ${BENCH_PROFILES.join(',')})` },
  { name: 'fail-on', value: 'VERDICT', commands: ['gate'], many: true, help: 'only these give a code other than 0: violated, stuck, failed, not-exercised, incomplete, outdated' },
  { name: 'repros', value: 'DIR', commands: ['gate'], help: 'replay the kept repros in this folder too (default repros, where it is there; those of powercut always)' },
  { name: 'reporter', value: 'NAME', commands: [...SEARCHING, ...MEASURING], many: true, help: 'text (to stdout); into --out json, junit, ctrf, markdown, html (audit: json; bench: json, svg, trend; compare: json, trend) (default text; bench: text,json,svg)' },
  { name: 'out', value: 'DIR', commands: [...SEARCHING, ...MEASURING], help: 'where repros and reports go (default powercut-out; made when there is something to write)' },
  { name: 'json', commands: COMMANDS, help: 'the JSON report on stdout and nothing else there' },
  { name: 'workers', value: 'N', commands: FINDING, help: 'worker threads, 1 to 64 (default: one per processor); results do not depend on it' },
  { name: 'dir', value: 'DIR', commands: MEASURING, help: 'the folder whose file system is measured (default: the current one); nothing is left in it' },
  { name: 'policies', value: 'NAME', commands: MEASURING, many: true, help: 'only these sync policies, as every-record or 100-or-250-ms (default of bench: all; of compare: none, every-record, 100-or-250-ms)' },
  { name: 'streams', value: 'N', commands: MEASURING, many: true, help: 'streams at once, 1 to 4,096 (default of bench: 1,64)' },
  { name: 'calls', value: 'NAME', commands: MEASURING, many: true, help: 'fsync, fdatasync or O_DSYNC (default fdatasync); compare takes one' },
  { name: 'rounds', value: 'N', commands: MEASURING, help: 'rounds of each row, 1 to 1,000 (default of bench 5, of compare 30 per side)' },
  { name: 'duration', value: 'TIME', commands: ['bench'], help: 'how long a round lasts (default 150ms; with --rate 10s); a policy that syncs by time gets one of its periods' },
  { name: 'records', value: 'N', commands: ['bench'], help: 'a round also ends after this many records (default: none)' },
  { name: 'rate', value: 'N', commands: ['bench'], help: 'records per second that each stream offers, waiting or not (default: as fast as it is answered); who cannot keep up reports the backlog' },
  { name: 'file-systems', value: 'NAME', commands: ['bench'], many: true, help: 'ext4, xfs, btrfs, tmpfs: also made and mounted below --dir, with root; taken down again' },
  { name: 'all', commands: ['bench'], help: 'the full product: 1,8,64,512 streams, all calls, all policies; takes an hour' },
  { name: 'against', value: 'FILE', commands: ['bench'], help: 'a bench.json of an earlier run, to compare with' },
  { name: 'margin', value: 'PERCENT', commands: MEASURING, help: 'a change of timings up to this is none, 1 to 100 (default 5)' },
  { name: 'exact', commands: MEASURING, help: 'compare only what the simulated computer says, which is equal on every machine; bench measures nothing else' },
  { name: 'across-machines', commands: MEASURING, help: 'compare timings of two machines all the same' },
]

/** Understood in front of and behind every command. */
export const GENERAL_FLAGS: readonly string[] = ['help', 'version']
