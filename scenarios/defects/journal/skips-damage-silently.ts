import { scan } from '../../../reference-impl/journal/scan.ts'
import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const skipsDamageSilently: Defect<CompleteJournal> = {
  implementation: alteredJournal('skips-damage-silently', {
    rules: { scan: (seed, bytes) => ({ ...scan(seed, bytes), damage: [], gaps: [] }) },
  }),
  suite: 'journal',
  mistake: 'lines that cannot be read are passed over, and whoever reads is not told',
  origin: ['hermes-webui #2283'],
  caughtBy: ['journal/prefix-in-order'],
}
