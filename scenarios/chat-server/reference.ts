import type { Implementation } from '../../harness/check/implementation.ts'
import type { Json } from '../../harness/check/json.ts'
import type { Host } from '../../harness/host/host.ts'
import { scriptedAgent, type ScriptedEvent } from '../../reference-impl/chat-server/agent.ts'
import { openWithRules, type ChatServer } from '../../reference-impl/chat-server/chat-server.ts'
import { ChatServerError } from '../../reference-impl/chat-server/errors.ts'
import type { Rules } from '../../reference-impl/chat-server/rules.ts'
import type { Told } from '../../reference-impl/chat-server/run.ts'
import type { SessionView } from '../../reference-impl/chat-server/view.ts'
import { chatContract, type Chat, type ChatOptions, type Entry, type Followed, type Row, type ScriptStep, type View } from './contract.ts'

const DIRECTORY = 'chat'

/** The reference chat server as an implementation of the contract; with other rules, a defect. */
export function chatServer(name: string, replaced: (host: Host) => Partial<Rules>, altered: (host: Host) => Host = (host) => host): Implementation<Chat> {
  return {
    name,
    capabilities: Object.keys(chatContract.capabilities),
    async open(given: Host, options: Json): Promise<Chat> {
      const host = altered(given)
      const { sync, giveUpMs } = (options ?? {}) as ChatOptions
      const scripts = new Map<string, readonly ScriptStep[]>()
      const agent = scriptedAgent(host.clock, ({ turn }) => (scripts.get(turn) ?? []) as readonly ScriptedEvent[])
      const server = await openWithRules(host, { directory: DIRECTORY, agent, ...(sync === undefined ? {} : { sync }), ...(giveUpMs === undefined ? {} : { giveUpMs }) }, replaced(host))
      return contractOf(server, scripts)
    },
  }
}

export const referenceChat: Implementation<Chat> = chatServer('reference', () => ({}))

function contractOf(server: ChatServer, scripts: Map<string, readonly ScriptStep[]>): Chat {
  return {
    async startChat({ session, turn, prompt, script }) {
      scripts.set(turn, script)
      const { run, generation, again } = await server.startChat({ session, turn, prompt })
      return { again, ...(run === undefined ? {} : { run }), ...(generation === undefined ? {} : { generation }) }
    },
    async follow({ session, run, after }) {
      const attached = await server.attach({ session, run, ...(after === undefined ? {} : { after }) })
      const told = await attached.next()
      attached.end()
      return followed(told)
    },
    cancel: async (session) => (await server.cancel(session), null),
    finish: async (run) => (await server.finish(run), null),
    readSession: async (session) => {
      try {
        return viewOf(await server.readSession(session))
      } catch (error) {
        if (error instanceof ChatServerError && error.reason === 'missing') return null
        throw error
      }
    },
    listSessions: async () => (await server.listSessions()).map(({ session, updatedAt, messages }): Entry => ({ session, updatedAt, messages })),
    clear: async (session) => (await server.clear(session), null),
    boot: async () => (await server.boot()).troubles.map(({ session }) => session),
  }
}

function followed(told: readonly Told[]): Followed {
  const shown = told.flatMap((one) => ('over' in one ? [] : [{ id: one.id, event: one.event }]))
  const last = told.at(-1)
  return { shown, ...(last !== undefined && 'over' in last ? { over: last.over, ...(last.why === undefined ? {} : { why: last.why }) } : {}) } as Followed
}

function viewOf({ session, updatedAt, messages, context, turn, trouble }: SessionView): View {
  return {
    session,
    updatedAt,
    messages: messages.map((message) => ({ ...message, ...('note' in message ? { note: (message.note as unknown as { kind: Row['note'] }).kind } : {}) }) as unknown as Row),
    context: context as unknown as View['context'],
    turn: turn === null ? null : { turn: turn.turn, run: turn.run, prompt: turn.prompt, streams: turn.streams },
    ...(trouble === undefined ? {} : { trouble }),
  }
}
