import { join } from 'node:path'
import type { Host } from '../../harness/host/host.ts'
import { LAYOUTS, type JournalLayout } from '../journal/journals.ts'
import type { SyncPolicy } from '../journal/policy.ts'
import { Locks } from '../session-store/lock.ts'
import { openSessionStore, type SessionStore } from '../session-store/session-store.ts'
import type { Agent } from './agent.ts'
import { attach, type Attached, type AttachRequest } from './attach.ts'
import type { BootReport } from './boot.ts'
import { clearSession } from './clear.ts'
import { coalesced } from './coalesced.ts'
import { endRun } from './end.ts'
import { refused } from './errors.ts'
import type { TerminalEvent } from './event.ts'
import type { Journals } from './journals.ts'
import { journalsInOneLog } from './journals-in-one-log.ts'
import { Lease } from './lease.ts'
import { isConflict } from './look-after.ts'
import { asChatError, type Parts } from './parts.ts'
import { RULES, type Rules } from './rules.ts'
import type { Run } from './run.ts'
import { startChat, type ChatRequest, type Started } from './start.ts'
import { chatOf } from './turn.ts'
import { listSessions, readSession, type SessionEntry, type SessionView } from './view.ts'

export interface ChatServerOptions {
  /** Sessions, journals and leases lie below it. Made, with its parents, where it is missing. */
  readonly directory: string
  readonly agent: Agent
  /** When what is said is synced to the medium. Default: every 100 records or 250 ms, and the end of a run. */
  readonly sync?: SyncPolicy
  /** Awake time after which an answer is not waited for any more, in milliseconds. Default: 24 hours. */
  readonly giveUpMs?: number
  /**
   * True: nobody else serves this directory, so that what another process left is settled at once, not after 30 s without a sign. Where somebody does, answers
   * that stream there are cut short; nothing that was said is lost. Default: false.
   */
  readonly alone?: boolean
  /**
   * Where the journals lie. `shared log`: all runs in one log, whose sync serves every answer that streams; `sync` counts their events together then. It needs
   * `alone`, because one process owns the log. Default: `file per run`.
   */
  readonly layout?: JournalLayout
  /**
   * True: texts that come while the one before is being journaled are one event, so that no answer falls behind its agent, however busy the disk is. False: every
   * event of the agent is one of the run. Default: true.
   */
  readonly coalesce?: boolean
}

export const DEFAULT_SYNC_OF_RUNS: SyncPolicy = { everyRecords: 100, everyMs: 250, terminal: true }
export const GIVE_UP_MS: number = 24 * 60 * 60_000

/** Names a run as the one who holds it knows it. */
export interface RunName {
  readonly run: string
  readonly generation: number
}

/**
 * Chats that stream, and survive what happens to their computer.
 *
 * Promises
 * - A prompt that was accepted is in its session, once, whatever happens then.
 * - What was shown is in the journal first. Whatever of it reached the medium is in the answer, once and in order, when somebody reads the session again.
 * - Whoever ends a run carries its generation, and is refused when the session moved on: cleanup, cancel, finalizers and late workers alike.
 * - Several processes may serve one directory.
 *
 * All methods reject with a `ChatServerError`.
 */
export interface ChatServer {
  startChat(request: ChatRequest): Promise<Started>
  /** Ends a run well, as its agent does with `done`. */
  finish(run: RunName): Promise<void>
  /** Ends a run with an error that people see. */
  fail(run: RunName, message: string): Promise<void>
  /** Stops the answer that is being given. What was said so far stays. */
  cancel(session: string): Promise<void>
  /** Follows a run. */
  attach(request: AttachRequest): Promise<Attached>
  readSession(session: string): Promise<SessionView>
  listSessions(): Promise<readonly SessionEntry[]>
  clear(session: string): Promise<void>
  /** Settles what processes that are gone left behind. Readers do the same for what they read. */
  boot(): Promise<BootReport>
  /** Ends what streams here, with an error that people see, and lets go of everything. */
  close(): Promise<void>
}

export function openChatServer(host: Host, options: ChatServerOptions): Promise<ChatServer> {
  return openWithRules(host, options, {})
}

/** The same with some decisions replaced: only for proving that a mistake in them is noticed. */
export async function openWithRules(host: Host, options: ChatServerOptions, replaced: Partial<Rules>): Promise<ChatServer> {
  const parts = await partsOf(host, options, { ...RULES, ...replaced })
  const inChatErrors = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw asChatError(error)
    }
  }
  const end = (run: RunName, event: TerminalEvent): Promise<void> => inChatErrors(() => endRun(parts, runNamed(parts, run), event))
  return {
    startChat: (request) => inChatErrors(() => startChat(parts, request)),
    finish: (run) => end(run, { event: 'done', payload: {} }),
    fail: (run, message) => end(run, { event: 'apperror', payload: { message } }),
    cancel: (session) => inChatErrors(() => cancel(parts, session)),
    attach: (request) => inChatErrors(() => attach(parts, request)),
    readSession: (session) => inChatErrors(() => readSession(parts, session)),
    listSessions: () => inChatErrors(() => listSessions(parts)),
    clear: (session) => inChatErrors(() => parts.underLock(session, () => clearSession(parts, session))),
    boot: () => inChatErrors(() => parts.rules.boot(parts)),
    close: () => inChatErrors(() => close(parts)),
  }
}

async function partsOf(host: Host, options: ChatServerOptions, rules: Rules): Promise<Parts> {
  const { directory, agent, giveUpMs = GIVE_UP_MS, alone = false, coalesce = true } = options
  checkLayout(options)
  const self = { id: host.random.uuid(), boot: host.boot }
  const owners = join(directory, 'owners')
  const sessions = await openSessionStore(host, { directory: join(directory, 'sessions') })
  const lease = new Lease(host, owners, self)
  const live = new Map<string, Run>()
  const locks = new Locks()
  const locked = new Map<string, number>()
  const leave = (run: Run): void => {
    if (live.delete(run.turn.run)) lease.release()
  }
  return {
    host, self, owners, sessions, lease, live, giveUpMs, alone, rules, leave,
    agent: coalesce ? coalesced(agent) : agent,
    journals: await journalsOf(host, options, rules),
    settling: new Map(),
    isLocked: (session) => locked.has(session),
    async underLock(session, body) {
      locked.set(session, (locked.get(session) ?? 0) + 1)
      try {
        return await locks.run(session, body)
      } finally {
        const others = locked.get(session)! - 1
        if (others === 0) locked.delete(session)
        else locked.set(session, others)
      }
    },
    store: (session, change, saveOptions) => storing(sessions, session, change, saveOptions),
    async enter(run) {
      live.set(run.turn.run, run)
      try {
        await lease.hold()
      } catch (error) {
        leave(run)
        throw error
      }
    },
  }
}

function checkLayout({ layout = 'file per run', alone = false }: ChatServerOptions): void {
  if (!LAYOUTS.includes(layout)) throw refused('invalid', `layout is ${JSON.stringify(layout)}; it takes ${LAYOUTS.map((name) => JSON.stringify(name)).join(' or ')}`)
  if (layout === 'shared log' && !alone) throw refused('invalid', 'layout is "shared log", and alone is false; one process owns the log: set alone, or leave out the layout')
}

/** No session has a name that begins with "_". */
const LOG = '_log'

async function journalsOf(host: Host, { directory, layout, sync = DEFAULT_SYNC_OF_RUNS }: ChatServerOptions, rules: Rules): Promise<Journals> {
  const runs = join(directory, 'runs')
  const files = rules.journalsIn(host, runs, sync)
  return layout === 'shared log' ? journalsInOneLog(host, join(runs, LOG), sync, files) : files
}

/** How often a change is made again because another process saved in between. */
const ATTEMPTS = 5

async function storing(sessions: SessionStore, ...update: Parameters<SessionStore['update']>): ReturnType<SessionStore['update']> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await sessions.update(...update)
    } catch (error) {
      if (attempt === ATTEMPTS || !isConflict(error) || !(error as { readonly refused?: boolean }).refused) throw error
    }
  }
}

function runNamed({ live }: Parts, { run: id, generation }: RunName): Run {
  const run = live.get(id)
  if (run === undefined || run.turn.generation !== generation) throw refused('superseded', `run ${id} of generation ${generation} does not stream here any more`)
  return run
}

async function cancel(parts: Parts, session: string): Promise<void> {
  const { turn } = chatOf(await parts.sessions.load(session))
  if (turn === null) throw refused('missing', `session ${JSON.stringify(session)} is not answering`)
  const run = parts.live.get(turn.run)
  if (run !== undefined) return endRun(parts, run, { event: 'cancel', payload: {} })
  if ((await parts.rules.livenessOf(turn, parts)) === 'elsewhere') throw refused('elsewhere', `session ${JSON.stringify(session)} is answered by another process; ask that one to stop`)
  throw refused('superseded', `the answer in session ${JSON.stringify(session)} was interrupted before; read the session`)
}

async function close(parts: Parts): Promise<void> {
  for (const run of [...parts.live.values()]) {
    await endRun(parts, run, { event: 'apperror', payload: { message: 'The server was closed.', type: 'interrupted' } }).catch(() => undefined)
  }
  await parts.lease.close()
  await parts.sessions.close()
  await parts.journals.close()
}
