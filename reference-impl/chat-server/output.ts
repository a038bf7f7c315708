import type { Json } from '../journal/record.ts'
import type { RunEvent } from './event.ts'

export type ToolCard = {
  readonly tid: string
  readonly name: string
  readonly args: Json
  readonly preview: string
  readonly done: boolean
  readonly is_error: boolean
}

/** What a run said, as people see it. Equal events in equal order give an equal output, whether they were just heard or are read from the journal. */
export type Output = {
  readonly content: string
  readonly reasoning: string
  readonly tools: readonly ToolCard[]
}

export const NOTHING_SAID: Output = { content: '', reasoning: '', tools: [] }

/** The output once this event has been heard too. */
export function heard(output: Output, event: RunEvent): Output {
  switch (event.event) {
    case 'token':
      return { ...output, content: output.content + event.payload.text }
    case 'reasoning':
      return { ...output, reasoning: output.reasoning + event.payload.text }
    case 'tool': {
      const { tid, name, args = null, preview = '' } = event.payload
      return { ...output, tools: [...output.tools, { tid, name, args, preview, done: false, is_error: false }] }
    }
    case 'tool_complete':
      return { ...output, tools: completed(output.tools, event.payload) }
    default:
      return output
  }
}

/** The call is found by its id. Its name is not enough: two calls of one tool may end in the other order. */
function completed(tools: readonly ToolCard[], payload: Extract<RunEvent, { event: 'tool_complete' }>['payload']): readonly ToolCard[] {
  const { tid, name, preview, is_error = false } = payload
  const at = tools.findIndex((tool) => tool.tid === tid && !tool.done)
  if (at === -1) return [...tools, { tid, name, args: null, preview: preview ?? '', done: true, is_error }]
  return tools.with(at, { ...tools[at]!, preview: preview ?? tools[at]!.preview, done: true, is_error })
}

export function saidNothing({ content, reasoning, tools }: Output): boolean {
  return content === '' && reasoning === '' && tools.length === 0
}

export function outputOf(events: readonly RunEvent[]): Output {
  return events.reduce(heard, NOTHING_SAID)
}
