import type { Row, Say, ScriptStep } from './contract.ts'

/** What an answer looks like after so many events of a script: the model that answers are compared with. */
export interface Said {
  readonly content: string
  readonly reasoning: string
  /** One line per call, in the order in which they began. */
  readonly tools: string
}

export function saidBy(events: readonly Say[]): Said {
  let [content, reasoning] = ['', '']
  const tools = new Map<string, string>()
  for (const { event, payload } of events) {
    if (event === 'token') content += payload.text
    else if (event === 'reasoning') reasoning += payload.text
    else if (event === 'tool') tools.set(payload.tid, `${payload.name} ${payload.tid}`)
    else if (event === 'tool_complete') tools.set(payload.tid, `${payload.name} ${payload.tid}: ${payload.preview}`)
  }
  return { content, reasoning, tools: [...tools.values()].join('\n') }
}

export function saidIn({ content, reasoning = '', tools = [] }: Row): Said {
  return { content, reasoning, tools: tools.map(({ name, tid, done, preview }) => (done ? `${name} ${tid}: ${preview}` : `${name} ${tid}`)).join('\n') }
}

/** What the agent says before its end. */
export function eventsOf(script: readonly ScriptStep[]): Say[] {
  const events = script.map(({ event }) => event)
  const end = events.findIndex(isEnd)
  return end === -1 ? events : events.slice(0, end)
}

/** How the agent ends; undefined for one that stops without an end. */
export function endOf(script: readonly ScriptStep[]): Say | undefined {
  return script.find(({ event }) => isEnd(event))?.event
}

function isEnd({ event }: Say): boolean {
  return event === 'done' || event === 'apperror'
}

/** After how many events, from `least` on, an answer is exactly this; undefined: after none. */
export function eventsSaid(row: Row, script: readonly ScriptStep[], least: number): number | undefined {
  return prefixSaid(saidIn(row), eventsOf(script), least)
}

/** The same for what was heard of it. */
export function prefixSaid(said: Said, events: readonly Say[], least: number): number | undefined {
  for (let count = events.length; count >= least; count--) {
    const expected = saidBy(events.slice(0, count))
    if (expected.content === said.content && expected.reasoning === said.reasoning && expected.tools === said.tools) return count
  }
  return undefined
}

/** Whether an answer is this with some events missing, none of the first `least`: what a power cut leaves of records that were not synced yet. */
export function isSaidWithGaps(row: Row, script: readonly ScriptStep[], least: number): boolean {
  const events = eventsOf(script)
  const said = saidIn(row)
  const fits = (kept: readonly Say[], from: number): boolean => {
    const { content, reasoning, tools } = saidBy(kept)
    if (!said.content.startsWith(content) || !said.reasoning.startsWith(reasoning)) return false
    if (from === events.length) return content === said.content && reasoning === said.reasoning && tools === said.tools
    return fits([...kept, events[from]!], from + 1) || fits(kept, from + 1)
  }
  return fits(events.slice(0, least), least)
}

/** An answer in short, for a person. */
export function shownAnswer(row: Row): string {
  const { content, reasoning, tools } = saidIn(row)
  return JSON.stringify([content, ...(reasoning === '' ? [] : [`(${reasoning})`]), ...(tools === '' ? [] : [tools])].join(' ')).slice(0, 80)
}
