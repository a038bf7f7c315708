import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { CompleteJournal, JournalContents } from './contract.ts'
import { idsIncrease, idsIssuedOnce } from './identity.ts'
import { acknowledgedSurvive, exactlyOnce, onlyAttempted, shownStays } from './invariants.ts'
import { appendWhilePossible, EVERY_RECORD, fewEvents, parts, startUnlessRefused } from './write-events.ts'

interface Input {
  readonly old: ConversationEvent[]
  readonly events: ConversationEvent[]
}

/**
 * Three processes open one journal: a server that is being replaced, its successor, and one that was started twice by mistake. Each goes on appending until it is
 * told that it is not the owner any more. What any of them acknowledged is kept, and no two get the same ids.
 */
export const twoClaimants: Scenario<CompleteJournal> = scenario<CompleteJournal, Input, JournalContents>({
  id: 'journal/two-claimants',
  title: 'an owner that was replaced acknowledges nothing that its successor does not see',
  origin: ['hermes-webui #2136', 'npm/lockfile #4', 'llxprt-code #3289'],
  covers: ['I5', 'I6', 'I10', 'I19'],
  needs: ['takeover', 'durable-append'],
  input: parts<Input>({ old: fewEvents(3), events: fewEvents(2) }),
  faults: [processDeath({ crashes: 1, single: true }), powerCut({ crashes: 1 })],
  async workload(stage, { old, events }) {
    const claim = (process: string, share: readonly ConversationEvent[]): void =>
      stage.client(process, async () => {
        const connection = await startUnlessRefused(stage, process, EVERY_RECORD)
        if (connection !== undefined) await appendWhilePossible(connection.store, process, share)
      })
    claim('old', old)
    claim('new', events)
    claim('twin', events)
  },
  async recover(stage) {
    return (await stage.start('recovery', EVERY_RECORD)).store.read()
  },
  invariants: [acknowledgedSurvive, idsIssuedOnce, idsIncrease, shownStays, exactlyOnce, onlyAttempted],
})
