import type { Recovery } from './recovery.ts'

/** What stands beside an answer that did not come to a good end. Only `pending` and `partial`, which are no end, promise that looking again may show more. */
export type Note = {
  readonly kind: 'pending' | 'partial' | 'recovered' | 'failed' | 'stopped' | 'incomplete' | 'lost'
  readonly text: string
}

/** The note of a recovery; undefined for a turn that needs none. */
export function noteOf(recovery: Recovery, nothingSaid: boolean): Note | undefined {
  switch (recovery.state) {
    case 'interrupted':
    case 'completed':
      return undefined
    case 'pending':
      return { kind: 'pending', text: 'The answer was interrupted. What it said may still arrive: look again.' }
    case 'partial':
      return { kind: 'partial', text: 'The answer was interrupted. This much was saved; more may still arrive: look again.' }
    case 'recovered':
      return { kind: 'recovered', text: nothingSaid ? 'The answer was interrupted. It had ended without a word.' : 'The answer was interrupted. All that it said is here.' }
    case 'failed':
      return { kind: 'failed', text: recovery.message }
    case 'stopped':
      return { kind: 'stopped', text: 'Stopped.' }
    case 'ended':
      return recovery.found
        ? { kind: 'incomplete', text: 'The answer was interrupted and may be incomplete.' }
        : { kind: 'lost', text: 'The answer was interrupted. What it said, if anything, may have been lost.' }
  }
}
