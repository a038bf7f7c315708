import type { Host } from '../../harness/host/host.ts'
import { makeDirectory } from '../files/directory.ts'
import { cleared, compressed, truncated, undone, type Change } from './changes.ts'
import { refused, SessionStoreError } from './errors.ts'
import { writeIndex } from './index-file.ts'
import { Locks } from './lock.ts'
import { checkedId } from './names.ts'
import { recover, type RecoveryReport } from './recovery.ts'
import { checkedSession, checkedNew, type NewSession } from './checked.ts'
import { RULES, Store, type Rules, type SaveOptions } from './store.ts'
import type { IntentKind, Message, Session, SessionHead } from './session.ts'

export interface SessionStoreOptions {
  /** Where the sessions lie. Made, with its parents, where it is missing. */
  readonly directory: string
  /** Earlier generations that are kept of each session, 0 to 100. Default: 3. */
  readonly backups?: number
  /** Whole sessions that are remembered, 0 to 1,000,000. Default: 100. */
  readonly cached?: number
}

/** At which revision a person saw what the intent is about: at any other one it is refused. Default: whichever is there. */
export interface IntentOptions {
  readonly revision?: number
}

/**
 * Chat sessions, one JSON file each.
 *
 * Promises
 * - What a save acknowledged is on the medium, whole, and so is what a load or a list shows.
 * - Of two who save the same revision one is refused. Processes may share a directory: they refuse each other, and nothing is merged.
 * - Only an intent makes a history shorter, and nothing that it removed comes back: when it is acknowledged, that is no longer on the disk.
 * - Nothing that was rejected with `refused` had an effect; a save that failed leaves memory as the disk is.
 *
 * All methods reject with a `SessionStoreError`, or with the file system's error where only reading failed.
 */
export interface SessionStore {
  /** What the opening found. */
  readonly report: RecoveryReport
  /** All sessions, the last active one first. Reads heads only. */
  list(): Promise<SessionHead[]>
  head(id: string): Promise<SessionHead>
  /** Where the newest file cannot be read, the newest one that can is served, and `damage` says so. */
  load(id: string): Promise<Session>
  /** Makes a session. The id defaults to a random one; one that was ever used is refused. */
  create(session?: NewSession): Promise<Session>
  /** Saves a changed copy of a loaded session; resolves to what is stored now. Refused as a conflict if somebody saved in the meantime. */
  save(session: Session, options?: SaveOptions): Promise<Session>
  /** Loads, changes and saves under the session's lock. */
  update(id: string, change: (session: Session) => Session | Promise<Session>, options?: SaveOptions): Promise<Session>
  /** Removes all messages. */
  clear(id: string, options?: IntentOptions): Promise<Session>
  /** Removes the last messages. */
  undo(id: string, count: number, options?: IntentOptions): Promise<Session>
  /** Keeps the first messages. */
  truncate(id: string, keep: number, options?: IntentOptions): Promise<Session>
  /** Replaces what the model is given; what people see stays. */
  compress(id: string, context: readonly Message[], options?: IntentOptions): Promise<Session>
  /** Removes the session for good, also one of which nothing can be read: that is refused as damaged until it is sure that its files are not on their way. */
  delete(id: string, options?: IntentOptions): Promise<void>
  /** Work of several steps that no other save of this session in this process comes between. Use `locked` inside: the store's own methods wait for the lock. */
  withLock<T>(id: string, body: (locked: LockedSession) => Promise<T>): Promise<T>
  /** Waits for what is under way; everything later is refused. */
  close(): Promise<void>
}

/** One session, while its lock is held. */
export interface LockedSession {
  load(): Promise<Session>
  save(session: Session, options?: SaveOptions): Promise<Session>
}

/** Opens a store. Before it resolves, all that it found is on the medium, and what a crash left behind is tidied up. */
export function openSessionStore(host: Host, options: SessionStoreOptions): Promise<SessionStore> {
  return openWithRules(host, options, {})
}

export type ReplacedRules = Partial<Rules> & { readonly recover?: typeof recover }

/** The same with some decisions replaced: only for proving that a mistake in them is noticed. */
export async function openWithRules(host: Host, options: SessionStoreOptions, replaced: ReplacedRules): Promise<SessionStore> {
  const { directory } = options
  if (typeof directory !== 'string' || directory === '') throw refused('invalid', `directory is ${JSON.stringify(directory)}; it takes a path`)
  const backups = checkedNumber('backups', options.backups ?? 3, 100)
  const cached = checkedNumber('cached', options.cached ?? 100, 1_000_000)
  const place = { host, directory }
  const store = new Store({ ...place, backups, cached, rules: { ...RULES, ...replaced } })
  await makeDirectory(host, directory)
  const report = await (replaced.recover ?? recover)(place, store)
  const locks = new Locks()
  let closed: Promise<void> | undefined
  const open = (): void => {
    if (closed !== undefined) throw refused('closed', 'the store is closed; open it again')
  }
  const locked = async <T>(id: string, body: (session: LockedSession) => Promise<T>): Promise<T> => {
    open()
    checkedId(id)
    return locks.run(id, () =>
      body({
        load: () => store.whole(id),
        save: async (session, saveOptions = {}) => {
          if (session.id !== id) throw refused('invalid', `the lock of session ${JSON.stringify(id)} is held, not that of ${JSON.stringify(session.id)}`)
          return store.put(checkedSession(session), saveOptions)
        },
      }),
    )
  }
  const intend = (id: string, intent: IntentKind, change: Change, { revision }: IntentOptions = {}): Promise<Session> =>
    locked(id, async ({ load, save }) => {
      const session = await load()
      if (revision !== undefined && session.revision !== revision) {
        throw refused('conflict', `session ${JSON.stringify(id)} is at revision ${session.revision}, not at ${revision}; look at it again and decide anew`)
      }
      return save(change(session), { intent })
    })
  return {
    report,
    async list() {
      open()
      return store.list()
    },
    async head(id) {
      open()
      return store.head(checkedId(id))
    },
    async load(id) {
      open()
      return store.whole(checkedId(id))
    },
    async create(given = {}) {
      open()
      const session = checkedNew(given, () => host.random.uuid())
      return locks.run(session.id, () => store.create(session))
    },
    save: async (session, saveOptions) => locked(checkedSession(session).id, ({ save }) => save(session, saveOptions)),
    update: (id, change, saveOptions) => locked(id, async ({ load, save }) => save(await change(await load()), saveOptions)),
    clear: async (id, intent) => intend(id, 'clear', cleared, intent),
    undo: async (id, count, intent) => intend(id, 'undo', undone(count), intent),
    truncate: async (id, keep, intent) => intend(id, 'truncate', truncated(keep), intent),
    compress: async (id, context, intent) => intend(id, 'compress', compressed(context), intent),
    delete: async (id, intent) => {
      try {
        await intend(id, 'delete', cleared, intent)
      } catch (error) {
        if (!(error instanceof SessionStoreError) || error.reason !== 'damaged') throw error
        await locks.run(checkedId(id), () => store.bury(id, intent?.revision))
      }
    },
    withLock: locked,
    close: () =>
      (closed ??= (async () => {
        await locks.idle()
        await writeIndex(place, [...store.heads().values()].map(({ head }) => head))
      })()),
  }
}

function checkedNumber(name: string, value: number, most: number): number {
  if (!Number.isSafeInteger(value) || value < 0 || value > most) throw refused('invalid', `${name} is ${String(value)}; it takes a whole number from 0 to ${most.toLocaleString('en')}`)
  return value
}
