import { acknowledgeBeforeFsync } from './acknowledge-before-fsync.ts'
import type { Defect } from './defect.ts'
import { opensWithW } from './opens-with-w.ts'

/** Every defect, with the scenarios that must catch it. */
export const defects: readonly Defect[] = [acknowledgeBeforeFsync, opensWithW]
