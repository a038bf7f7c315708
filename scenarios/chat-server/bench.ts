import type { Host } from '../../harness/host/host.ts'
import type { Agent } from '../../reference-impl/chat-server/agent.ts'
import { openWithRules } from '../../reference-impl/chat-server/chat-server.ts'
import type { AgentEvent, RunEvent } from '../../reference-impl/chat-server/event.ts'
import { show, type Run } from '../../reference-impl/chat-server/run.ts'
import { openJournals, type JournalLayout } from '../../reference-impl/journal/journals.ts'
import type { SyncPolicy } from '../../reference-impl/journal/policy.ts'
import { recordedConversation } from '../conversation/recorded.ts'
import { Pace, type PaceOptions, type PaceResult } from './pace.ts'

export interface StreamsOptions extends PaceOptions {
  readonly directory: string
  readonly sync: SyncPolicy
  /** Of a chat server: tokens that come while one is written are one event. Default: true. */
  readonly coalesce?: boolean
  /** Called when everything is open and nothing has been said yet. */
  readonly begun?: () => void
  /** Ends it early. */
  readonly signal?: AbortSignal
}

export interface StreamsResult extends PaceResult {
  /** Milliseconds until every stream could speak: prompts stored, journals made. */
  readonly beginMs: number
  /** Ends what streams still, which takes as long as it takes. */
  readonly close: () => Promise<void>
}

/** The one that a server takes, and beside it the one that loses nothing. */
export const STREAM_POLICIES: readonly { readonly name: string; readonly sync: SyncPolicy }[] = [
  { name: '100 or 250 ms', sync: { everyRecords: 100, everyMs: 250, terminal: true } },
  { name: 'every record', sync: { everyRecords: 1 } },
]

const EVENTS = 2_000
const SEED = 1560

/** Each ends in the only blank that it has, so that those which became one can be counted. */
function tokens(): (number: number) => string {
  const texts = recordedConversation(EVENTS, SEED).flatMap(({ event, payload }) => (event === 'token' && 'text' in payload ? [`${payload.text.replaceAll(' ', '_')} `] : []))
  return (number) => texts[number % texts.length]!
}

/** Answers of a chat server, one per session, each followed by one client. */
export async function streamAnswers(host: Host, layout: JournalLayout, options: StreamsOptions): Promise<StreamsResult> {
  const { directory, streams, sync, begun, signal } = options
  const pace = new Pace(host.clock, options)
  const token = tokens()
  const agent: Agent = async function* ({ session }): AsyncGenerator<AgentEvent> {
    for await (const number of pace.tokens(Number(session))) yield { event: 'token', payload: { text: token(number) } }
    yield { event: 'done', payload: {} }
  }
  const journalThenShow = async (run: Run, event: RunEvent): Promise<void> => {
    const id = await run.journal!.append(event)
    show(run, id, event)
    if (event.event !== 'token') return
    for (let left = event.payload.text.split(' ').length - 1; left > 0; left--) pace.took(Number(run.session), () => run.journal!.durable(id))
  }
  const startMs = host.clock.monotonic()
  const server = await openWithRules(host, { directory, agent, sync, layout, alone: layout === 'shared log', coalesce: options.coalesce ?? true }, { journalThenShow })
  const follow = async (session: string): Promise<void> => {
    const { run } = await server.startChat({ session, prompt: 'Go on.' })
    const attached = await server.attach({ session, run: run! })
    void (async () => {
      while ((await attached.next()).length > 0);
    })()
  }
  await Promise.all(Array.from({ length: streams }, (_, stream) => follow(String(stream))))
  const beginMs = host.clock.monotonic() - startMs
  begun?.()
  return { ...(await pace.run(signal)), beginMs, close: () => server.close() }
}

/** The same tokens into journals, with nothing around them. */
export async function streamRecords(host: Host, layout: JournalLayout, options: StreamsOptions): Promise<StreamsResult> {
  const { directory, streams, sync, begun, signal } = options
  const pace = new Pace(host.clock, options)
  const token = tokens()
  const startMs = host.clock.monotonic()
  const journals = await openJournals(host, { directory, layout, sync })
  const opened = await Promise.all(Array.from({ length: streams }, (_, stream) => journals.open(String(stream))))
  const beginMs = host.clock.monotonic() - startMs
  const speak = async (stream: number): Promise<void> => {
    const journal = opened[stream]!
    for await (const number of pace.tokens(stream)) {
      const id = await journal.append({ event: 'token', payload: { text: token(number) } })
      pace.took(stream, () => journal.durable(id))
    }
  }
  begun?.()
  const spoken = opened.map((_, stream) => speak(stream))
  const failed = new Promise<never>((_, reject) => void Promise.all(spoken).catch(reject))
  return { ...(await Promise.race([pace.run(signal), failed])), beginMs, close: () => journals.close() }
}
