import type { Journal } from '../../journal/contract.ts'
import type { Defect } from '../defect.ts'
import { acknowledgeBeforeFsync } from './acknowledge-before-fsync.ts'
import { opensWithW } from './opens-with-w.ts'

/** The mistakes that journals have made. */
export const journalDefects: readonly Defect<Journal>[] = [acknowledgeBeforeFsync, opensWithW]
