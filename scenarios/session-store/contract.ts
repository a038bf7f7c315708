import type { Contract } from '../../harness/check/implementation.ts'
import type { Json } from '../../harness/check/json.ts'

/** A message as these scenarios append it: who wrote it and its number among that author's messages, from 1. These are its identity; equal text is not. */
export type Message = {
  readonly by: string
  readonly number: number
  readonly text: string
}

/** A whole session, as an operation gives it. */
export type SessionView = {
  readonly id: string
  readonly title: string
  /** Grows with every save; null from a store that has none. */
  readonly revision: number | null
  /** Of the last activity, milliseconds since 1970; null from a store that keeps none. */
  readonly updatedAt: number | null
  readonly messages: readonly Message[]
  /** What the model is given; the same as `messages` in a store that makes no difference. */
  readonly context: readonly Message[]
  /** What `mark` set. */
  readonly marks: { readonly [name: string]: Json }
  /** True: this is an older generation, because the newest one cannot be read. */
  readonly damaged: boolean
}

/** What a list shows of a session. */
export type HeadView = {
  readonly id: string
  readonly title: string
  readonly updatedAt: number | null
  readonly messageCount: number
}

/** A store of chat sessions. Operations that change a session resolve, once that is on the medium, to the session as it is stored then. */
export interface SessionStore {
  /** Makes a session; one whose id was ever used is refused. */
  create(id: string, title: string): Promise<SessionView>
  /** Adds messages behind whatever is stored, to what people see and to what the model is given. */
  append(id: string, messages: readonly Message[]): Promise<SessionView>
  load(id: string): Promise<SessionView>
  /** Every session that is not deleted, the last active one first. */
  list(): Promise<readonly HeadView[]>
  /** Saves a changed copy of what was loaded; refused if somebody saved in the meantime, or if it would make the history shorter. */
  save(session: SessionView): Promise<SessionView>
  /** Removes all messages. */
  clear(id: string): Promise<SessionView>
  /** Removes the last messages. */
  undo(id: string, count: number): Promise<SessionView>
  /** Keeps the first messages; with a revision, only if it is the current one. */
  truncate(id: string, keep: number, revision: number | null): Promise<SessionView>
  /** Replaces what the model is given. */
  compress(id: string, context: readonly Message[]): Promise<SessionView>
  delete(id: string): Promise<null>
  /** Maintenance: sets a mark that nobody asked for. */
  mark(id: string, name: string, value: Json): Promise<SessionView>
  /** Which of these texts some file of the store still holds. */
  traces(texts: readonly string[]): Promise<readonly string[]>
  /** How many files the store has. */
  files(): Promise<number>
  /** The sessions that this opening found damaged. */
  report(): Promise<{ readonly damaged: readonly string[] }>
  close(): Promise<void>
}

export const sessionStoreContract: Contract = {
  name: 'session-store',
  methods: ['create', 'append', 'load', 'list', 'save', 'clear', 'undo', 'truncate', 'compress', 'delete', 'mark', 'traces', 'files', 'report', 'close'],
  capabilities: {
    'durable-save': 'what create, append and the others acknowledged is on the medium, names of files and directories included',
    'intents': 'clear, undo and truncate remove messages, and only they; what they removed never comes back',
    'compress': 'compress replaces what the model is given and leaves what people see',
    'delete': 'delete removes a session for good: no late save and no new session brings its id back',
    'fence': 'sessions have revisions, and saving an older one, or truncating at one, is refused; several processes may share the directory',
    'maintenance': 'mark changes no message and not the time of the last activity',
    'backups': 'where the newest file of a session cannot be read, an older state is served, and said to be damaged',
    'kept-aside': 'what cannot be read is kept in some file until an intent removes it, also when a later save mends the session; traces finds it',
    'reports': 'report names every session that the opening could not read, at each opening, and none that is whole',
    'erasure': 'what an acknowledged intent removed is in no file any more; traces finds what is',
    'bounded': 'after an opening there are at most ten files per session, and five more; files counts them. Files of unfinished saves may stay ten minutes',
  },
}
