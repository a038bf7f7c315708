/** Stores of production quality, written against `Host`. Usable on their own. */
export { JournalError } from './journal/errors.ts'
export { openJournal, type Journal, type JournalOptions } from './journal/journal.ts'
export type { JournalPlace } from './journal/place.ts'
export { DEFAULT_SYNC, isTerminal, type SyncPolicy } from './journal/policy.ts'
export { readJournal, type JournalContent } from './journal/read.ts'
export type { EventId, JournalRecord, Json } from './journal/record.ts'
export type { Damage } from './journal/scan.ts'
