import { createHash } from 'node:crypto'
import { messageOf } from '../files/error-message.ts'
import { refused } from './errors.ts'
import type { JsonObject, Message, RecordedIntent } from './session.ts'

/** The head of a generation, as it is stored. */
export interface StoredHead {
  readonly id: string
  readonly title: string
  readonly revision: number
  readonly created_at: number
  readonly updated_at: number
  readonly message_count: number
  readonly context_count: number
  readonly context_base: number
  readonly fields: JsonObject
  readonly intents: readonly RecordedIntent[]
  /** Generations below hold what an intent removed: they are never served. */
  readonly floor: number
  /** Revisions of the backups that this generation left, newest first. */
  readonly backups: readonly number[]
  /** Of messages and context: equal ones need no second backup. */
  readonly history: string
  /** Which save made it, and which ones made the generations before it, newest first. One that was passed over is there as `UNREAD` or `LOST`, so that each has its place. */
  readonly lineage: readonly string[]
  /** Boot and milliseconds at which that save began: with the first of the lineage, the name of its temporary file. */
  readonly begun: string
  /** A tombstone: there is nothing but this head, and never will be. */
  readonly deleted?: true
}

/** In a lineage: a generation that could not be read when it was followed. Its bytes are kept, unless an intent removed them. */
export const UNREAD = 'unread'
/** In a lineage: the number behind the highest backup, where no generation was there to follow. */
export const LOST = 'lost'

/** Which save made an earlier generation, as far as this one remembers. */
export function makerOf({ revision, lineage }: StoredHead, earlier: number): string | undefined {
  return lineage[revision - earlier]
}

export interface Body {
  readonly messages: readonly Message[]
  readonly context: readonly Message[]
}

/**
 * One JSON value in four lines: the head with its checksum, messages, context, the checksum of all before. Whoever wants the head alone reads up to the end
 * of the first line.
 */
export interface Encoded {
  readonly head: StoredHead
  readonly bytes: Buffer
  /** As a reader will find it: a copy, frozen. */
  readonly body: Body
}

/** A body as text, with what tells it from others. */
export interface Content {
  readonly messages: string
  readonly context: string
  readonly history: string
}

/** Throws a refused error for what JSON has no text for. */
export function contentOf({ messages, context }: Body): Content {
  try {
    const texts = { messages: JSON.stringify(messages), context: JSON.stringify(context) }
    return { ...texts, history: checksum(texts.messages, '\n', texts.context) }
  } catch (error) {
    throw refused('invalid', `a message has no JSON text: ${messageOf(error)}`)
  }
}

export function encode(head: Omit<StoredHead, 'history'>, { messages, context, history }: Content): Encoded {
  const line = headLine({ ...head, history })
  const text = `${line}\n"messages":${messages},\n"context":${context},\n`
  return {
    head: parseHeadLine(line) as StoredHead,
    bytes: Buffer.from(`${text}"checksum":"${checksum(text)}"}\n`),
    body: frozen({ messages: JSON.parse(messages) as Message[], context: JSON.parse(context) as Message[] }),
  }
}

/** What a file holds, or in words why it cannot be read. */
export function decode(bytes: Uint8Array, id: string, revision: number): { readonly head: StoredHead; readonly body: Body } | string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  const end = text.lastIndexOf('"checksum":"')
  if (end === -1) return text.length === 0 ? 'it is empty' : 'its end is missing'
  if (text.slice(end) !== `"checksum":"${checksum(text.slice(0, end))}"}\n`) return 'its checksum does not fit its bytes'
  const [headLine, messages, context] = text.split('\n')
  const head = decodeHead(headLine!, id, revision)
  if (typeof head === 'string') return head
  return {
    head,
    body: frozen({ messages: JSON.parse(messages!.slice('"messages":'.length, -1)) as Message[], context: JSON.parse(context!.slice('"context":'.length, -1)) as Message[] }),
  }
}

const HEAD_END = /,"head_checksum":"([0-9a-f]{16})",$/

/** The first line of a generation. */
export function headLine(head: StoredHead): string {
  const text = JSON.stringify(head)
  return `{"head":${text},"head_checksum":"${checksum(text)}",`
}

/** The head in a first line, or in words why it cannot be read. */
export function parseHeadLine(line: string): StoredHead | string {
  const match = HEAD_END.exec(line)
  if (match === null || !line.startsWith('{"head":')) return 'its head is not whole'
  const text = line.slice('{"head":'.length, match.index)
  return checksum(text) === match[1] ? frozen(JSON.parse(text) as StoredHead) : 'the checksum of its head does not fit'
}

/** The same for the file of this revision. */
export function decodeHead(line: string, id: string, revision: number): StoredHead | string {
  const head = parseHeadLine(line)
  return typeof head === 'string' || (head.id === id && head.revision === revision) ? head : `it holds revision ${head.revision} of session ${JSON.stringify(head.id)}`
}

function checksum(...parts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex').slice(0, 16)
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) frozen(inner)
  }
  return value
}
