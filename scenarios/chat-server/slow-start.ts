import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { slow } from '../../harness/faults/delays.ts'
import type { Chat } from './contract.ts'
import { attempt, settledInTheEnd, silence, token } from './converse.ts'
import { sightsOf, type Observed } from './evidence.ts'
import { othersUntouched, type ChatInvariant } from './invariants.ts'
import { IN_THE_END } from './laws.ts'
import { record } from './scripts.ts'

interface Input {
  readonly everyMs: number
  readonly polls: number
}

const neverTakenForDead: ChatInvariant = {
  name: 'I7-never-taken-for-dead',
  states: 'a turn whose process lives is never shown as one that nobody can end any more, not even while it begins',
  check({ lives }) {
    const taken = sightsOf(lives).find(({ view, call }) => call.life === 1 && (view.turn?.streams === 'gone' || view.messages.some(({ note }) => note !== undefined)))
    if (taken === undefined) return undefined
    const shown = taken.view.turn === null ? 'an interrupted answer' : 'that it is gone'
    return `turn-1 was being answered, and ${taken.call.process} was shown ${shown} at ${taken.call.endedAtMs!.toFixed(1)} ms`
  },
}

/** A start is held up by a disk that takes its time, between the moment at which its turn is stored and the one at which its run begins. Pollers look all the while. */
export const slowStart: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/slow-start',
  title: 'however slow the disk, a turn that begins is not taken for a dead one',
  origin: ['hermes-webui #5056', 'hermes-webui #1624', 'hermes-webui registration window (C.5)'],
  needs: ['several-processes'],
  covers: ['I2', 'I6', 'I7'],
  punctual: true,
  input: record<Input>({ everyMs: fc.constantFrom(0, 1, 20, 9_000), polls: fc.integer({ min: 2, max: 6 }) }),
  faults: [slow()],
  async workload(stage, { everyMs, polls }) {
    const first = await stage.start('first')
    const second = await stage.start('second')
    for (const [name, { store }] of Object.entries({ first, second })) {
      stage.client(`poller of ${name}`, async () => {
        for (let poll = 0; poll < polls; poll++) {
          await attempt(store.readSession('s'))
          if (poll % 2 === 0) await attempt(store.listSessions())
          await stage.clock.sleep(everyMs)
        }
      })
    }
    await attempt(first.store.startChat({ session: 's', turn: 'turn-1', prompt: 'continue', script: [token('a'), silence] }))
    await attempt(second.store.readSession('s'))
    await attempt(first.store.readSession('s'))
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: [neverTakenForDead, othersUntouched(), ...IN_THE_END],
})
