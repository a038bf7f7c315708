import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Json } from '../../check/json.ts'
import type { AppendStore } from '../append-store.ts'

/** SQLite's two settings that people compare with: NORMAL syncs the write-ahead log only at checkpoints, FULL at every commit. */
export type SqliteSynchronous = 'NORMAL' | 'FULL'

/** The part of `node:sqlite` that is used. */
interface Sqlite {
  readonly DatabaseSync: new (path: string) => Database
}
interface Database {
  exec(sql: string): void
  prepare(sql: string): { run(...values: unknown[]): unknown; get(...values: unknown[]): unknown; all(...values: unknown[]): unknown[] }
  close(): void
}

/** `node:sqlite` (Node 22.5 and newer), else the package with the same interface; undefined where there is neither. */
export function loadSqlite(): Sqlite | undefined {
  const load = createRequire(import.meta.url)
  for (const name of ['node:sqlite', '@photostructure/sqlite']) {
    try {
      return load(name) as Sqlite
    } catch {
      // The next one.
    }
  }
  return undefined
}

interface SqliteStores {
  readonly stores: readonly AppendStore[]
  /** Of the library. */
  readonly version: string
}

/**
 * One database in write-ahead mode for all streams of a process. Whatever waits when it is free goes into one transaction, so that many streams share a
 * commit: the most that an application can get from it. A record is answered when its transaction has committed.
 */
export function sqliteStores(sqlite: Sqlite, folder: string, synchronous: SqliteSynchronous, runs: readonly string[]): SqliteStores {
  const database = new sqlite.DatabaseSync(join(folder, 'records.sqlite'))
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`)
  database.exec('CREATE TABLE IF NOT EXISTS record (run TEXT NOT NULL, sequence INTEGER NOT NULL, content TEXT NOT NULL, PRIMARY KEY (run, sequence)) WITHOUT ROWID')
  const insert = database.prepare('INSERT INTO record VALUES (?, ?, ?)')
  const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string }
  let waiting: { readonly run: string; readonly sequence: number; readonly content: string; readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = []
  let open = runs.length
  const commit = (): void => {
    const batch = waiting
    waiting = []
    try {
      database.exec('BEGIN IMMEDIATE')
      for (const { run, sequence, content } of batch) insert.run(run, sequence, content)
      database.exec('COMMIT')
    } catch (error) {
      for (const { reject } of batch) reject(error)
      return
    }
    for (const { resolve } of batch) resolve()
  }
  const stores = runs.map((run): AppendStore => {
    let sequence = 0
    return {
      append: (record: Json) =>
        new Promise<void>((resolve, reject) => {
          if (waiting.length === 0) setImmediate(commit)
          waiting.push({ run, sequence: ++sequence, content: JSON.stringify(record), resolve, reject })
        }),
      async read() {
        const rows = database.prepare('SELECT content FROM record WHERE run = ? ORDER BY sequence').all(run) as { content: string }[]
        return { records: rows.map(({ content }) => JSON.parse(content) as Json) }
      },
      async close() {
        if (--open === 0) database.close()
      },
    }
  })
  return { stores, version }
}
