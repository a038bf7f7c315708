/** Numbers that steer the search. Every run of the gate prints them in its header or its counts. */

/** Plans per scenario of the default gate: the same on every machine. */
export const DEFAULT_RUNS = 48
/**
 * Steps after which the command gives a scenario no further input, where nobody asked for a number of plans: its plans go on until they have taken so many, and
 * until every fault fired and every probe was reached. A count, so that it is the same on every machine. Of the kills of all built-in defects the latest comes after
 * 82,000 steps (the 33rd plan of half-removed), and all but five within 14,000. General scenarios have `DEFAULT_GENERAL_STEPS`.
 */
export const DEFAULT_STEPS = 100_000
/**
 * The same for general scenarios, in the gate. In their last plans they still find defects that they do not know, so that the audit runs them in full; in the gate
 * two of them, of long lives, would take a third of all its time.
 */
export const DEFAULT_GENERAL_STEPS = 600_000
/** Plans of one group: one input under run 1 oldest-first, run 2 run-on, then random schedules. */
export const GROUP_SIZE = 4
/** Of these, the first ones without faults inside the life: they find most defects, and show how long the life is. */
export const OPENING_RUNS = 2
/** A life with more crash points than this is a long one: each recovery of it reads much. */
export const CRASH_POINTS_MOST = 300
/** A long life is stopped at so many of them, evenly spread with another offset in every run; how many were left out is counted. */
export const CRASH_POINTS_OF_LONG_LIFE = 100
/** Images per (crash point, profile). The structured order finds 94 % of what real kernels left within the first 8. */
export const IMAGES_PER_POINT = 24
/** Of one with many crash points this many in all, so that points get fewer each. */
export const IMAGES_PER_RECORDING = 3_000
/** Images per crash point of a long life. */
export const IMAGES_OF_LONG_LIFE = 8
/** Observations of one input that are remembered, in characters of text (1 or 2 bytes each). Beyond, all are forgotten and seen again when needed. */
export const REMEMBERED_CHARACTERS = 12_000_000
/** Of these, as many as have this many characters together stay parsed: at neighbouring crash points the same ones come again and again. */
export const PARSED_CHARACTERS = 500_000
/** Entries of the memory of recoveries of one input; likewise. */
export const REMEMBERED_RECOVERIES = 100_000
/** Of recoveries that looked at the clock, the pairs of content and start that are found without a walk; beyond, all are walked again. */
export const REMEMBERED_STARTS = 20_000
/** Recoveries of one recording that are themselves crashed at every crash point of theirs. */
export const DEEPENED_PER_RECORDING = 12
/** Page boundaries at which a write in flight is cut by a process death. */
export const CUTS_PER_WRITE = 4
/** Candidate inputs and hold lists that minimising tries. */
export const MINIMISE_TESTS = 300
/** Crash points that minimising looks at, over all its tests. */
export const MINIMISE_CRASH_POINTS = 20_000
/** Crash points that explaining a finding looks at, over all variants of its smallest run. */
export const EXPLAIN_CRASH_POINTS = 5_000
/** Images with rotten bits per crash point, where a scenario has that fault. */
export const ROTTEN_PER_POINT = 2
/** Virtual milliseconds from a crash to the next boot where no plan and no draw says otherwise. */
export const REBOOT_MS = 1_000
