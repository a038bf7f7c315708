import fc from 'fast-check'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { Journal, JournalContents, JournalOptions } from './contract.ts'

const RECORDS = 40
const OPTIONS: JournalOptions = { run: 'run-1', sync: { everyRecords: 10 } }

/** What the harness is timed on: a journal of forty records that syncs every tenth, stopped once, at every moment. It stands in no suite. */
export const timedJournal: Scenario<Journal> = {
  id: 'journal/timed',
  title: 'forty records, a sync every ten',
  origin: [],
  input: fc.constant(null),
  faults: [processDeath({ crashes: 1 }), powerCut({ crashes: 1 })],
  async workload(stage) {
    const { store } = await stage.start('server', OPTIONS)
    for (let record = 1; record <= RECORDS; record++) await store.append({ record, text: 'a token of a streamed answer' })
  },
  async recover(stage) {
    const { store } = await stage.start('server', OPTIONS)
    return store.read()
  },
  invariants: [{
    name: 'a prefix',
    states: 'what is read is what was appended, from the first record on, and what is not synced may be missing at the end or be reported as damage',
    check: ({ lives }) => {
      const { history } = lives[0]!
      const { records, damaged } = lives.at(-1)!.observed as JournalContents
      const attempted = history.filter(({ method }) => method === 'append')
      const acknowledged = attempted.filter(({ outcome }) => outcome === 'acknowledged').length
      if (records.length > attempted.length) return `${records.length} records were read and ${attempted.length} were appended`
      return damaged > 0 || records.length >= acknowledged - acknowledged % 10 ? undefined : `${records.length} records were read of ${acknowledged}`
    },
  }],
}
