import { join } from 'node:path'
import { refused } from './errors.ts'

/**
 * The files of a store, all in one directory.
 *
 * - `<id>.<revision>.json`: a generation. Written once, never changed. The highest number is the session; at most one lower one is there besides, until it is
 *   removed. The highest is removed by nobody, so that its number cannot be claimed again.
 * - `<id>.<revision>.backup.json`: an earlier generation, kept.
 * - `<id>.<revision>.damaged.json`: a generation that could not be read when a later one took its place.
 * - `<id>.<revision>.<boot>-<milliseconds>-<random>.tmp`: a generation that is being written, or of which it is not settled yet that it counts.
 * - `<id>.<revision>.<boot>-<milliseconds>-<random>.withdrawn.tmp`: one that does not count, about to be removed.
 * - `_index.json`: heads, remembered for the next opening within the same boot.
 */
export type FileKind = 'generation' | 'backup' | 'damaged'

const ENDINGS: Readonly<Record<FileKind, string>> = { generation: '.json', backup: '.backup.json', damaged: '.damaged.json' }

export const INDEX = '_index.json'

const ID = /^[A-Za-z0-9-][A-Za-z0-9_-]{0,99}$/

/** Throws a refused error for an id that is not one. */
export function checkedId(id: unknown): string {
  if (typeof id !== 'string' || !ID.test(id)) {
    throw refused('invalid', `id is ${JSON.stringify(id) ?? String(id)}; it takes 1 to 100 letters, digits, "-" and "_", and does not start with "_"`)
  }
  return id
}

export function filePath(directory: string, id: string, revision: number, kind: FileKind): string {
  return join(directory, `${id}.${revision}${ENDINGS[kind]}`)
}

export interface FileName {
  readonly id: string
  readonly revision: number
  readonly kind: FileKind
}

const NAME = /^([A-Za-z0-9-][A-Za-z0-9_-]{0,99})\.([1-9][0-9]{0,14})(\.backup|\.damaged)?\.json$/

/** What a directory entry is; undefined for any other. */
export function parsedName(name: string): FileName | undefined {
  const match = NAME.exec(name)
  if (match === null) return undefined
  return { id: match[1]!, revision: Number(match[2]), kind: match[3] === '.backup' ? 'backup' : match[3] === '.damaged' ? 'damaged' : 'generation' }
}

/** A boot as part of a name. */
export function bootMark(boot: string): string {
  return boot.replace(/[^A-Za-z0-9]/g, '').slice(0, 32)
}

/** When a temporary file is begun, as part of its name. */
export function begunMark(boot: string, monotonicMs: number): string {
  return `${bootMark(boot)}-${Math.max(0, Math.floor(monotonicMs))}`
}

/** `of`: what is written, an id with its revision or the index. */
export function temporaryPath(directory: string, of: string, begun: string, random: string): string {
  return join(directory, `${of}.${begun}-${random}.tmp`)
}

/** The name that a temporary file gets when what it holds shall not count. */
export function withdrawnPath(temporary: string): string {
  return temporary.endsWith('.withdrawn.tmp') ? temporary : temporary.replace(/\.tmp$/, '.withdrawn.tmp')
}

const TEMPORARY = /^([A-Za-z0-9_-]+)(?:\.([1-9][0-9]{0,14}))?\.([A-Za-z0-9]*)-([0-9]+)-[A-Za-z0-9]+(?:\.withdrawn)?\.tmp$/

export interface TemporaryName {
  /** Of its session. */
  readonly id: string
  /** Of the generation that is written; undefined for the index. */
  readonly revision: number | undefined
  readonly boot: string
  /** When it was begun. */
  readonly monotonicMs: number
}

/** What the name of a temporary file says; undefined for any other name. */
export function parsedTemporary(name: string): TemporaryName | undefined {
  const match = TEMPORARY.exec(name)
  if (match === null) return undefined
  return { id: match[1]!, revision: match[2] === undefined ? undefined : Number(match[2]), boot: match[3]!, monotonicMs: Number(match[4]) }
}
