import { eventIn } from '../../../reference-impl/chat-server/event.ts'
import { lookAt } from '../../../reference-impl/chat-server/look.ts'
import type { Json } from '../../../reference-impl/journal/record.ts'
import type { Chat } from '../../chat-server/contract.ts'
import type { Defect } from '../defect.ts'
import { chatDefect } from './chat-defect.ts'

export const toolsPairedByName: Defect<Chat> = chatDefect(
  'tools-paired-by-name',
  {
    mistake: 'what a tool returned is given to the first open call of that name',
    origin: ['hermes-webui parallel tools paired by name (recovery L12)'],
    caughtBy: ['chat-server/parallel-tools'],
    withoutFault: { breaks: ['chat-server/parallel-tools'], why: 'these scenarios end processes themselves, and somebody settles what they left' },
  },
  {
    rules: () => ({
      lookAt(content) {
        const looked = lookAt(content)
        const names = new Map<string, string[]>()
        const records = content.records.map((one) => {
          const event = eventIn(one.record)
          if (event?.event === 'tool') names.set(event.payload.name, [...(names.get(event.payload.name) ?? []), event.payload.tid])
          if (event?.event !== 'tool_complete') return one
          const tid = names.get(event.payload.name)?.shift() ?? event.payload.tid
          return { ...one, record: { event: 'tool_complete', payload: { ...event.payload, tid } } as Json }
        })
        return { look: looked.look, output: lookAt({ ...content, records }).output }
      },
    }),
  },
)
