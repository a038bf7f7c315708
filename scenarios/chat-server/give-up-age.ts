import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { clockJump } from '../../harness/faults/delays.ts'
import type { Chat, ScriptStep } from './contract.ts'
import { attempt, killWhileAnswering, readOften, settledInTheEnd, silence, token } from './converse.ts'
import { sightsOf, type Observed } from './evidence.ts'
import type { ChatInvariant } from './invariants.ts'
import { IN_THE_END } from './laws.ts'
import { record } from './scripts.ts'

interface Input {
  readonly says: readonly string[]
  /** Nobody looks before the age has passed. */
  readonly firstLookLate: boolean
}

const GIVE_UP_MS = 24 * 60 * 60_000
const HOUR_MS = 60 * 60_000

const givesUpInTime: ChatInvariant = {
  name: 'I8-gives-up-in-time',
  states: 'an answer is given up when it has been waited for as long as was said, not before and not much later; clocks that are set do not count',
  check({ lives }) {
    const sights = sightsOf(lives)
    const began = sights[0]?.call.endedAtMs
    if (began === undefined || began === null) return undefined
    for (const { view, call } of sights) {
      const waitedMs = call.endedAtMs! - began
      const { note } = view.messages[1] ?? {}
      if ((note === 'lost' || note === 'incomplete') && waitedMs < GIVE_UP_MS && call.calledAtMs - lives[0]!.history[0]!.calledAtMs < GIVE_UP_MS) return `the answer was called ${note} after ${(waitedMs / HOUR_MS).toFixed(1)} hours`
      if ((note === 'pending' || note === 'partial') && call.calledAtMs - began > GIVE_UP_MS + HOUR_MS) return `the answer was still ${note} after ${(waitedMs / HOUR_MS).toFixed(1)} hours`
    }
    return undefined
  },
}

/** A dead turn with or without a journal is looked at for a day and more, by processes whose clocks are set meanwhile. */
export const giveUpAge: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/give-up-age',
  title: 'an answer is given up after a day of waiting, never without a last look',
  origin: ['hermes-webui #2615', 'hermes-webui demoted without looking (recovery L9)', 'hermes-webui age by wall clock (recovery L20)'],
  needs: ['several-processes', 'give-up', 'late-journals'],
  covers: ['I1', 'I8'],
  input: record<Input>({ says: fc.array(fc.constantFrom('OK', '你好'), { maxLength: 2 }), firstLookLate: fc.boolean() }),
  faults: [clockJump({ msMax: 1e9 })],
  async workload(stage, { says, firstLookLate }) {
    const script: ScriptStep[] = [...says.map((text) => token(text)), silence]
    await killWhileAnswering(stage, { session: 's', turn: 'turn-1', prompt: 'continue', script }, says.length)
    const { store } = await stage.start('second')
    if (firstLookLate) await stage.clock.sleep(GIVE_UP_MS + HOUR_MS)
    for (let time = 0; time < 5; time++) {
      await attempt(store.readSession('s'))
      await stage.clock.sleep(7 * HOUR_MS)
    }
    await readOften(store, 's', 1)
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: [...IN_THE_END, givesUpInTime],
})
