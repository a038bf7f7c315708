import type { Implementation } from '../../../harness/check/implementation.ts'
import type { CompleteJournal, JournalOptions } from '../../journal/contract.ts'
import { referenceJournal } from '../../journal/reference.ts'
import { altered } from '../altered-host.ts'
import type { Defect } from '../defect.ts'
import { bytesOf } from './altered-journal.ts'

/** What is appended first behind half a line is the end of that line: no reader finds a record in it. */
const implementation: Implementation<CompleteJournal> = {
  name: 'glued-tail',
  capabilities: referenceJournal.capabilities,
  async open(host, options) {
    const before = await bytesOf(host, options as JournalOptions)
    const journal = await referenceJournal.open(host, options)
    let glued = before.length > 0 && before.at(-1) !== 0x0a
    return altered(journal, {
      append(record) {
        if (!glued) return journal.append(record)
        glued = false
        return Promise.resolve(null)
      },
    })
  },
}

export const gluedTail: Defect<CompleteJournal> = {
  implementation,
  suite: 'journal',
  mistake: 'an opening appends behind half a line without ending it, and its first record shares that line',
  origin: ['hermes-webui #1353', 'octos #2289', 'oh-my-pi #8596', 'hive #173'],
  caughtBy: ['journal/torn-tail-then-append'],
}
