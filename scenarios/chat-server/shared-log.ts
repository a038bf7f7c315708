import type { Implementation } from '../../harness/check/implementation.ts'
import { chatContract, type Chat } from './contract.ts'
import { chatServer } from './reference.ts'

/** One process owns the log: another one takes it over, with what it can see of it by then. */
const LACKS = new Set(['several-processes', 'late-journals'])

/** The reference with all its journals in one log, as a server with many answers at once has it. */
export const sharedLogChat: Implementation<Chat> = {
  ...chatServer('shared-log', { options: { layout: 'shared log', alone: true } }),
  capabilities: Object.keys(chatContract.capabilities).filter((capability) => !LACKS.has(capability)),
}
