import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { clockJump } from '../../harness/faults/delays.ts'
import type { Chat } from './contract.ts'
import { attempt, followFor, GRACE_MS, readOften, settledInTheEnd, silence, token } from './converse.ts'
import type { Observed } from './evidence.ts'
import { othersUntouched } from './invariants.ts'
import { bootSettles, readerIsTold } from './invariants-more.ts'
import { IN_THE_END } from './laws.ts'

/** Somebody sets the clock while two processes serve one chat: the one that lives is not taken for dead, the one that is dead does not stay alive. */
export const steppedClock: Scenario<Chat> = scenario<Chat, number, Observed>({
  id: 'chat-server/stepped-clock',
  title: 'a stepped wall clock neither hastens nor blocks settling',
  origin: ['hermes-webui pending turn in the future (recovery L25)', 'hermes-webui grace by wall clock (C.5)'],
  needs: ['several-processes'],
  covers: ['I2', 'I6', 'I7', 'I8'],
  punctual: true,
  input: fc.constantFrom(1_000, 20_000, 50_000),
  faults: [clockJump()],
  async workload(stage, livesMs) {
    const first = await stage.start('first')
    const second = await stage.start('second')
    const started = await attempt(first.store.startChat({ session: 's', turn: 'turn-1', prompt: 'continue', script: [token('a'), silence] }))
    if (started?.run === undefined) return
    await followFor(first.store, 's', started.run, 2)
    await readOften(second.store, 's', 1)
    await stage.clock.sleep(livesMs)
    await readOften(second.store, 's', 1)
    await first.kill()
    stage.client('after', async () => {
      await stage.clock.sleep(GRACE_MS)
      const third = await stage.start('third')
      await attempt(third.store.boot())
      await readOften(third.store, 's', 1)
    })
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: [...IN_THE_END, bootSettles, readerIsTold],
})

/** The same while the first process lives: nobody may settle its turn, whatever the clocks say, not even one that starts. */
export const steppedClockBeside: Scenario<Chat> = scenario<Chat, number, Observed>({
  id: 'chat-server/stepped-clock-beside',
  title: 'whatever the clocks say, a process that lives is not taken for dead',
  origin: ['hermes-webui #1624', 'hermes-webui #5056', 'hermes-webui grace by wall clock (C.5)'],
  needs: ['several-processes'],
  covers: ['I6', 'I7'],
  punctual: true,
  input: fc.constantFrom(1_000, 40_000, 300_000),
  faults: [clockJump()],
  async workload(stage, livesMs) {
    const first = await stage.start('first')
    const second = await stage.start('second')
    await attempt(first.store.startChat({ session: 's', turn: 'turn-1', prompt: 'continue', script: [token('a'), silence] }))
    for (let time = 0; time < 3; time++) {
      await readOften(second.store, 's', 1)
      await readOften(first.store, 's', 1)
      await attempt(second.store.boot())
      await stage.clock.sleep(livesMs)
    }
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: [othersUntouched(), ...IN_THE_END],
})
