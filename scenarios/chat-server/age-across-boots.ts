import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { processDeath } from '../../harness/faults/crashes.ts'
import type { Chat } from './contract.ts'
import { attempt, readTwice, settledInTheEnd, silence } from './converse.ts'
import { sightsOf, type Lives, type Observed } from './evidence.ts'
import type { ChatInvariant } from './invariants.ts'
import { allSettles, promptSurvives, readsAgree } from './invariants.ts'
import { streamsEnd } from './invariants-more.ts'

/** Two thirds of the age at which an answer is given up. */
const BOOT_MS = 16 * 60 * 60_000

function bootMs(lives: Lives, life: number): number {
  return lives.find(({ number }) => number === life)!.history[0]!.calledAtMs
}

const addsUp: ChatInvariant = {
  name: 'I8-age-adds-up',
  states: 'time during which the computer was awake adds up over boots: nothing is waited for twice',
  check({ lives }) {
    const late = sightsOf(lives).filter(({ call }) => call.life > 1 && call.calledAtMs - bootMs(lives, call.life) >= BOOT_MS)
    const [, second] = new Set(late.map(({ call }) => call.life))
    const open = late.find(({ view, call }) => call.life === second && view.messages.some(({ note }) => note === 'pending'))
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
  async recover(stage, _, life) {
    const server = await stage.start('server')
    await attempt(server.store.readSession('s'))
    await stage.clock.sleep(BOOT_MS)
    if (life.number > 2) stage.sometimes('a second boot looked at it')
    await readTwice(server.store, ['s'])
    await server.kill()
    return settledInTheEnd(stage, ['s'], life)
  },
  invariants: [promptSurvives, readsAgree, addsUp, allSettles, streamsEnd],
  probes: ['a second boot looked at it'],
})
