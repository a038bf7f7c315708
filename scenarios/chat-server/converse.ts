import { ProcessDied } from '../../harness/check/implementation.ts'
import { isInjected } from '../../harness/check/recorder.ts'
import type { LifeContext, Stage } from '../../harness/check/scenario.ts'
import type { Chat, ChatOptions, Follow, Followed, Say, ScriptStep, StartChat, Started } from './contract.ts'
import type { Observed } from './evidence.ts'

/**
 * A call that may go wrong: undefined then, and the history has the rest. What is neither refused, nor indeterminate as the contract has it, nor caused by the
 * world, is a mistake of the code under test and goes on.
 */
export async function attempt<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (error instanceof ProcessDied || isInjected(error) || typeof (error as { readonly refused?: unknown } | null)?.refused === 'boolean') return undefined
    throw error
  }
}

/** Follows a run from the beginning to its end. Where it is shown nothing, though it is not over, it goes away. */
export async function followToEnd(store: Chat, session: string, run: string): Promise<void> {
  let after: Follow['after']
  for (;;) {
    const followed: Followed | undefined = await attempt(store.follow({ session, run, ...(after === undefined ? {} : { after }) }))
    const last = followed?.shown.at(-1)
    if (last !== undefined) after = { run, ...last.id }
    if (followed === undefined || followed.over !== undefined || followed.shown.length === 0) return
  }
}

/** Sends a prompt and follows its answer to the end. */
export async function ask(store: Chat, request: StartChat): Promise<void> {
  const started = await attempt(store.startChat(request))
  if (started?.run !== undefined) await followToEnd(store, request.session, started.run)
}

export const token = (text: string, afterMs = 0): ScriptStep => step({ event: 'token', payload: { text } }, afterMs)
export const done = (afterMs = 0): ScriptStep => step({ event: 'done', payload: {} }, afterMs)
/** An agent that takes so long that nobody sees its end. */
export const silence: ScriptStep = { ...step({ event: 'done', payload: {} }, 10_000_000), deaf: true }

function step(event: Say, afterMs: number): ScriptStep {
  return afterMs === 0 ? { event } : { event, afterMs }
}

export async function readTwice(store: Chat, sessions: readonly string[]): Promise<Observed> {
  const read = async (): Promise<Observed['views']> => {
    const views: Observed['views'][number][] = []
    for (const session of sessions) views.push(await store.readSession(session))
    return views
  }
  return { views: await read(), again: await read() }
}

/** Longer than the default age at which an answer is given up. */
const GIVEN_UP_MS = 25 * 60 * 60_000

/**
 * After the end of a life, when nothing fails any more: a server starts, settles what it finds, and waits until nothing is waited for any more. Then every
 * session is read twice, and every run that was accepted is followed. `goesOnAs`: before it waits somebody sends a prompt, with this turn id.
 */
export async function settledInTheEnd(stage: Stage<Chat>, sessions: readonly string[], { history }: Pick<LifeContext, 'history'>, { options = null, goesOnAs }: { readonly options?: ChatOptions | null; readonly goesOnAs?: string } = {}): Promise<Observed> {
  const { store } = await stage.start('server', options)
  await attempt(store.boot())
  await readTwice(store, sessions)
  if (goesOnAs !== undefined) await ask(store, { session: sessions[0]!, turn: goesOnAs, prompt: 'continue', script: [token('going on'), done()] })
  await stage.clock.sleep(GIVEN_UP_MS)
  const observed = await readTwice(store, sessions)
  for (const { result, arguments: [request] } of history.filter(({ method, outcome }) => method === 'startChat' && outcome === 'acknowledged')) {
    const { run } = result as unknown as Started
    if (run !== undefined) await attempt(store.follow({ session: (request as unknown as StartChat).session, run }))
  }
  return observed
}

/** Longer than a process may be silent before others take it for dead. */
export const GRACE_MS = 31_000

/**
 * A process begins to answer and is killed when so many events of the script were shown; then time passes until nobody can take it for a living one. Another
 * process of the same boot finds what it left.
 */
export async function killWhileAnswering(stage: Stage<Chat>, request: StartChat, events: number, options: ChatOptions | null = null, process = 'first'): Promise<void> {
  const first = await stage.start(process, options)
  const started = await attempt(first.store.startChat(request))
  if (started?.run !== undefined) await followFor(first.store, request.session, started.run, events + 1)
  await first.kill()
  await stage.clock.sleep(GRACE_MS)
}

/** Follows a run until so many events were shown, its start counted. */
export async function followFor(store: Chat, session: string, run: string, events: number): Promise<void> {
  let after: Follow['after']
  for (let seen = 0; seen < events; ) {
    const followed: Followed | undefined = await attempt(store.follow({ session, run, ...(after === undefined ? {} : { after }) }))
    const last = followed?.shown.at(-1)
    if (last !== undefined) after = { run, ...last.id }
    seen += followed?.shown.length ?? 0
    if (followed === undefined || followed.over !== undefined || followed.shown.length === 0) return
  }
}

export async function readOften(store: Chat, session: string, times: number): Promise<void> {
  for (let time = 0; time < times; time++) await attempt(store.readSession(session))
}
