/** Numbers that steer the command. */

/** Most plans per scenario that `--runs` takes. */
export const RUNS_MOST = 1_000_000
export const WORKERS_MOST = 64
/** `--budget`: least and most, in milliseconds. */
export const BUDGET_LEAST_MS = 100
export const BUDGET_MOST_MS: number = 24 * 3_600_000
export const SEED_LENGTH_MOST = 200
/** A worker that gives no sign of life for so long is ended and its plan named. From one crash point to the next it takes milliseconds. */
export const ANSWER_WITHIN_MS = 10_000
/** Of a worker. It needs a tenth of it; with more to grow into, garbage stays longer, and two workers take more than 512 MB together. */
export const WORKER_HEAP_MB = 1_024
/** After Ctrl-C or the end of the budget, workers may end the plan that they are in for so long. */
export const GRACE_MS = 1_500
/** The search of a scenario is handed out in at most so many pieces, each of one group or more. It depends on nothing but `--runs`, so that results do not either. */
export const PIECES_MOST = 256
/** A worker tells how far a plan has come when it begins, and after so long again. */
export const PROGRESS_MESSAGE_MS = 250
/** The progress line on a terminal is drawn anew after so long; without a terminal a plain line is printed after so long. */
export const PROGRESS_TERMINAL_MS = 100
export const PROGRESS_PLAIN_MS = 20_000
/** A repro file above this size is not read. */
export const REPRO_BYTES_MOST: number = 64 * 1024 * 1024
/** Of the defects of suites that have general scenarios, these alone must find this share: `audit --general` is red below it. */
export const GENERAL_SHARE_LEAST: number = 2 / 3
