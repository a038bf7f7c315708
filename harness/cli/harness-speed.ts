import { checkingRows } from '../bench/checking-speed.ts'
import { measureHarness } from '../bench/harness.ts'
import { referenceJournal } from '../../scenarios/journal/reference.ts'
import { timedJournal } from '../../scenarios/journal/timed.ts'
import { loadImplementation } from './user-module.ts'
import { fileURLToPath } from 'node:url'

const TARGETS = { recoveries: 20_000, checks: 90_000 }

/** The smallest journal that holds: with so little work of its own it shows the rate of the harness. */
const small = await loadImplementation(fileURLToPath(new URL('../../../examples/journal-in-40-lines.mjs', import.meta.url)))

/** `npm run bench:harness`: a table on standard output, with `--json` the same as JSON. */
await measureHarness(
  [...checkingRows('40 records, journal in 40 lines', timedJournal, small, TARGETS), ...checkingRows('40 records, reference journal', timedJournal, referenceJournal, TARGETS)],
  import.meta.url,
)
