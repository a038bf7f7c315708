import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { powerCut } from '../../harness/faults/crashes.ts'
import { diskFull } from '../../harness/faults/disk-full.ts'
import { fsyncError } from '../../harness/faults/fsync-error.ts'
import { ioError } from '../../harness/faults/io-error.ts'
import { shortRead, shortWrite } from '../../harness/faults/short-transfers.ts'
import type { SessionStore } from './contract.ts'
import { userLaws } from './invariants.ts'
import { look, tolerate } from './look.ts'

interface Input {
  readonly lengths: readonly number[]
}

const ID = 'chat'

/** The disk fails in every way it can while a chat grows. Whoever is refused finds nothing of what was refused, in memory as little as on the disk. */
export const failedSaves: Scenario<SessionStore> = scenario<SessionStore, Input, null>({
  id: 'session-store/failed-saves',
  title: 'a save that failed leaves memory as the disk is, and what was acknowledged is there all the same',
  origin: ['hermes-webui #4205', 'hermes-webui #2592', 'hermes-webui api/models.py', 'turso #2110', 'oh-my-pi #8596'],
  covers: ['I2', 'I3', 'I19'],
  needs: ['durable-save'],
  input: fc.record({ lengths: fc.array(fc.constantFrom(3, 20, 6_000), { minLength: 2, maxLength: 4 }) }, { noNullPrototype: true }),
  faults: [
    diskFull({ freeBytesMax: 8_192 }), ioError({ operations: ['open', 'read', 'write', 'link', 'unlink', 'stat', 'readdir', 'rename'] }),
    fsyncError({ as: ['ext4', 'xfs', 'btrfs'] }), shortWrite(), shortRead(), powerCut({ crashes: 1 }),
  ],
  async workload(stage, { lengths }) {
    const server = await stage.start('server')
    await tolerate(() => server.store.create(ID, 'a chat'))
    for (const [index, length] of lengths.entries()) {
      await tolerate(() => server.store.append(ID, [{ by: 'user', number: index + 1, text: 'x'.repeat(length) }]))
      await tolerate(() => server.store.load(ID))
    }
    stage.heal()
    await look(server.store, [ID])
    await server.restart()
    await look(server.store, [ID])
  },
  async recover(stage) {
    const { store } = await stage.start('server')
    await look(store, [ID])
    return null
  },
  invariants: userLaws(),
})
