import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { delayedVisibility } from '../../harness/faults/delayed-visibility.ts'
import type { Chat, ScriptStep, View } from './contract.ts'
import { attempt, done, followFor, GRACE_MS, readOften, settledInTheEnd, silence } from './converse.ts'
import type { Observed } from './evidence.ts'
import { IN_THE_END } from './laws.ts'
import { record, steps } from './scripts.ts'

interface Input {
  readonly says: readonly ScriptStep[]
  readonly ends: boolean
}

/** So often is a session read while its journal cannot be seen. Each number has a session of its own, so that every run has them all. */
const HIDDEN_READS = [0, 1, 5, 20] as const

/** Longer than it takes to begin all of them: what they say is hidden together. */
const ALL_BEGAN_MS = 1_000

const GIVE_UP_MS = 24 * 60 * 60_000

const sessionOf = (reads: number): string => `read-${reads}`
const probeOf = (reads: number): string => `a journal came after ${reads} reads that did not see it`
const isPending = (view: View | null | undefined): boolean => view?.messages.some(({ note }) => note === 'pending') === true

/**
 * The journals of dead runs are seen late, as on a network file system. However often a session is read meanwhile, nothing is used up by it: when its journal
 * comes, its text is taken over.
 */
export const delayedJournal: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/delayed-journal',
  title: 'a journal that comes late is recovered after 0, 1, 5 and 20 reads that did not see it',
  origin: ['hermes-webui #2615', 'hermes-webui 2a303de2a'],
  needs: ['several-processes', 'late-journals', 'give-up'],
  covers: ['I1', 'I2', 'I8', 'I9'],
  input: record<Input>({ says: steps(1, 1), ends: fc.boolean() }),
  faults: [delayedVisibility({ paths: ['*/runs/*'], readers: ['second'], delayMsMax: 1e9 })],
  async workload(stage, { says, ends }) {
    const first = await stage.start('first')
    const script = [...says.map((step, index) => (index === 0 ? { ...step, afterMs: ALL_BEGAN_MS } : step)), ends ? done() : silence]
    const runs = new Map<number, string | undefined>()
    for (const reads of HIDDEN_READS) runs.set(reads, (await attempt(first.store.startChat({ session: sessionOf(reads), turn: `turn-${reads}`, prompt: 'continue', script })))?.run)
    for (const [reads, run] of runs) if (run !== undefined) await followFor(first.store, sessionOf(reads), run, says.length + (ends ? 2 : 1))
    await first.kill()
    await stage.clock.sleep(GRACE_MS)
    const { store } = await stage.start('second')
    const hidden = new Set<number>()
    for (const reads of HIDDEN_READS) {
      let vain = 0
      for (let time = 0; time < reads; time++) if (isPending(await attempt(store.readSession(sessionOf(reads))))) vain++
      if (vain === reads) hidden.add(reads)
    }
    stage.heal()
    for (const reads of HIDDEN_READS) {
      const view = await attempt(store.readSession(sessionOf(reads)))
      // Of a journal that nobody had looked for nobody knows whether it was hidden: that any other one was must do.
      if (hidden.has(reads) && hidden.size > 1 && !isPending(view)) stage.sometimes(probeOf(reads))
      await readOften(store, sessionOf(reads), 1)
    }
    await stage.clock.sleep(GIVE_UP_MS + 1_000)
  },
  recover: (stage, _, life) => settledInTheEnd(stage, HIDDEN_READS.map(sessionOf), life),
  invariants: IN_THE_END,
  probes: HIDDEN_READS.map(probeOf),
})
