import type { Defect } from './defect.ts'
import { journalDefects } from './journal/index.ts'

/** Every defect, with the scenarios that must catch it. */
export const defects: readonly Defect[] = [...journalDefects]
