import type { SyncPolicy } from './append-store.ts'
import { plainLoop } from './contenders/plain-loop.ts'
import { loadSqlite, sqliteStores, type SqliteSynchronous } from './contenders/sqlite.ts'
import type { SyncCall } from './metered-host.ts'
import type { RealContender } from './round.ts'

/** One row to be measured. */
export interface Cell {
  readonly contender: RealContender
  readonly policy: SyncPolicy
  readonly call: SyncCall
  readonly streams: number
}

export interface CellsOptions {
  /** The stores under test. */
  readonly contenders: readonly RealContender[]
  readonly policies: readonly SyncPolicy[]
  readonly calls: readonly SyncCall[]
  readonly streams: readonly number[]
  /** Leaves out what the stores are measured against. Default: false. */
  readonly alone?: boolean
}

/** Records of one stream under way at once where nobody waits for each answer. */
const MANY = 128
const EVERY_RECORD: SyncPolicy = { name: 'every record', sync: { everyRecords: 1 }, window: 1 }

/** The full product, and beside it what stores are measured against. Where there is no SQLite, the second value says so. */
export function cellsOf({ contenders, policies, calls, streams, alone = false }: CellsOptions): { readonly cells: readonly Cell[]; readonly skipped: readonly string[] } {
  const own = contenders.flatMap((contender) => streams.flatMap((count) => calls.flatMap((call) => policies.map((policy): Cell => ({ contender, policy, call, streams: count })))))
  if (alone) return { cells: own, skipped: [] }
  const plain = streams.flatMap((count) => calls.map((call): Cell => ({ contender: plainLoop, policy: EVERY_RECORD, call, streams: count })))
  const sqlite = sqliteRows()
  const skipped = sqlite.length > 0 ? [] : ['SQLite was not measured: this Node has no node:sqlite (22.5 and newer do); "npm install @photostructure/sqlite" brings it']
  // SQLite chooses its own call: fdatasync on Linux.
  const database = streams.flatMap((count) => sqlite.map(({ contender, policy }): Cell => ({ contender, policy, call: 'fdatasync', streams: count })))
  return { cells: [...own, ...plain, ...database], skipped }
}

function sqliteRows(): readonly Pick<Cell, 'contender' | 'policy'>[] {
  const sqlite = loadSqlite()
  if (sqlite === undefined) return []
  const contender = (synchronous: SqliteSynchronous): RealContender => ({ name: 'SQLite', openIn: (folder, runs) => sqliteStores(sqlite, folder, synchronous, runs).stores })
  const policy = (name: string, window: number): SyncPolicy => ({ name, sync: {}, window })
  return [
    { contender: contender('FULL'), policy: policy('WAL FULL', 1) },
    { contender: contender('FULL'), policy: policy('WAL FULL, group commit', MANY) },
    { contender: contender('NORMAL'), policy: policy('WAL NORMAL', MANY) },
  ]
}
