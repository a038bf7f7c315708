import type { CompleteJournal } from '../../journal/contract.ts'
import { isTerminal, terminalStateOf } from '../../../reference-impl/journal/terminal.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const lastRowDecides: Defect<CompleteJournal> = {
  implementation: alteredJournal('last-row-decides', {
    methods: (journal) => ({
      async read() {
        const contents = await journal.read()
        const last = contents.records.findLast((record) => isTerminal(record))
        return last === undefined ? contents : { ...contents, terminal: terminalStateOf(last) ?? null }
      },
    }),
  }),
  suite: 'journal',
  mistake: 'the last row of a run decides how it ended, also a stream_end that follows an error',
  origin: ['hermes-webui #6291', 'hermes-webui #2283'],
  caughtBy: ['journal/how-a-run-ended'],
}
