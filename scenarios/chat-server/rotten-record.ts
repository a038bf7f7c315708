import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { bitRot } from '../../harness/faults/bit-rot.ts'
import { processDeath } from '../../harness/faults/crashes.ts'
import type { Chat, ChatOptions } from './contract.ts'
import { attempt, done, followFor, settledInTheEnd, silence, token } from './converse.ts'
import { shownOf, sightsOf, turnsOf, type Observed } from './evidence.ts'
import type { ChatInvariant } from './invariants.ts'
import { allSettles, contextIsView, promptSurvives, readsAgree } from './invariants.ts'
import { streamsEnd } from './invariants-more.ts'
import { record } from './scripts.ts'
import { eventsOf, shownAnswer } from './said.ts'

const OPTIONS: ChatOptions = { sync: { everyRecords: 1 } }

interface Input {
  readonly texts: number
  readonly ends: boolean
}

const damageStaysAlone: ChatInvariant = {
  name: 'I12-tail-isolation',
  states: 'damage to one record of an answer costs that one alone, neither those before it nor those behind it',
  check({ lives }) {
    const turn = turnsOf(lives).get('turn-1')
    for (const { view, call, atRest } of sightsOf(lives)) {
      const row = view.messages.find(({ role }) => role === 'assistant')
      if (!atRest || row === undefined || turn === undefined) continue
      const texts = eventsOf(turn.request.script).flatMap(({ event, payload }) => (event === 'token' ? [payload.text] : []))
      const shown = texts.slice(0, shownOf(lives, turn.run, call).events)
      const lost = shown.filter((text) => !row.content.includes(text))
      if (lost.length > 1) return `one bit rotted, and ${lost.length} of ${shown.length} texts that were shown are gone: the answer is ${shownAnswer(row)} in life ${call.life}`
      const left = texts.filter((text) => row.content.includes(text)).join('')
      if (left !== row.content) return `the answer is ${shownAnswer(row)} in life ${call.life}, which its agent did not say`
    }
    return undefined
  },
}

/** The process dies, and a bit of the journal rots before anybody reads it. */
export const rottenRecord: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/rotten-record',
  title: 'a record that rotted costs only itself',
  origin: ['hermes-webui cut inside a character (A.3-2, recovery L5)', 'hermes-webui #2283'],
  needs: ['durable-events'],
  covers: ['I2', 'I9', 'I12', 'I14'],
  input: record<Input>({ texts: fc.integer({ min: 2, max: 4 }), ends: fc.boolean() }),
  faults: [processDeath({ crashes: 1 }), bitRot({ paths: ['*/runs/*'], bitsMax: 1 })],
  async workload(stage, { texts, ends }) {
    const { store } = await stage.start('server', OPTIONS)
    const says = Array.from({ length: texts }, (_, index) => token(`${'你好'.slice(index % 2)}${index + 1} `))
    const started = await attempt(store.startChat({ session: 's', turn: 'turn-1', prompt: 'continue', script: [...says, ends ? done(50) : silence] }))
    if (started?.run !== undefined) await followFor(store, 's', started.run, texts + 1)
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life, { options: OPTIONS }),
  invariants: [promptSurvives, readsAgree, contextIsView, damageStaysAlone, allSettles, streamsEnd],
})
