import fc from 'fast-check'
import { scenario } from '../../harness/check/define-scenario.ts'
import type { Connection, Scenario } from '../../harness/check/scenario.ts'
import { processDeath } from '../../harness/faults/crashes.ts'
import type { Message, SessionStore, SessionView } from './contract.ts'
import { erasedByOpenings } from './disk-laws.ts'
import { AUDITOR } from './evidence.ts'
import { carryOut, type Intent } from './intents.ts'
import { userLaws } from './invariants.ts'
import { goneForGood, wholeSessionsGoOn } from './later-lives.ts'
import { tolerate } from './look.ts'

type Late = 'append' | 'save' | 'create'

interface Input {
  readonly intent: Exclude<Intent, 'compress'>
  /** What a second process is about meanwhile. */
  readonly late: Late
  /** Whether somebody who opens the store afterwards makes a session of that id, or goes on with it. */
  readonly renewed: boolean
}

const ID = 'chat'
/** Those of users that a crash in the midst of a removal can break. */
const LAWS: readonly string[] = ['nothing-lost', 'gone-stays-gone', 'only-attempted', 'context-follows', 'sessions-stay', 'changes-have-causes', 'saves-follow']
const TEXTS: readonly string[] = [said('user', 1), said('user', 2), said('late', 1)].map(({ text }) => text)

/**
 * A removal is killed at any step, and so is what comes late from another process, and the opening that would end the removal. Whoever opens the store then finds it
 * done, with nothing of what was removed in any file, or not begun; and the session goes on, or is gone for good.
 */
export const halfRemoved: Scenario<SessionStore> = scenario<SessionStore, Input, null>({
  id: 'session-store/half-removed',
  title: 'a removal that was killed anywhere is ended by the next opening, or was not begun',
  origin: ['hermes-webui #5504', 'hermes-webui #3802', 'hermes-webui #5532', 'hermes-webui #5570', 'octos #2006'],
  covers: ['I3', 'I4', 'I9', 'I19'],
  needs: ['durable-save', 'intents', 'delete', 'fence', 'erasure'],
  input: fc.record(
    {
      intent: fc.constantFrom('delete' as const, 'clear' as const, 'undo' as const, 'truncate' as const),
      late: fc.constantFrom('append' as const, 'save' as const, 'create' as const),
      renewed: fc.boolean(),
    },
    { noNullPrototype: true },
  ),
  faults: [processDeath({ single: true })],
  async workload(stage, { intent, late }) {
    const [server, second] = [await stage.start('server'), await stage.start('second')]
    await server.store.create(ID, 'a chat')
    await server.store.append(ID, [said('user', 1), said('user', 2)])
    const held = await second.store.load(ID)
    await Promise.all([attempt(() => carryOut(server.store, ID, intent, 0)), attempt(() => comeLate(second.store, late, held))])
    // Opened beside the others, or after their end.
    const auditor = await stage.start(AUDITOR)
    await inspect(auditor)
  },
  async recover(stage, { renewed }, { number }) {
    const server = await stage.start('server')
    await inspect(server)
    await tolerate(() => (renewed && number === 2 ? server.store.create(ID, 'the same again') : server.store.append(ID, [said('life', number)])))
    return null
  },
  invariants: [...userLaws().filter(({ name }) => LAWS.includes(name)), wholeSessionsGoOn, goneForGood, erasedByOpenings(({ text }) => text)],
})

/** A process that was killed is one of those that this is about. */
async function attempt(operation: () => Promise<unknown>): Promise<void> {
  await operation().catch(() => undefined)
}

function comeLate(store: SessionStore, late: Late, held: SessionView): Promise<unknown> {
  const message = said('late', 1)
  switch (late) {
    case 'append':
      return store.append(ID, [message])
    case 'save':
      return store.save({ ...held, messages: [...held.messages, message], context: [...held.context, message] })
    case 'create':
      return store.create(ID, 'another chat')
  }
}

async function inspect({ store }: Connection<SessionStore>): Promise<void> {
  await tolerate(() => store.load(ID))
  await tolerate(() => store.traces(TEXTS))
}

/** Texts that nothing else has, so that they can be looked for in the files. */
function said(by: string, number: number): Message {
  return { by, number, text: `secret of ${by} ${number}.` }
}
