import { fileURLToPath } from 'node:url'
import { placesOf } from '../explore/source-position.ts'
import type { PathLike } from '../host/host.ts'
import { roleOf } from '../world/label.ts'

/**
 * A place in code under test that makes something durable. It is known by what it asks for, by the role of the path, and by where in the code it stands:
 * the function that asks and the one that called it, so that two callers of one helper are two sites. Where the stack shows no code of the user's (it lies in
 * node_modules), operation and path role alone tell sites apart.
 */
export interface SyncSite {
  readonly kind: 'file sync' | 'directory sync' | 'flushed write' | 'synchronous open'
  /** The last part of the path, as in labels: what changes from run to run is written as `*`. */
  readonly role: string
  /** From the inside out: `Writer.flush (store.ts:12:7)`. */
  readonly place: readonly string[]
}

/** A rename, and the sites that had synced its source before. */
export interface RenameSite {
  readonly from: string
  readonly to: string
  readonly place: readonly string[]
  readonly syncs: readonly string[]
}

const FRAMES_MOST = 2
/** Frames of a stack, those of the harness included. */
const STACK_FRAMES = 24

/** Equal for equal sites. A directory and a file of one role at one place are one site: the code there does not tell them apart either. */
export function siteKey({ kind, role, place }: SyncSite): string {
  return [kind === 'directory sync' ? 'file sync' : kind, role, ...place].join(' · ')
}

export function renameKey({ from, to, place }: RenameSite): string {
  return [from, to, ...place].join(' · ')
}

/** Where the code under test stands that is calling now. */
export function placeNow(): string[] {
  const frames = Error.stackTraceLimit
  // The search takes stacks away, because they cost more than the runs.
  Error.stackTraceLimit = STACK_FRAMES
  const { stack = '' } = new Error('here')
  Error.stackTraceLimit = frames
  return placesOf(stack, FRAMES_MOST)
}

export function pathText(path: PathLike): string {
  return path instanceof URL ? fileURLToPath(path) : String(path)
}

export function roleOfPath(path: PathLike): string {
  return roleOf(pathText(path))
}
