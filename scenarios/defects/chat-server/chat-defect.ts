import type { Rules } from '../../../reference-impl/chat-server/rules.ts'
import { settle } from '../../../reference-impl/chat-server/settle.ts'
import type { Chat } from '../../chat-server/contract.ts'
import { chatServer, type ChatAlteration } from '../../chat-server/reference.ts'
import type { Defect } from '../defect.ts'

/** The reference chat server with one mistake. */
export function chatDefect(name: string, about: Pick<Defect, 'mistake' | 'origin' | 'caughtBy' | 'withoutFault'>, alteration: ChatAlteration): Defect<Chat> {
  return { implementation: chatServer(name, alteration), suite: 'chat-server', ...about }
}

/** Whoever settles goes by these rules; everybody else by those of the reference. */
export function settlingBy(rules: Partial<Rules>): Pick<Rules, 'settle'> {
  return { settle: (parts, seen) => settle({ ...parts, rules: { ...parts.rules, ...rules } }, seen) }
}
