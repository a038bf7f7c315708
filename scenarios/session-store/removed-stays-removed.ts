import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Connection, Scenario } from '../../harness/check/scenario.ts'
import { powerCut, processDeath } from '../../harness/faults/crashes.ts'
import { ioError } from '../../harness/faults/io-error.ts'
import type { Message, SessionStore } from './contract.ts'
import { erased } from './disk-laws.ts'
import { carryOut, type Intent } from './intents.ts'
import { userLaws } from './invariants.ts'
import { look, tolerate } from './look.ts'

interface Input {
  readonly before: number
  readonly intents: readonly Intent[]
  /** Messages said after each intent. */
  readonly after: number
}

const ID = 'chat'

/** Somebody clears, undoes, cuts, compresses or deletes, says more, and starts the server again and again. What was removed is gone, from the disk too. */
export const removedStaysRemoved: Scenario<SessionStore> = scenario<SessionStore, Input, null>({
  id: 'session-store/removed-stays-removed',
  title: 'what an intent removed never comes back, and is on the disk no more',
  origin: [
    'hermes-webui #5532', 'hermes-webui #5570', 'hermes-webui #4772', 'hermes-webui #4986', 'hermes-webui #5504', 'hermes-webui #3802', 'hermes-webui #3831', 'hermes-webui v0.50.285', 'octos #2006',
  ],
  covers: ['I4', 'I9', 'I19'],
  needs: ['durable-save', 'intents', 'compress', 'delete', 'erasure'],
  input: fc.record(
    {
      before: fc.integer({ min: 1, max: 4 }),
      intents: fc.array(fc.constantFrom('clear' as const, 'undo' as const, 'truncate' as const, 'compress' as const, 'delete' as const), { minLength: 1, maxLength: 2 }),
      after: fc.integer({ min: 0, max: 2 }),
    },
    { noNullPrototype: true },
  ),
  faults: [processDeath({ crashes: 1 }), powerCut({ crashes: 1 }), ioError({ operations: ['read', 'write', 'link', 'unlink', 'readdir', 'open'] })],
  async workload(stage, { before, intents, after }) {
    const server = await stage.start('server')
    let said = 0
    const say = async (count: number): Promise<void> => {
      for (let left = count; left > 0; left--) await tolerate(() => server.store.append(ID, [secret(++said)]))
    }
    await tolerate(() => server.store.create(ID, 'a chat'))
    await say(before)
    await tolerate(() => server.store.close())
    await again(server)
    for (const intent of intents) {
      await tolerate<unknown>(() => carryOut(server.store, ID, intent, 1))
      await tolerate(() => server.store.traces(secrets()))
      await say(after)
      await again(server)
      await look(server.store, [ID])
    }
  },
  async recover(stage) {
    const server = await stage.start('server')
    await look(server.store, [ID])
    await tolerate(() => server.store.traces(secrets()))
    await server.restart()
    await look(server.store, [ID])
    return null
  },
  invariants: [...userLaws(), erased(({ text }) => text)],
})

async function again(server: Connection<SessionStore>): Promise<void> {
  await server.restart().catch(() => server.restart())
}

/** Texts that nothing else has, so that they can be looked for in the files. */
function secret(number: number): Message {
  return { by: 'user', number, text: `secret-${number}.` }
}

function secrets(): string[] {
  return Array.from({ length: 12 }, (_, index) => secret(index + 1).text)
}
