import type { SyncCall } from '../bench/metered-host.ts'

/** What bench and compare do where nothing is said. */

/** Those that a disk may have; the disk that lies and the one that loses nothing are for experiments. */
export const BENCH_PROFILES: readonly string[] = ['posix', 'ext4', 'xfs', 'btrfs']
export const BENCH_STREAMS: readonly number[] = [1, 64]
export const BENCH_STREAMS_ALL: readonly number[] = [1, 8, 64, 512]
export const STREAMS_MOST = 4_096
export const BENCH_CALLS: readonly SyncCall[] = ['fdatasync']
/** Five on either side can differ with p = 0.008; three never with less than 0.1. */
export const BENCH_ROUNDS = 5
export const COMPARE_ROUNDS = 30
export const ROUNDS_MOST = 1_000
/** With the other settings as they are, a run takes less than two minutes. */
export const BENCH_MS = 150
/** A policy that cannot keep up shows it within so long. */
export const RATE_MS = 10_000
export const RATE_MOST = 100_000
export const RECORDS_MOST = 100_000_000
/** Per cent. */
export const MARGIN = 5
export const MARGIN_MOST = 100
