import type { Implementation } from '../../harness/check/implementation.ts'
import type { Json } from '../../harness/check/json.ts'
import type { Host } from '../../harness/host/host.ts'
import { scriptedAgent, type ScriptedEvent } from '../../reference-impl/chat-server/agent.ts'
import { openWithRules, type ChatServer, type ChatServerOptions } from '../../reference-impl/chat-server/chat-server.ts'
import { ChatServerError } from '../../reference-impl/chat-server/errors.ts'
import type { Rules } from '../../reference-impl/chat-server/rules.ts'
import type { Told } from '../../reference-impl/chat-server/run.ts'
import type { SessionView } from '../../reference-impl/chat-server/view.ts'
import { chatContract, type Chat, type ChatOptions, type Entry, type Followed, type Row, type ScriptStep, type View } from './contract.ts'

const DIRECTORY = 'chat'

/** What of the reference differs, each made anew for every process. */
export interface ChatAlteration {
  /** The computer, as the server sees it. */
  readonly host?: (host: Host) => Host
  /** How the server is opened. */
  readonly options?: Pick<ChatServerOptions, 'layout' | 'alone' | 'coalesce'>
  /** Decisions of the server. */
  readonly rules?: (host: Host) => Partial<Rules>
  /** What is between the server and its clients. */
  readonly operations?: (operations: Chat, server: ChatServer) => Partial<Chat>
}

/** The reference chat server as an implementation of the contract; altered, a defect. */
export function chatServer(name: string, { host: hostOf = (host) => host, options: own = { coalesce: false }, rules = () => ({}), operations }: ChatAlteration = {}): Implementation<Chat> {
  return {
    name,
    capabilities: Object.keys(chatContract.capabilities),
    async open(given: Host, options: Json): Promise<Chat> {
      const host = hostOf(given)
      const { sync, giveUpMs } = (options ?? {}) as ChatOptions
      const scripts = new Map<string, readonly ScriptStep[]>()
      const agent = scriptedAgent(host.clock, ({ turn }) => (scripts.get(turn) ?? []) as readonly ScriptedEvent[])
      const server = await openWithRules(host, { directory: DIRECTORY, agent, ...own, ...(sync === undefined ? {} : { sync }), ...(giveUpMs === undefined ? {} : { giveUpMs }) }, rules(host))
      const chat = contractOf(server, host, scripts)
      return operations === undefined ? chat : { ...chat, ...operations(chat, server) }
    },
  }
}

/** Every word that its agent says is an event of its own: there are more places to crash between. */
export const referenceChat: Implementation<Chat> = chatServer('reference')

function contractOf(server: ChatServer, host: Host, scripts: Map<string, readonly ScriptStep[]>): Chat {
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
    boot: async () => {
      const { settled, troubles } = await server.boot()
      return { settled, troubles: troubles.map(({ session }) => session) }
    },
    traces: async (text) => (await filesBelow(host, DIRECTORY)).filter(({ content }) => content.includes(text)).map(({ path }) => path),
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

/** What is removed while somebody looks is not there. */
async function filesBelow(host: Host, directory: string): Promise<{ readonly path: string; readonly content: string }[]> {
  const files: { readonly path: string; readonly content: string }[] = []
  for (const name of (await unlessGone(host.fs.readdir(directory)))?.toSorted() ?? []) {
    const path = `${directory}/${name}`
    if ((await unlessGone(host.fs.stat(path)))?.isDirectory() === true) {
      files.push(...(await filesBelow(host, path)))
      continue
    }
    const content = await unlessGone(host.fs.readFile(path, 'utf8'))
    if (content !== undefined) files.push({ path, content })
  }
  return files
}

async function unlessGone<T>(look: Promise<T>): Promise<T | undefined> {
  try {
    return await look
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'ENOENT') return undefined
    throw error
  }
}
