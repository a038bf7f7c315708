import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { processDeath } from '../../harness/faults/crashes.ts'
import type { Chat } from './contract.ts'
import { attempt, readTwice, silence } from './converse.ts'
import { sightsOf, type Observed } from './evidence.ts'
import type { ChatInvariant } from './invariants.ts'
import { promptSurvives, readsAgree } from './invariants.ts'

const GIVE_UP_MS = 24 * 60 * 60_000

const addsUp: ChatInvariant = {
  name: 'I8-age-adds-up',
  states: 'time during which the computer was awake adds up over boots: nothing is waited for twice',
  check({ lives }) {
    const whole = lives.filter(({ number, observed, crash }) => number > 1 && observed !== undefined && (crash === null || crash.atMs > 0))
    if (whole.length < 2) return undefined
    const open = sightsOf(lives).find(({ view, atRest, call }) => atRest && call.life === whole[1]!.number && view.messages.some(({ note }) => note === 'pending'))
    return open === undefined ? undefined : `the answer is still pending in life ${open.call.life}, after two boots of 16 hours each`
  },
}

/** Nobody finds the answer, and the computer never stays on for a whole day. */
export const ageAcrossBoots: Scenario<Chat> = scenario<Chat, null, Observed>({
  id: 'chat-server/age-across-boots',
  title: 'the age at which an answer is given up adds up over boots',
  origin: ['hermes-webui #2615', 'hermes-webui age by wall clock (recovery L20)'],
  needs: ['give-up'],
  covers: ['I8'],
  input: fc.constant(null),
  faults: [processDeath({ crashes: 2 })],
  async workload(stage) {
    const { store } = await stage.start('server')
    await attempt(store.startChat({ session: 's', turn: 'turn-1', prompt: 'continue', script: [silence] }))
  },
  async recover(stage, _, { number }) {
    const { store } = await stage.start('server')
    await attempt(store.readSession('s'))
    await stage.clock.sleep((GIVE_UP_MS * 2) / 3)
    if (number > 2) stage.sometimes('a second boot looked at it')
    return readTwice(store, ['s'])
  },
  invariants: [promptSurvives, readsAgree, addsUp],
  probes: ['a second boot looked at it'],
})
