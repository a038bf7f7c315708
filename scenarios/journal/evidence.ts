import type { History, HistoryEntry } from '../../harness/check/history.ts'
import type { Json } from '../../harness/check/json.ts'
import type { LifeView } from '../../harness/check/scenario.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { JournalContents, RecordId } from './contract.ts'

/**
 * A record as these scenarios append it: an event with the name of its writer and its number among that writer's records, from 1. Writer and number are its
 * identity; equal text is not.
 */
export type Entry = {
  readonly writer: string
  readonly number: number
  readonly event: string
  readonly payload: Json
}

export function entryOf(writer: string, number: number, { event, payload }: { readonly event: string; readonly payload: ConversationEvent['payload'] }): Entry {
  return { writer, number, event, payload }
}

export type Lives = readonly LifeView<JournalContents>[]

/** One record that somebody tried to append. */
export interface Attempt {
  readonly record: Json
  readonly name: string
  readonly life: number
  readonly call: HistoryEntry
}

/** All that was tried up to and including a life, by name. */
export function attempts(lives: Lives, upTo: number): Map<string, Attempt> {
  const found = new Map<string, Attempt>()
  for (const { number: life, history } of lives) {
    if (life > upTo) break
    for (const call of appends(history)) {
      const record = call.arguments[0] ?? null
      const name = nameOf(record)
      found.set(name, { record, name, life, call })
    }
  }
  return found
}

export function appends(history: History): History {
  return history.filter(({ method }) => method === 'append' || method === 'seal')
}

/** Ids that clients were given, with the record's name. */
export function issuedIds(history: History): { readonly id: RecordId; readonly name: string }[] {
  return appends(history).flatMap(({ outcome, result, arguments: [record] }) => {
    const id = outcome === 'acknowledged' ? (result as RecordId | null | undefined) : undefined
    return id?.generation === undefined ? [] : [{ id, name: nameOf(record) }]
  })
}

/** `writer-1 #3`: what people read in a finding; unique for every attempted record. */
export function nameOf(record: Json | undefined): string {
  const entry = entryIn(record)
  return entry === undefined ? unnamed(record) : `${entry.writer} #${entry.number}`
}

function unnamed(record: Json | undefined): string {
  return `an unknown record (${JSON.stringify(record)?.slice(0, 60) ?? 'nothing'})`
}

export function entryIn(record: Json | undefined): Entry | undefined {
  if (typeof record !== 'object' || record === null || !('writer' in record) || !('number' in record)) return undefined
  return typeof record.writer === 'string' && typeof record.number === 'number' ? (record as unknown as Entry) : undefined
}

/** A record with the start of its text, for a person. */
export function shown(record: Json | undefined): string {
  const entry = entryIn(record)
  if (entry === undefined) return nameOf(record)
  const text = JSON.stringify(entry.payload)
  return `${nameOf(record)} (${entry.event} ${text.length > 40 ? `${text.slice(0, 40)}…` : text})`
}

/** A life that got as far as reading what earlier ones left. */
export interface ReadingLife {
  readonly number: number
  readonly observed: JournalContents
  readonly afterPowerCut: boolean
}

export function readingLives(lives: Lives): readonly ReadingLife[] {
  return lives.flatMap(({ number, observed }) =>
    observed === undefined ? [] : [{ number, observed, afterPowerCut: lives.some((life) => life.number < number && life.crash?.kind === 'power cut') }],
  )
}

/** What a call of `read` showed; undefined for any other call, and for one that did not end well. */
export function contentsRead({ method, outcome, result }: HistoryEntry): JournalContents | undefined {
  return method === 'read' && outcome === 'acknowledged' ? (result as unknown as JournalContents) : undefined
}

/** Equal as JSON values; the order of members does not count. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const left = a as { readonly [member: string]: Json }
  const right = b as { readonly [member: string]: Json }
  const members = Object.keys(left)
  return members.length === Object.keys(right).length && members.every((member) => sameJson(left[member], right[member]))
}
