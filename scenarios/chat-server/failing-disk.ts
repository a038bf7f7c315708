import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { diskFull } from '../../harness/faults/disk-full.ts'
import { fsyncError } from '../../harness/faults/fsync-error.ts'
import { ioError } from '../../harness/faults/io-error.ts'
import type { Chat } from './contract.ts'
import { ask, attempt, done, killWhileAnswering, readOften, settledInTheEnd, silence, token } from './converse.ts'
import type { Observed } from './evidence.ts'
import { readerIsTold } from './invariants-more.ts'
import { IN_THE_END } from './laws.ts'
import { record } from './scripts.ts'

interface Input {
  readonly dead: boolean
  readonly turns: number
}

/** The disk fails once or for good while a dead turn is settled and new ones are answered. Who is told that something was done can rely on it, who is not knows why. */
export const failingDisk: Scenario<Chat> = scenario<Chat, Input, Observed>({
  id: 'chat-server/failing-disk',
  title: 'a save that failed is told, and memory is then as the disk',
  origin: ['hermes-webui save failure after the change (C.5, L13)', 'hermes-webui #4205', 'hermes-webui journal failure is silent (A.3-12)'],
  needs: ['several-processes', 'durable-events'],
  covers: ['I1', 'I2', 'I3', 'I19'],
  input: record<Input>({ dead: fc.boolean(), turns: fc.integer({ min: 1, max: 2 }) }),
  faults: [
    ioError({ operations: ['write', 'open', 'link', 'rename'], paths: ['*/sessions/*'] }),
    ioError({ operations: ['write'], paths: ['*/runs/*'] }),
    diskFull(),
    fsyncError({ paths: ['*/sessions/*', '*/sessions', '*/runs/*'] }),
  ],
  async workload(stage, { dead, turns }) {
    const options = { sync: { everyRecords: 1 } }
    if (dead) await killWhileAnswering(stage, { session: 's', turn: 'dead', prompt: 'old', script: [token('old'), silence] }, 1, options)
    const connection = await attempt(stage.start('second', options))
    if (connection === undefined) return
    const { store } = connection
    await readOften(store, 's', 2)
    for (let turn = 1; turn <= turns; turn++) {
      await ask(store, { session: 's', turn: `turn-${turn}`, prompt: 'new', script: [token('a'), token('b'), done()] })
      await readOften(store, 's', 1)
    }
    await connection.kill()
    stage.heal()
    const after = await stage.start('third', options)
    await readOften(after.store, 's', 2)
  },
  recover: (stage, _, life) => settledInTheEnd(stage, ['s'], life),
  invariants: [...IN_THE_END, readerIsTold],
})
