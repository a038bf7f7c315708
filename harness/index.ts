/**
 * powercut: runs code that stores things inside a small simulated computer, stops that computer at every dangerous moment, and shows what survives.
 *
 * A store takes a `Host` and touches nothing else. A scenario says what clients do, how recovery looks at what is left, and which laws must hold.
 * `explore` searches schedules and crash states together; `replay` runs one plan.
 */
export { default as fc } from 'fast-check'
export type { Clock, DirectoryEntry, FileHandle, FileSystem, Host, PathLike, Random, Stats, WriteFileOptions } from './host/host.ts'
export { nodeHost } from './host/node-host.ts'
export { scenario } from './check/define-scenario.ts'
export { ProcessDied, RefusedError, type Contract, type Implementation } from './check/implementation.ts'
export type { Connection, Fault, Invariant, LifeContext, LifeView, Scenario, ScenarioDefinition, Stage } from './check/scenario.ts'
export type { History, HistoryEntry, Outcome } from './check/history.ts'
export type { Json } from './check/json.ts'
export type { Crash, Fit, Hold, Label, Life, Plan, PlannedDifference, PlannedFault } from './check/plan.ts'
export { reproOf, type Repro } from './check/repro.ts'
export type { Suite } from './check/suite.ts'
export type { Counts, Finding, ScenarioResult, Verdict } from './check/verdict.ts'
export type { RottenBit } from './disk/bit-rot.ts'
export type { DiskOptions } from './disk/image.ts'
export { bitRot, type BitRotOptions } from './faults/bit-rot.ts'
export { processDeath, powerCut, type CrashOptions, type ProcessDeathOptions } from './faults/crashes.ts'
export { clockJump, pause, slow, type DelayOptions } from './faults/delays.ts'
export { delayedVisibility, type DelayedVisibilityOptions } from './faults/delayed-visibility.ts'
export { diskFull, type DiskFullOptions } from './faults/disk-full.ts'
export { fsyncError, type FsyncErrorOptions } from './faults/fsync-error.ts'
export { ioError, type IoErrorOptions } from './faults/io-error.ts'
export { shortRead, shortWrite, type ShortTransferOptions } from './faults/short-transfers.ts'
export { DEFAULT_RUNS } from './explore/budget.ts'
export { explore, type ExploreOptions } from './explore/explore.ts'
export { replay, type Replayed } from './explore/replay.ts'
export { DeterminismError } from './world/guard.ts'
