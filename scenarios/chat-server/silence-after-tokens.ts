import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut } from '../../harness/faults/crashes.ts'
import type { Chat, ChatOptions, Followed } from './contract.ts'
import { attempt, followFor, settledInTheEnd, silence, token } from './converse.ts'
import { callsOf, sightsOf, turnsOf, type Observed } from './evidence.ts'
import type { ChatInvariant } from './invariants.ts'
import { allSettles, readsAgree, promptSurvives } from './invariants.ts'
import { streamsEnd } from './invariants-more.ts'
import { eventsOf, saidBy, saidIn } from './said.ts'

const OPTIONS: ChatOptions = { sync: { everyRecords: 100, everyMs: 250, terminal: true } }
/** The bound, and what two syncs may take. */
const DURABLE_AFTER_MS = 250 + 50

const durableInTime: ChatInvariant = {
  name: 'I1-durable-in-time',
  states: 'an event is on the medium 250 ms after it was shown, plus what syncs take, whether or not anything follows',
  check({ lives }) {
    const crash = lives[0]?.crash
    if (crash === null || crash === undefined) return undefined
    const turn = turnsOf(lives).get('turn-1')
    const shown = callsOf(lives.slice(0, 1), 'follow').filter(({ outcome, endedAtMs }) => outcome === 'acknowledged' && endedAtMs! + DURABLE_AFTER_MS < crash.atMs)
    const events = shown.flatMap(({ result }) => (result as unknown as Followed).shown).filter(({ event }) => event.event === 'token').length
    for (const { view, call } of sightsOf(lives)) {
      const row = view.messages.find(({ role, turn: id }) => role === 'assistant' && id === 'turn-1')
      // What was shown later may be there or not, in any part of it.
      if (row === undefined || turn === undefined || saidIn(row).content.startsWith(saidBy(eventsOf(turn.request.script).slice(0, events)).content)) continue
      return `${events} tokens had been shown more than ${DURABLE_AFTER_MS} ms before the crash, and the answer is ${JSON.stringify(row.content)} in life ${call.life}`
    }
    return undefined
  },
}

/** A few tokens and then nothing for a long time: no later record, no end, only the clock can bring them to the medium. */
export const silenceAfterTokens: Scenario<Chat> = scenario<Chat, string[], Observed>({
  id: 'chat-server/silence-after-tokens',
  title: 'tokens followed by silence reach the medium in time',
  origin: ['hermes-webui #1353', 'hermes-webui #1585'],
  needs: ['time-bound'],
  covers: ['I1'],
  punctual: true,
  input: fc.array(fc.constantFrom('a', ' b', '你'), { minLength: 1, maxLength: 3 }),
  faults: [powerCut({ crashes: 1 })],
  async workload(stage, texts) {
    const { store } = await stage.start('server', OPTIONS)
    const started = await attempt(store.startChat({ session: 's', turn: 'turn-1', prompt: 'continue', script: [...texts.map((text) => token(text, 5)), silence] }))
    if (started?.run !== undefined) await followFor(store, 's', started.run, texts.length + 1)
    await stage.clock.sleep(2_000)
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life, { options: OPTIONS }),
  invariants: [promptSurvives, readsAgree, durableInTime, allSettles, streamsEnd],
})
