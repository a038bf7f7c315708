import type { EventId } from '../journal/record.ts'
import { compareIds } from '../journal/scan.ts'
import { refused } from './errors.ts'
import { eventIn, type ShownEvent } from './event.ts'
import { lookAfter } from './look-after.ts'
import type { Parts } from './parts.ts'
import type { Run, Told } from './run.ts'
import { chatOf } from './turn.ts'

/** Names an event of a run: an id alone names one in every run. */
export type Cursor = EventId & { readonly run: string }

export interface AttachRequest {
  readonly session: string
  readonly run: string
  /** What the client has seen last. Default: nothing. */
  readonly after?: Cursor
}

export interface Attached {
  /** Waits until there is something, and gives all there is; nothing at all once it is over. */
  next(): Promise<readonly Told[]>
  /** No longer wanted. */
  end(): void
}

/**
 * Follows a run from a cursor on: exactly the events after it, in order, then those that come, then that it is over. Refused where that is impossible.
 *
 * Law: what is shown is in the journal as its policy says, or in the stored result. A run whose owner is gone is settled instead, and read from the session.
 */
export async function attach(parts: Parts, request: AttachRequest): Promise<Attached> {
  const { session, run: id, after } = request
  if (after !== undefined && after.run !== id) throw refused('lost', `the cursor is of run ${after.run}, and this is run ${id}; begin without one`)
  const run = parts.live.get(id)
  await run?.begun
  if (run !== undefined && run.session === session && parts.live.has(id)) return followed(parts, run, after)
  return ended(parts, request)
}

/** Listens first, then reads what was said before, up to what had been shown by then. */
async function followed(parts: Parts, run: Run, after: EventId | undefined): Promise<Attached> {
  const queue: Told[] = []
  let wake: () => void = () => undefined
  let over = false
  const follower = (told: Told): void => {
    queue.push(told)
    wake()
  }
  run.followers.add(follower)
  const end = (): void => {
    run.followers.delete(follower)
    over = true
    wake()
  }
  try {
    const { last } = run
    const before = await replayed(parts, run.session, run.turn.run, after)
    queue.unshift(...before.filter(({ id }) => last !== undefined && compareIds(id, last) <= 0))
  } catch (error) {
    end()
    throw error
  }
  return {
    end,
    async next() {
      while (queue.length === 0 && !over) await new Promise<void>((resolve) => (wake = resolve))
      const told = queue.splice(0)
      if (told.some((one) => 'over' in one)) end()
      return told
    },
  }
}

/** A run that nobody streams here. */
async function ended(parts: Parts, { session: id, run, after }: AttachRequest): Promise<Attached> {
  const seen = await parts.sessions.load(id)
  const { turn } = chatOf(seen)
  if (turn?.run === run && (await parts.rules.livenessOf(turn, parts)) === 'elsewhere') throw refused('elsewhere', `run ${run} streams in another process`)
  const { session = seen, trouble } = turn?.run === run ? ((await lookAfter(parts, { id, chat: chatOf(seen) })) ?? {}) : {}
  const told: Told[] = chatOf(session).finished.includes(run) ? await replayed(parts, id, run, after) : []
  const isStored = session.messages.some((message) => message.run === run)
  told.push(isStored ? { over: 'stored' } : { over: 'not stored', why: trouble ?? `session ${JSON.stringify(id)} has no run ${run}` })
  return { end: () => void told.splice(0), next: () => Promise.resolve(told.splice(0)) }
}

async function replayed({ journals }: Parts, session: string, run: string, after: EventId | undefined): Promise<ShownEvent[]> {
  const replay = await journals.replay(session, run, after)
  if (replay.status === 'missing' && after === undefined) return []
  if (replay.status !== 'ok') throw lost(run)
  return replay.records.flatMap(({ generation, sequence, record }) => {
    const event = eventIn(record)
    return event === undefined ? [] : [{ id: { generation, sequence }, event }]
  })
}

function lost(run: string): Error {
  return refused('lost', `run ${run} has no event at this cursor that could be gone on from; read the session`)
}
