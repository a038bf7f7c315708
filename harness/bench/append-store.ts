import type { Host } from '../host/host.ts'
import type { Json } from '../check/json.ts'

/** What the benchmark needs of a store: records go in, and come out again after a crash. Journals fulfil it. */
export interface AppendStore {
  /** Resolves when the record is as safe as the policy demands. */
  append(record: Json): Promise<unknown>
  /** Resolves when the record to whose append this was the answer is on the medium. Absent: only an append that waits for a sync can be timed to there. */
  durable?(answer: unknown): Promise<unknown>
  read(): Promise<{ readonly records: readonly Json[] }>
  close(): Promise<void>
}

/** What is measured: it opens the stores of one process, one per stream. */
export interface Contender {
  readonly name: string
  /** Takes every host, and so can be crashed in the simulated computer. False: it goes past the host, and what it loses is not known. */
  readonly simulated: boolean
  /** `sync`: a policy, in the words of the store's options. */
  openAll(host: Host, runs: readonly string[], sync: Json): Promise<readonly AppendStore[]>
}

/** When records are synced, as a row of a table. */
export interface SyncPolicy {
  readonly name: string
  /** The options of the store. */
  readonly sync: { readonly everyRecords?: number; readonly everyMs?: number; readonly terminal?: boolean }
  /** Records of one stream that are under way at once, at most: 1 waits for each answer before the next record. */
  readonly window: number
}
