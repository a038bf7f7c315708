import type { Session } from '../session-store/session.ts'
import { ageFrom, awakeMs, carried } from './age.ts'
import { boot } from './boot.ts'
import { forgotten } from './clear.ts'
import { storeResult } from './end.ts'
import { journalsIn } from './journals.ts'
import { livenessOf } from './liveness.ts'
import { lookAt } from './look.ts'
import { grew, next } from './recovery.ts'
import { journalThenShow } from './run.ts'
import type { Seen } from './look-after.ts'
import type { Parts } from './parts.ts'
import { rewatched, saveSettled, settle, type Settled } from './settle.ts'
import { accept, begin } from './start.ts'
import { hasTurn, withAnswer, withTurn } from './transcript.ts'
import { owns } from './turn.ts'

/** What the chat server decides, each a function of its own: the regression library replaces them one at a time to prove that its scenarios notice. */
export interface Rules {
  readonly accept: typeof accept
  readonly ageFrom: typeof ageFrom
  readonly awakeMs: typeof awakeMs
  readonly begin: typeof begin
  readonly boot: typeof boot
  readonly carried: typeof carried
  readonly forgotten: typeof forgotten
  readonly grew: typeof grew
  readonly hasTurn: typeof hasTurn
  readonly journalThenShow: typeof journalThenShow
  readonly journalsIn: typeof journalsIn
  readonly livenessOf: typeof livenessOf
  /** `session`: the one that the run belongs to, as it is on the disk. */
  readonly lookAt: (content: Parameters<typeof lookAt>[0], session: Session) => ReturnType<typeof lookAt>
  readonly next: typeof next
  readonly owns: typeof owns
  readonly rewatched: typeof rewatched
  readonly saveSettled: typeof saveSettled
  /** `seen`: what whoever looked had seen before the lock was taken. */
  readonly settle: (parts: Parts, seen: Seen) => Promise<Settled>
  readonly storeResult: typeof storeResult
  readonly withAnswer: typeof withAnswer
  readonly withTurn: typeof withTurn
}

export const RULES: Rules = {
  accept, ageFrom, awakeMs, begin, boot, carried, forgotten, grew, hasTurn, journalThenShow, journalsIn, livenessOf, lookAt, next, owns, rewatched, saveSettled, settle,
  storeResult, withAnswer, withTurn,
}
