import type { Contract } from '../../harness/check/implementation.ts'
import type { Json } from '../../harness/check/json.ts'
import type { Sync } from '../journal/contract.ts'

/** What an agent says, and in the end that it is done or has failed. */
export type Say =
  | { readonly event: 'token' | 'reasoning'; readonly payload: { readonly text: string } }
  | { readonly event: 'tool'; readonly payload: { readonly name: string; readonly tid: string } }
  | { readonly event: 'tool_complete'; readonly payload: { readonly name: string; readonly tid: string; readonly preview: string } }
  | { readonly event: 'metering'; readonly payload: { readonly tokens: number } }
  | { readonly event: 'done'; readonly payload: {} }
  | { readonly event: 'apperror'; readonly payload: { readonly message: string } }

export type ScriptStep = {
  readonly event: Say
  /** Milliseconds that the agent takes to come to it. Default: 0. */
  readonly afterMs?: number
  /** It does not notice while it comes to it that somebody stopped it. Default: false. */
  readonly deaf?: boolean
}

export type StartChat = {
  /** Made where it is missing. */
  readonly session: string
  /** The client's own id of the prompt. Sent again, it is the same turn. */
  readonly turn: string
  readonly prompt: string
  /** What the agent will say. A script without `done` or `apperror` ends in an agent that stops without an end. */
  readonly script: readonly ScriptStep[]
}

/** `run` and `generation` are absent where the turn had been accepted before and is over. */
export type Started = {
  readonly run?: string
  readonly generation?: number
  readonly again: boolean
}

export type EventName = {
  readonly generation: number
  readonly sequence: number
}

export type Follow = {
  readonly session: string
  readonly run: string
  /** The last event that the client has seen; absent: none. */
  readonly after?: EventName & { readonly run: string }
}

export type Followed = {
  /** Never empty, but where the run is over. */
  readonly shown: readonly { readonly id: EventName; readonly event: { readonly event: string; readonly payload: Json } }[]
  /** Set where nothing more comes: whether the answer is in the session. */
  readonly over?: 'stored' | 'not stored'
  readonly why?: string
}

export type Note = 'pending' | 'partial' | 'recovered' | 'failed' | 'stopped' | 'incomplete' | 'lost'

export type Row = {
  readonly role: 'user' | 'assistant'
  readonly turn: string
  readonly content: string
  readonly reasoning?: string
  readonly tools?: readonly { readonly tid: string; readonly name: string; readonly preview: string; readonly done: boolean }[]
  /** `pending`, `partial`: interrupted, and more may come; `recovered`: all is there; `incomplete`, `lost`: given up, with and without a text. */
  readonly note?: Note
}

export type View = {
  readonly session: string
  /** Wall clock of the last activity, milliseconds since 1970. */
  readonly updatedAt: number
  readonly messages: readonly Row[]
  /** What the model is given: role, turn and content of the same turns. */
  readonly context: readonly { readonly role: string; readonly turn: string; readonly content: string }[]
  /** The turn that has no result yet; its prompt is not among the messages then. */
  readonly turn: { readonly turn: string; readonly run: string; readonly prompt: string; readonly streams: 'here' | 'elsewhere' | 'gone' } | null
  /** What could not be done while it was read. What is shown is what is on the disk. */
  readonly trouble?: string
}

export type Booted = { readonly settled: readonly string[]; readonly troubles: readonly string[] }

export type Entry = { readonly session: string; readonly updatedAt: number; readonly messages: number }

export type ChatOptions = {
  /** Default: every 100 records or 250 ms, and the end of a run. */
  readonly sync?: Sync
  /** Awake time after which an interrupted answer is not waited for any more. Default: 24 hours. */
  readonly giveUpMs?: number
}

/** A server for chats that stream. Several processes may serve the same directory. */
export interface Chat {
  /** Resolves once the prompt is on the medium and its run has begun. Refused while the session is answering. */
  startChat(request: StartChat): Promise<Started>
  /** Waits for what comes after the cursor. Refused where that cannot be said. */
  follow(request: Follow): Promise<Followed>
  /** Stops the answer that is being given. What was said so far stays. */
  cancel(session: string): Promise<null>
  /** Ends a run as its agent would with `done`. Refused where it does not own the session any more. */
  finish(run: { readonly run: string; readonly generation: number }): Promise<null>
  /** Null for a session that does not exist. Settles what processes that are gone left behind. */
  readSession(session: string): Promise<View | null>
  /** The last active one first. Settles as reading does. */
  listSessions(): Promise<readonly Entry[]>
  /** Removes everything that was said. */
  clear(session: string): Promise<null>
  /** Settles all sessions that need it. Resolves to those that it settled, and to those that it could not settle. */
  boot(): Promise<Booted>
  /** The files in which this text is found. */
  traces(text: string): Promise<readonly string[]>
}

export const chatContract: Contract = {
  name: 'chat server',
  methods: ['startChat', 'follow', 'cancel', 'finish', 'readSession', 'listSessions', 'clear', 'boot', 'traces'],
  capabilities: {
    'durable-prompt': 'an accepted prompt is on the medium, the names of its files included',
    'durable-events': 'with { everyRecords: 1 } an event is on the medium when it is shown',
    'time-bound': 'with { everyMs: t } an event is on the medium t milliseconds after it was shown, plus the time that syncs take',
    'late-journals': 'what becomes visible after the first look is recovered by a later one',
    'give-up': 'an interrupted answer is waited for until `giveUpMs` of awake time have passed, and no longer',
    'several-processes': 'several processes may serve one directory',
    'clear': 'sessions can be cleared',
    'erasure': 'what was cleared is in no file any more; traces finds what is',
    'cursors': 'follow goes on exactly after a cursor, or refuses',
    'tools': 'calls of tools are kept with the answer',
  },
}
