import { isTerminal, terminalStateOf } from '../../../reference-impl/journal/terminal.ts'
import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

export const lastRowDecides: Defect<CompleteJournal> = {
  implementation: alteredJournal('last-row-decides', {
    rules: {
      terminalStateIn(records) {
        const last = records.findLast(({ record }) => isTerminal(record))
        return last === undefined ? undefined : terminalStateOf(last.record)
      },
    },
  }),
  suite: 'journal',
  mistake: 'the last row of a run decides how it ended, also a stream_end that follows an error',
  origin: ['hermes-webui #6291', 'hermes-webui #2283'],
  caughtBy: ['journal/how-a-run-ended', 'journal/delete-after-clean-completion'],
  withoutFault: {
    breaks: ['journal/delete-after-clean-completion'],
    why: 'a run that failed and was tidied up passes for one that ended well, and is deleted',
  },
}
