import type { Invariant } from '../../harness/check/scenario.ts'
import type { Message, SessionView } from './contract.ts'
import { evidenceOf, isDamaged, messagesOf, nameOf, precedes, sameJson, shown, where, type Attempt, type Call, type Evidence, type Judged, type Lives, type SessionHistory } from './evidence.ts'

/**
 * The small model of what a user may expect, as bounds: acknowledged ⊆ observed ⊆ attempted. Everything is judged from what clients saw: every acknowledged
 * operation shows a session, and so do the loads of this life and of all later ones.
 */
export type StoreInvariant = Invariant<unknown, unknown>

type Law = (evidence: Evidence) => string | undefined

export function law(name: string, states: string, check: Law, evidence: (lives: Lives) => Evidence = everyRead): StoreInvariant {
  return { name, states, check: ({ lives }) => check(evidence(lives)) }
}

/** What all lives show. */
export const everyRead: (lives: Lives) => Evidence = oncePerLives('every read')

/** The laws are asked one after the other about the same lives. */
function oncePerLives(judged: Judged): (lives: Lives) => Evidence {
  const last = new WeakMap<Lives, Evidence>()
  return (lives) => {
    const known = last.get(lives) ?? evidenceOf(lives, judged)
    last.set(lives, known)
    return known
  }
}

const perSession =
  (check: (session: SessionHistory) => string | undefined): Law =>
  ({ sessions }) => {
    for (const session of sessions) {
      const broken = check(session)
      if (broken !== undefined) return broken
    }
    return undefined
  }

/** I2, I3. */
const nothingLost = perSession(({ views, attempts, removals }) => lostIn(views, { views, attempts, removals }))

function lostIn(judged: SessionHistory['views'], { views, attempts, removals }: Pick<SessionHistory, 'views' | 'attempts' | 'removals'>): string | undefined {
  for (const view of judged) {
    if (isDamaged(view.view) || view.view === 'nothing') continue
    for (const [name, attempt] of attempts) {
      if (view.names.has(name)) continue
      const since = establishedBy(name, attempt, views, view)
      if (since === undefined) continue
      const excuse = removals.some((removal) => mayHaveRemoved(removal, name, since, view))
      if (!excuse) return `${shown(attempt.message)} was ${since === attempt.call ? 'acknowledged' : `shown by ${where(since)}`} and is gone in ${where(view)}, and nobody removed it`
    }
  }
  return undefined
}

/** The same where files rot: what is missing was missing in a view that said so. */
export const nothingLostUntold: StoreInvariant = law(
  'nothing-lost-untold', 'where a message that was stored is missing, somebody was told that the session is damaged',
  perSession((session) => {
    const told = session.views.find(({ view }) => isDamaged(view))
    return lostIn(told === undefined ? session.views : session.views.filter((view) => precedes(view, told)), session)
  }),
)

/** The last call that shows the message to be stored before `view` was asked for. */
function establishedBy(name: string, { call }: Attempt, views: SessionHistory['views'], view: Call): Call | undefined {
  let since = call.outcome === 'acknowledged' && precedes(call, view) ? call : undefined
  for (const earlier of views) {
    if (precedes(earlier, view) && !isDamaged(earlier.view) && earlier.names.has(name)) since = earlier
  }
  return since
}

function mayHaveRemoved(removal: Call, name: string, since: Call, view: Call): boolean {
  if (precedes(removal, since) || precedes(view, removal)) return false
  return removal.view === undefined || !removal.names.has(name)
}

/** I4: what was not there when it could have been, was removed or never came: it does not come later. */
const goneStaysGone = perSession(({ views, attempts }) => {
  const goneSince = new Map<string, Call>()
  for (const view of views) {
    for (const message of messagesOf(view.view)) {
      const gone = goneSince.get(nameOf(message))
      if (gone !== undefined && precedes(gone, view)) return `${shown(message)} was gone in ${where(gone)} and is back in ${where(view)}`
    }
    if (isDamaged(view.view)) continue
    for (const [name, { call }] of attempts) if (!view.names.has(name) && !goneSince.has(name) && precedes(call, view)) goneSince.set(name, view)
  }
  return undefined
})

/** I19. */
const onlyAttempted = perSession(({ id, views, attempts }) => {
  for (const view of views) {
    for (const message of messagesOf(view.view)) {
      const attempt = attempts.get(nameOf(message))
      if (attempt === undefined) return `${shown(message)} is in session ${id} in ${where(view)} and nobody put it there`
      if (attempt.call.outcome === 'refused') return `${shown(message)} was refused and is in session ${id} in ${where(view)} all the same`
      if (!sameJson(attempt.message, message)) return `${shown(attempt.message)} came back with other content in ${where(view)}: ${shown(message)}`
    }
  }
  return undefined
})

function firstTwice(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index)
}

const onceInOrder = perSession(({ views, attempts }) => {
  for (const view of views) {
    const names = messagesOf(view.view).map(nameOf)
    const twice = firstTwice(names)
    if (twice !== undefined) return `${twice} is there twice in ${where(view)}`
    const given = view.view === 'nothing' ? undefined : firstTwice(view.view.context.map(nameOf))
    if (given !== undefined) return `the model is given ${given} twice in ${where(view)}`
    for (let index = 1; index < names.length; index++) {
      const [before, after] = [attempts.get(names[index - 1]!), attempts.get(names[index]!)]
      if (before !== undefined && after !== undefined && precedes(after.call, before.call)) return `${names[index]} was stored before ${names[index - 1]} and stands behind it in ${where(view)}`
    }
  }
  return undefined
})

/** I4, I14: the model is given what people see, unless somebody compressed it. */
const contextFollows = perSession(({ views, attempts, compressions }) => {
  for (const view of views) {
    if (view.view === 'nothing' || isDamaged(view.view)) continue
    const given = new Set(view.view.context.map(nameOf))
    for (const message of view.view.context) {
      if (attempts.has(nameOf(message)) && !view.names.has(nameOf(message))) return `the model is given ${shown(message)} in ${where(view)}, which nobody sees any more`
    }
    for (const message of view.view.messages) {
      const attempt = attempts.get(nameOf(message))
      if (given.has(nameOf(message)) || attempt === undefined) continue
      if (!compressions.some((compression) => !precedes(compression, attempt.call) && !precedes(view, compression))) return `the model is not given ${shown(message)} in ${where(view)}, and nobody compressed the session`
    }
  }
  return undefined
})

/** I3, I4 for whole sessions. */
const sessionsStay: Law = ({ sessions, lists }) => {
  for (const { id, calls, views, removals } of sessions) {
    const deletions = removals.filter(({ method }) => method === 'delete')
    const deleted = deletions.find(({ outcome }) => outcome === 'acknowledged')
    const created = views.find(({ view }) => view !== 'nothing')
    const mayBeGone = (call: Call): boolean => deletions.some((deletion) => !precedes(call, deletion))
    for (const call of calls) {
      if (call.method === 'load' && call.outcome !== 'acknowledged' && created !== undefined && precedes(created, call) && !mayBeGone(call) && call.entry.error !== undefined && !excused(call)) {
        return `session ${id} was there and cannot be loaded in life ${call.life}: ${call.entry.error.message}`
      }
      if (deleted !== undefined && precedes(deleted, call) && call.outcome === 'acknowledged' && call.method !== 'delete') return `session ${id} was deleted and is back: ${where(call)} succeeded`
    }
    for (const list of lists) {
      const listed = list.heads.some((head) => head.id === id)
      if (!listed && created !== undefined && precedes(created, list) && !mayBeGone(list)) return `session ${id} was there and is missing in ${where(list)}`
      if (listed && deleted !== undefined && precedes(deleted, list)) return `session ${id} was deleted and is still in ${where(list)}`
    }
  }
  return undefined
}

/** The world did it. */
function excused({ entry: { error } }: Call): boolean {
  return error?.injected === true || error?.name === 'ProcessDied'
}

const CHANGING: readonly string[] = ['create', 'append', 'save', 'clear', 'undo', 'truncate', 'compress', 'delete', 'mark']

/** I9: openings, recoveries and reads change nothing. */
const changesHaveCauses = perSession(({ id, calls, views }) => {
  const changes = calls.filter(({ method, outcome }) => CHANGING.includes(method) && outcome !== 'refused')
  for (let index = 1; index < views.length; index++) {
    const [before, after] = [views[index - 1]!, views[index]!]
    if (before.view === 'nothing' || after.view === 'nothing' || isDamaged(before.view) || isDamaged(after.view) || !precedes(before, after)) continue
    if (changes.some((change) => !precedes(change, before) && !precedes(after, change) && change !== before)) continue
    for (const part of ['title', 'messages', 'context', 'marks', 'updatedAt'] as const) {
      if (!sameJson(before.view[part], after.view[part])) return `${part} of session ${id} changed between ${where(before)} and ${where(after)}, and nobody changed it`
    }
  }
  return undefined
})

/** I15. */
const maintenanceIsNoActivity = perSession(({ id, calls, views }) => {
  const activities = calls.filter(({ method, outcome }) => CHANGING.includes(method) && method !== 'mark' && outcome !== 'refused')
  for (let index = 1; index < views.length; index++) {
    const [before, after] = [views[index - 1]!, views[index]!]
    if (before.view === 'nothing' || after.view === 'nothing' || isDamaged(after.view) || isDamaged(before.view) || !precedes(before, after)) continue
    if (before.view.updatedAt === after.view.updatedAt || activities.some((activity) => !precedes(activity, before) && !precedes(after, activity) && activity !== before)) continue
    return `session ${id} looks active at another time after ${where(after)}, though nobody did anything`
  }
  return undefined
})

/** An index is a cache: a list says what loads say. */
const listTellsTheFiles: Law = ({ sessions, lists }) => {
  for (const { id, calls, views } of sessions) {
    const changes = calls.filter(({ method, outcome }) => CHANGING.includes(method) && outcome !== 'refused')
    for (const list of lists) {
      const head = list.heads.find((candidate) => candidate.id === id)
      const load = views.find((view) => view.method === 'load' && precedes(list, view))
      if (head === undefined || load === undefined || load.view === 'nothing' || isDamaged(load.view)) continue
      if (changes.some((change) => !precedes(change, list) && !precedes(load, change))) continue
      const { title, updatedAt, messages } = load.view
      if (head.title !== title || head.messageCount !== messages.length || head.updatedAt !== updatedAt) {
        return `${where(list)} shows session ${id} with ${head.messageCount} messages, last active at ${head.updatedAt}; it has ${messages.length} and was active at ${updatedAt}`
      }
    }
  }
  return undefined
}

/** The fence: a save of revision r is the next one after r, and no two saves share a revision. */
const savesFollow = perSession(({ id, views }) => {
  const made = new Map<number, Call>()
  for (const view of views) {
    if (view.view === 'nothing' || view.view.revision === null || !CHANGING.includes(view.method)) continue
    const twin = made.get(view.view.revision)
    if (twin !== undefined && twin.life === view.life) return `${where(twin)} and ${where(view)} both made revision ${view.view.revision} of session ${id}`
    made.set(view.view.revision, view)
  }
  for (const view of views) {
    const { revision } = view.view === 'nothing' ? { revision: null } : view.view
    const held = heldBy(view)
    if (revision === null || held === null) continue
    const between = [...made].find(([other, call]) => call.life === view.life && other > held && other < revision)
    if (between !== undefined) return `${where(view)} saved session ${id} as of revision ${held}, though ${where(between[1])} had made revision ${between[0]}`
  }
  return undefined
})

/** The revision that a call says to follow. */
function heldBy({ method, entry: { arguments: [session, , revision] } }: Call): number | null {
  if (method === 'save') return (session as { revision?: number | null } | null)?.revision ?? null
  return method === 'truncate' && typeof revision === 'number' ? revision : null
}

/** An operation that was acknowledged did what it says. */
const deedsAreDone = perSession(({ id, views }) => {
  for (const call of views) {
    const { view, method, entry: { arguments: [first, second] } } = call
    if (view === 'nothing') continue
    const wrong = method === 'append' ? !endsWith(view.messages, second as unknown as Message[])
      : method === 'save' ? !sameJson(view.messages, (first as unknown as SessionView).messages)
      : method === 'truncate' ? view.messages.length !== second
      : method === 'compress' ? !sameJson(view.context, second)
      : (method === 'clear' || method === 'create') && view.messages.length + view.context.length > 0
    if (wrong) return `${where(call)} was acknowledged, and shows session ${id} as if it had done something else: ${view.messages.length} messages, a context of ${view.context.length}`
  }
  return undefined
})

function endsWith(messages: readonly Message[], end: readonly Message[]): boolean {
  return end.length <= messages.length && sameJson(messages.slice(messages.length - end.length), end)
}

/** A title comes from whoever made the session. */
const titlesStay = perSession(({ id, calls, views }) => {
  const titles = calls.filter(({ method, outcome }) => method === 'create' && outcome !== 'refused').map(({ entry }) => entry.arguments[1])
  const other = views.find(({ view }) => view !== 'nothing' && !titles.includes(view.title))
  return other === undefined ? undefined : `session ${id} has the title ${JSON.stringify((other.view as SessionView).title)} in ${where(other)}, which nobody gave it`
})

/** I18: without rotten bits nothing is damaged. */
const damageIsReal = perSession(({ id, views }) => {
  const told = views.find(({ view }) => isDamaged(view))
  return told === undefined ? undefined : `session ${id} is said to be damaged in ${where(told)}, and no bit of it rotted`
})

/** What holds for everybody at all times. With `settled reads`, reads of processes that see others' changes late do not count. */
export function userLaws(judged: Judged = 'every read'): readonly StoreInvariant[] {
  const evidence = judged === 'every read' ? everyRead : oncePerLives(judged)
  return [
    law('nothing-lost', 'a message that was stored or shown stays until somebody removes it', nothingLost, evidence),
    law('gone-stays-gone', 'what was removed, or was not there, never comes back', goneStaysGone, evidence),
    law('only-attempted', 'every message that is shown was given to the store with exactly this content, and was not refused', onlyAttempted, evidence),
    law('once-in-order', 'no message is there twice, and later ones stand behind earlier ones', onceInOrder, evidence),
    law('context-follows', 'the model is given what people see, unless the session was compressed', contextFollows, evidence),
    law('sessions-stay', 'a session is there until it is deleted, and never after', sessionsStay, evidence),
    law('changes-have-causes', 'openings, recoveries and reads change nothing, however often they run', changesHaveCauses, evidence),
    law('maintenance-is-no-activity', 'only activity changes the time of the last activity', maintenanceIsNoActivity, evidence),
    law('list-tells-the-files', 'a list says what the sessions say', listTellsTheFiles, evidence),
    law('saves-follow', 'a save of one revision is the next one after it; of two that follow the same one is refused', savesFollow, evidence),
    law('deeds-are-done', 'what was acknowledged was done: no more, no less', deedsAreDone, evidence),
    law('titles-stay', 'a session keeps the title that it was made with', titlesStay, evidence),
    law('damage-is-real', 'a session is said to be damaged only where bits rotted', damageIsReal, evidence),
  ]
}
