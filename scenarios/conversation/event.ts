/** One event of a streaming run, as chat servers journal it: a name and a payload. JSON. */
export type ConversationEvent =
  | { readonly event: 'token'; readonly payload: { readonly text: string } }
  | { readonly event: 'reasoning'; readonly payload: { readonly text: string } }
  | { readonly event: 'tool'; readonly payload: { readonly name: string; readonly preview: string; readonly args: { readonly path: string }; readonly tid: string } }
  | { readonly event: 'tool_complete'; readonly payload: { readonly name: string; readonly preview: string; readonly duration: number; readonly is_error: boolean } }
  | { readonly event: 'metering'; readonly payload: { readonly input_tokens: number; readonly output_tokens: number } }
  | { readonly event: 'title'; readonly payload: { readonly text: string } }
  | { readonly event: 'done'; readonly payload: { readonly terminal_state: string } }

export const TOOL_IDS: readonly string[] = ['call-1', 'call-2', 'call-3', 'call-4']
/** Seconds. */
export const DURATIONS: readonly number[] = [0, 0.02, 1.5, 12.25]
export const TERMINAL_STATES: readonly string[] = ['completed', 'tool_limit_reached']
export const MOST_TOKENS = 200_000
