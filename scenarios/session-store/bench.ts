import { join } from 'node:path'
import { live } from '../../harness/bench/loss.ts'
import { Meter } from '../../harness/bench/meter.ts'
import { meteredHost } from '../../harness/bench/metered-host.ts'
import { Durations } from '../../harness/bench/statistics/percentiles.ts'
import { Disk } from '../../harness/disk/disk.ts'
import type { Host } from '../../harness/host/host.ts'
import { installGuard } from '../../harness/world/guard.ts'
import { measured } from '../../harness/world/latency.ts'
import { oldestFirst } from '../../harness/world/chooser.ts'
import { World } from '../../harness/world/world.ts'
import { INDEX } from '../../reference-impl/session-store/names.ts'
import type { Message, Session } from '../../reference-impl/session-store/session.ts'
import { openSessionStore } from '../../reference-impl/session-store/session-store.ts'
import { recordedConversation } from '../conversation/recorded.ts'

/** Sessions with so many messages are saved and loaded. */
export const SESSION_SIZES: readonly number[] = [10, 1_000, 10_000]

/** Events of the conversation that the texts are taken from, again and again. */
const EVENTS = 2_000
const SEED = 1558
/** Tokens of one answer. A question takes a few. */
const ANSWER_TOKENS = 40
const QUESTION_TOKENS = 8

/** A question and its answer in turns, made of a recorded-like conversation: the same on every machine. */
export function benchMessages(count: number): Message[] {
  const tokens = recordedConversation(EVENTS, SEED).flatMap(({ event, payload }) => (event === 'token' && 'text' in payload ? [payload.text] : []))
  let next = 0
  const text = (length: number): string => Array.from({ length }, () => tokens[next++ % tokens.length]).join('')
  return Array.from({ length: count }, (_, index): Message => {
    const role = index % 2 === 0 ? 'user' : 'assistant'
    return { role, turn: `turn-${(index >> 1) + 1}`, content: text(role === 'user' ? QUESTION_TOKENS : ANSWER_TOKENS) }
  })
}

/** What it costs to save a session because of one more message. Exact: equal on every machine. */
export interface SaveCost {
  /** With that one. */
  readonly messages: number
  /** Of the file that the save leaves. */
  readonly fileBytes: number
  /** Given to write calls. */
  readonly bytes: number
  readonly writes: number
  /** fsyncs of files and of directories. */
  readonly syncs: number
}

const DIRECTORY = 'sessions'

/** Counted in the simulated computer: each session is made with two messages less, saved once, and then saved again, which counts. From 2 messages. */
export async function saveCosts(sizes: readonly number[] = SESSION_SIZES): Promise<SaveCost[]> {
  const uninstall = installGuard()
  try {
    const costs: SaveCost[] = []
    for (const messages of sizes) costs.push(await saveCost(messages))
    return costs
  } finally {
    uninstall()
  }
}

async function saveCost(messages: number): Promise<SaveCost> {
  const world = new World({ disk: new Disk(), randomSeed: 'save', chooser: oldestFirst(), latency: measured })
  const meter = new Meter()
  return live(world, () => 0, async (host) => {
    const store = await openSessionStore(meteredHost(host, { meter, now: () => world.nowMs, call: 'fsync' }), { directory: DIRECTORY })
    const first = await store.create({ id: 'one', title: 'A session', messages: benchMessages(messages - 2) })
    const before = await store.save(withOneMore(first))
    meter.reset()
    const { revision } = await store.save(withOneMore(before))
    const { bytes, writes, syncs } = meter
    const fileBytes = (await host.fs.stat(`${DIRECTORY}/one.${revision}.json`)).size
    return { messages, fileBytes, bytes, writes, syncs }
  })
}

function withOneMore<T extends Pick<Session, 'messages' | 'context'>>(session: T): T {
  const [message] = benchMessages(1)
  return { ...session, messages: [...session.messages, message!], context: [...session.context, message!] }
}

export interface SizeTimes {
  readonly messages: number
  /** One more message, from the call until all of it is on the medium. */
  readonly save: Durations
  /** From the file. */
  readonly load: Durations
  /** Where the store remembers the session: it only looks whether that is still the newest. */
  readonly loadAgain: Durations
}

export interface TimesOptions {
  readonly directory: string
  /** Ends it early. */
  readonly signal?: AbortSignal
}

/** Saves and loads a session of this size, so many times each, in turns. */
export async function timeSession(host: Host, messages: number, rounds: number, { directory, signal }: TimesOptions): Promise<SizeTimes> {
  const times = { messages, save: new Durations(), load: new Durations(), loadAgain: new Durations() }
  const store = await openSessionStore(host, { directory })
  const forgetful = await openSessionStore(host, { directory, cached: 0 })
  let session = await store.create({ id: `of-${messages}`, messages: benchMessages(messages) })
  const { id } = session
  for (let round = 0; round < rounds && signal?.aborted !== true; round++) {
    session = await timed(host, times.save, () => store.save(withOneMore(session)))
    // What another store saved is synced before it is shown, once: not a matter of this load.
    await forgetful.head(id)
    await timed(host, times.load, () => forgetful.load(id))
    session = await timed(host, times.loadAgain, () => store.load(id))
  }
  await Promise.all([store.close(), forgetful.close()])
  return times
}

async function timed<T>({ clock }: Host, durations: Durations, work: () => Promise<T>): Promise<T> {
  const startMs = clock.monotonic()
  const result = await work()
  durations.record(clock.monotonic() - startMs)
  return result
}

export interface ListTimes {
  readonly sessions: number
  readonly messagesEach: number
  /** An opening that reads the head of every file. */
  readonly openFromFiles: Durations
  /** An opening that finds the heads in the index. */
  readonly openFromIndex: Durations
  /** All heads, from an open store. */
  readonly list: Durations
}

export type Made = Pick<ListTimes, 'sessions' | 'messagesEach'>

/** Makes the sessions that are listed. */
export async function makeSessions(host: Host, { sessions, messagesEach }: Made, { directory, signal }: TimesOptions): Promise<void> {
  const store = await openSessionStore(host, { directory })
  const messages = benchMessages(messagesEach)
  for (let number = 0; number < sessions && signal?.aborted !== true; number++) await store.create({ id: `session-${number}`, title: `Session ${number}`, messages })
  await store.close()
}

/** Opens a store without its index, lists it, and opens it with the index, so many times. */
export async function timeList(host: Host, made: Made, rounds: number, { directory, signal }: TimesOptions): Promise<ListTimes> {
  const [openFromFiles, openFromIndex, list] = [new Durations(), new Durations(), new Durations()]
  for (let round = 0; round < rounds && signal?.aborted !== true; round++) {
    await host.fs.rm(join(directory, INDEX), { force: true })
    const fromFiles = await timed(host, openFromFiles, () => openSessionStore(host, { directory }))
    const heads = await timed(host, list, () => fromFiles.list())
    if (heads.length !== made.sessions) throw new Error(`${heads.length} sessions are listed; ${made.sessions} were made`)
    await fromFiles.close()
    const fromIndex = await timed(host, openFromIndex, () => openSessionStore(host, { directory }))
    await fromIndex.close()
  }
  return { ...made, openFromFiles, openFromIndex, list }
}
