import { checkingRows } from '../bench/checking-speed.ts'
import { measureHarness } from '../bench/harness.ts'
import { referenceJournal } from '../../scenarios/journal/reference.ts'
import { timedJournal } from '../../scenarios/journal/timed.ts'

/** `npm run bench:harness`: a table on standard output, with `--json` the same as JSON. */
await measureHarness(checkingRows('40-record journal', timedJournal, referenceJournal, { recoveries: 20_000, checks: 90_000 }), import.meta.url)
