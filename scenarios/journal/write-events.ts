import type { Connection, Stage } from '../../harness/check/scenario.ts'
import type { ConversationEvent } from '../conversation/event.ts'
import type { Journal } from './contract.ts'
import { entryOf } from './evidence.ts'

/**
 * Deals events out to so many clients, in turn, and lets each append its share, one after the other: the token callback, the metering ticker and the tool
 * runner of one chat server, which append to one journal at the same time.
 */
export function appendConcurrently(stage: Stage<Journal>, { store }: Connection<Journal>, events: readonly ConversationEvent[], writers: number): void {
  for (let writer = 1; writer <= writers; writer++) {
    const share = events.filter((_, index) => index % writers === writer - 1)
    stage.client(`writer-${writer}`, () => appendAll(store, `writer-${writer}`, share))
  }
}

export async function appendAll(store: Journal, writer: string, events: readonly ConversationEvent[]): Promise<void> {
  for (const [index, event] of events.entries()) await store.append(entryOf(writer, index + 1, event))
}
