import { syncDirectory } from '../files/directory.ts'
import { Cache } from './cache.ts'
import { shrinks } from './changes.ts'
import { contentOf, encode, LOST, UNREAD, type Body, type StoredHead } from './document.ts'
import { refused } from './errors.ts'
import { findHead, findUnreadable, findWhole, isNewest, type Found, type FoundWhole } from './find.ts'
import { begunMark } from './names.ts'
import { filesOf, type Place } from './place.ts'
import { publish, type Base } from './publish.ts'
import { removeBehind } from './remove.ts'
import { backupsKept } from './retention.ts'
import { INTENTS_KEPT, WHOLE, type IntentKind, type RecordedIntent, type Session, type SessionHead } from './session.ts'

/** What the store decides, each a function of its own: the regression library replaces them one at a time to prove that its scenarios notice. */
export interface Rules {
  readonly shrinks: typeof shrinks
  readonly conflicts: typeof conflicts
  readonly backupsKept: typeof backupsKept
  readonly publish: typeof publish
  readonly findWhole: typeof findWhole
  readonly isNewest: typeof isNewest
  /** Makes the names durable that a load is about to show. */
  readonly syncSeen: typeof syncDirectory
}

export const RULES: Rules = { shrinks, conflicts, backupsKept, publish, findWhole, isNewest, syncSeen: syncDirectory }

/** Whether somebody else saved since the session was loaded. */
export function conflicts(base: Found, session: Session): boolean {
  return base.fence !== session.revision || (base.damage === undefined) !== (session.damage === undefined)
}

export interface StoreOptions extends Place {
  readonly backups: number
  readonly cached: number
  readonly rules: Rules
}

/** How a save is meant. */
export interface SaveOptions {
  /** Allows the history to become shorter, and is recorded. What was there before is removed from the disk. */
  readonly intent?: IntentKind
  /** True: recovery, cleanup and other things that nobody did. `updated_at` stays. Default: false. */
  readonly maintenance?: boolean
}

/** A file that cannot be read may still be on its way from another process: a network file system shows names up to a minute before their bytes. */
export const DAMAGE_CONFIRMED_MS = 60_000

/** Generations that a save remembers the makers of. */
const LINEAGE_KEPT = 8

/** What memory knows of a session. Never trusted for more than which files to ask first. */
interface Known {
  readonly head: StoredHead
  readonly fence: number
}

/**
 * One directory of sessions as one process sees it: finds, publishes, remembers. No method takes a lock; callers of `put` hold the session's.
 *
 * Laws
 * - What is handed out is on the medium.
 * - Memory changes after the disk, never before: a save that failed leaves it as the disk is.
 */
export class Store {
  readonly #options: StoreOptions
  readonly #known = new Map<string, Known>()
  readonly #bodies: Cache<FoundWhole>
  /** Highest revision per session whose name is surely on the medium. */
  readonly #durable = new Map<string, number>()
  /** Which save made the generation that this process published last, per session: that one counts. */
  readonly #settled = new Map<string, string>()
  /** When a generation was first found unreadable, by `<id>.<revision>`; monotonic. */
  readonly #damagedSince = new Map<string, number>()

  constructor(options: StoreOptions) {
    this.#options = options
    this.#bodies = new Cache(options.cached)
  }

  /** What an opening found. Its names are on the medium. */
  adopt(id: string, head: StoredHead, fence: number): void {
    this.#known.set(id, { head, fence })
    this.#durable.set(id, fence)
  }

  heads(): ReadonlyMap<string, Known> {
    return this.#known
  }

  async whole(id: string): Promise<Session> {
    const remembered = this.#bodies.get(id)
    if (remembered !== undefined && (await this.#options.rules.isNewest(this.#options, id, remembered.fence))) return sessionOf(there(remembered))
    const found = await this.#options.rules.findWhole(this.#options, id)
    await this.#makeDurable([[id, found.fence]])
    if (found.damage === undefined) this.#remember(found)
    else this.#noteDamage(id, found.fence)
    return sessionOf(there(found))
  }

  async head(id: string): Promise<SessionHead> {
    const found = await this.#currentHead(id)
    await this.#makeDurable([[id, found.fence]])
    return headOf(there(found).head, found.fence)
  }

  /** Sessions with a readable head, the last active one first. */
  async list(): Promise<SessionHead[]> {
    const { sessions } = await filesOf(this.#options)
    const heads: SessionHead[] = []
    const seen: [string, number][] = []
    for (const [id, { generation }] of sessions) {
      const known = this.#known.get(id)
      const found = known !== undefined && known.fence === generation[0] ? known : await this.#findListed(id)
      if (found === undefined) continue
      seen.push([id, found.fence])
      if (found.head.deleted !== true) heads.push(headOf(found.head, found.fence))
    }
    await this.#makeDurable(seen)
    return heads.sort((a, b) => b.updated_at - a.updated_at || (a.id < b.id ? -1 : 1))
  }

  async #findListed(id: string): Promise<Found | undefined> {
    try {
      const found = await findHead(this.#options, id)
      if (found.damage === undefined) this.#learn(id, found)
      return found
    } catch (error) {
      if (error instanceof Error && 'refused' in error) return undefined
      throw error
    }
  }

  async #currentHead(id: string): Promise<Found> {
    const known = this.#known.get(id)
    if (known !== undefined && (await this.#options.rules.isNewest(this.#options, id, known.fence))) return known
    const found = await findHead(this.#options, id)
    if (found.damage === undefined) this.#learn(id, found)
    return found
  }

  /** Publishes the first generation of a session. */
  async create(session: Omit<Session, typeof WHOLE | 'revision' | 'created_at' | 'updated_at' | 'intents'>): Promise<Session> {
    const { rules, host } = this.#options
    const now = host.clock.now()
    const { head, bytes, body } = encode({
      id: session.id, title: session.title, revision: 1, created_at: now, updated_at: now,
      message_count: session.messages.length, context_count: session.context.length, context_base: session.context_base,
      fields: session.fields, intents: [], floor: 0, backups: [], lineage: [this.#token()], begun: this.#begun(),
    }, contentOf(session))
    await rules.publish(this.#options, { head, bytes, body }, undefined)
    return this.#published(head, body)
  }

  /** Publishes a generation that follows the one that `session` was loaded from. */
  async put(session: Session, { intent, maintenance = false }: SaveOptions): Promise<Session> {
    const { rules, host, backups } = this.#options
    const { id } = session
    const base = await this.#baseOf(session)
    const shrunk = rules.shrinks(base.head, session, intent)
    if (shrunk !== undefined) throw refused('shrink', `session ${JSON.stringify(id)} was not saved: ${shrunk}; only an intent makes a history shorter`)
    const now = host.clock.now()
    const revision = base.fence + 1
    const recorded: readonly RecordedIntent[] = intent === undefined ? base.head.intents : [{ kind: intent, revision, at: now }, ...base.head.intents].slice(0, INTENTS_KEPT)
    const floor = intent === undefined ? base.head.floor : revision
    const deleted = intent === 'delete'
    const content = contentOf(session)
    const encoded = encode({
      id, title: deleted ? '' : session.title, revision,
      created_at: base.head.created_at, updated_at: maintenance ? base.head.updated_at : now,
      message_count: session.messages.length, context_count: session.context.length, context_base: Math.min(session.context_base, session.context.length),
      fields: deleted ? {} : session.fields, intents: recorded, floor, backups: rules.backupsKept(base.head, { history: content.history, floor }, backups),
      lineage: [this.#token(), ...lineageOf(base)].slice(0, LINEAGE_KEPT), begun: this.#begun(), ...(deleted ? { deleted } : {}),
    }, content)
    this.#forget(id)
    await rules.publish(this.#options, encoded, this.#baseFor(base))
    await removeBehind(this.#options, encoded.head, { fence: base.fence, kept: base.head.backups, damaged: base.damage !== undefined }, intent !== undefined)
    return this.#published(encoded.head, encoded.body)
  }

  /** Publishes the tombstone of a session of which nothing can be read. `seen`: the revision at which somebody decided that. */
  async bury(id: string, seen: number | undefined): Promise<void> {
    const { rules, host } = this.#options
    const unreadable = await findUnreadable(this.#options, id)
    if (seen !== undefined && seen !== unreadable.revision) throw refused('conflict', `session ${JSON.stringify(id)} is at revision ${unreadable.revision}, not at ${seen}; look at it again and decide anew`)
    this.#refuseUnlessConfirmed(id, unreadable.revision)
    await this.#makeDurable([[id, unreadable.revision]])
    const [now, revision] = [host.clock.now(), unreadable.revision + 1]
    const { head, bytes, body } = encode({
      id, title: '', revision, created_at: now, updated_at: now, message_count: 0, context_count: 0, context_base: 0, fields: {},
      intents: [{ kind: 'delete', revision, at: now }], floor: revision, backups: [], lineage: [this.#token(), unreadable.becomes === 'nothing' ? LOST : UNREAD], begun: this.#begun(), deleted: true,
    }, contentOf({ messages: [], context: [] }))
    this.#forget(id)
    await rules.publish(this.#options, { head, bytes, body }, { ...unreadable, head: undefined, settled: false })
    await removeBehind(this.#options, head, { fence: unreadable.revision, kept: [], damaged: true }, true)
    this.#published(head, body)
  }

  /** The generation to follow: the newest, and the one that the caller has seen. */
  async #baseOf(session: Session): Promise<Found> {
    const { id } = session
    const base = session.damage === undefined ? await this.#currentHead(id) : await this.#options.rules.findWhole(this.#options, id)
    if (this.#options.rules.conflicts(there(base), session)) {
      throw refused('conflict', `session ${JSON.stringify(id)} was loaded at revision ${session.revision} and is at ${base.fence}; load it again and decide anew`)
    }
    if (base.damage !== undefined) this.#refuseUnlessConfirmed(id, base.fence)
    await this.#makeDurable([[id, base.fence]])
    return base
  }

  #baseFor({ fence, head, damage, absent }: Found): Base {
    if (damage !== undefined) return { revision: fence, becomes: absent === true ? 'nothing' : 'damaged', head: undefined, settled: false }
    return { revision: fence, becomes: 'backup', head, settled: this.#settled.get(head.id) === head.lineage[0] }
  }

  #noteDamage(id: string, revision: number): number {
    const name = `${id}.${revision}`
    const since = this.#damagedSince.get(name) ?? this.#options.host.clock.monotonic()
    this.#damagedSince.set(name, since)
    return since
  }

  #refuseUnlessConfirmed(id: string, revision: number): void {
    const waitedMs = this.#options.host.clock.monotonic() - this.#noteDamage(id, revision)
    if (waitedMs >= DAMAGE_CONFIRMED_MS) return
    const seconds = Math.ceil((DAMAGE_CONFIRMED_MS - waitedMs) / 1000)
    throw refused('damaged', `revision ${revision} of session ${JSON.stringify(id)} cannot be read, and may be on its way from another process; try again in ${seconds} s`)
  }

  #published(head: StoredHead, body: Body): Session {
    this.#durable.set(head.id, head.revision)
    this.#settled.set(head.id, head.lineage[0]!)
    const found = { head, body, fence: head.revision }
    this.#remember(found)
    return sessionOf(found)
  }

  /** Never takes a step back: a slow load may end after a save. */
  #remember(found: FoundWhole): void {
    const { id } = found.head
    this.#learn(id, found)
    if ((this.#bodies.get(id)?.fence ?? 0) <= found.fence) this.#bodies.set(id, found)
  }

  #learn(id: string, { head, fence }: Found): void {
    if ((this.#known.get(id)?.fence ?? 0) <= fence) this.#known.set(id, { head, fence })
  }

  #forget(id: string): void {
    this.#known.delete(id)
    this.#bodies.delete(id)
  }

  async #makeDurable(seen: readonly (readonly [string, number])[]): Promise<void> {
    const fresh = seen.filter(([id, revision]) => (this.#durable.get(id) ?? 0) < revision)
    if (fresh.length === 0) return
    await this.#options.rules.syncSeen(this.#options.host, this.#options.directory)
    for (const [id, revision] of fresh) this.#durable.set(id, Math.max(revision, this.#durable.get(id) ?? 0))
  }

  #begun(): string {
    const { boot, clock } = this.#options.host
    return begunMark(boot, clock.monotonic())
  }

  #token(): string {
    return this.#options.host.random.uuid().slice(0, 8)
  }
}

/** The makers of what a save follows, newest first, with a place for each number that it passes over. */
function lineageOf({ fence, head, absent }: Found): readonly string[] {
  return [...Array.from({ length: fence - head.revision }, (_, index) => (absent === true && index === 0 ? LOST : UNREAD)), ...head.lineage]
}

/** Throws a refused error for a tombstone. */
function there<T extends Found>(found: T): T {
  if (found.head.deleted === true) throw refused('deleted', `session ${JSON.stringify(found.head.id)} was deleted`)
  return found
}

function headOf(head: StoredHead, fence: number): SessionHead {
  const { id, title, created_at, updated_at, message_count, context_count, fields, intents } = head
  return Object.freeze({ id, title, revision: fence, created_at, updated_at, message_count, context_count, fields, intents })
}

function sessionOf({ head, body, fence, damage }: FoundWhole): Session {
  const { id, title, created_at, updated_at, context_base, fields, intents } = head
  return Object.freeze({
    [WHOLE]: true as const, id, title, revision: fence, created_at, updated_at,
    messages: body.messages, context: body.context, context_base, fields, intents, ...(damage === undefined ? {} : { damage }),
  })
}
