import { expect, test } from 'vitest'
import type { Implementation } from '../../harness/check/implementation.ts'
import { explore } from '../../harness/explore/explore.ts'
import type { CompleteJournal, JournalOptions } from './contract.ts'
import { openOneRun, sharedLogJournal } from './shared-log.ts'
import { journalSuite } from './suite.ts'

/** Bytes: less than a neighbour writes. */
const SEGMENT_BYTES = 300

/**
 * Its run has neighbours in the log: one comes with each append and is discarded behind it. Segments come and go all the time, and what the run has in them is
 * carried on.
 */
const crowded: Implementation<CompleteJournal> = {
  ...sharedLogJournal,
  name: 'shared-log among neighbours',
  async open(host, given) {
    const options = given as JournalOptions
    if (options.reader === true) return sharedLogJournal.open(host, given)
    const { log, journal } = await openOneRun(host, options, SEGMENT_BYTES)
    let number = 0
    return {
      ...journal,
      async append(record) {
        const neighbour = await log.journal(`neighbour-${log.generation}-${++number}`)
        const own = neighbour.append('x'.repeat(4 * SEGMENT_BYTES))
        const id = await journal.append(record)
        await own
        await neighbour.discard()
        return id
      },
    }
  },
}

test.each(['journal/acknowledged-survives', 'journal/kill-reopen-power-cut', 'journal/fsync-error-then-power-cut'])('%s holds in a log whose segments come and go', async (id) => {
  const scenario = journalSuite.scenarios.find((one) => one.id === id)!
  const result = await explore(scenario, crowded as never, { seed: 'powercut', runs: 6, profiles: ['posix', 'ext4'], suite: 'journal' })
  expect(result.reason ?? result.finding?.sentence).toBeUndefined()
  expect(result.verdict).toBe('held')
})
