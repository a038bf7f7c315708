import { STREAM_POLICIES, streamAnswers, streamRecords, type StreamsOptions } from '../../scenarios/chat-server/bench.ts'
import { nodeHost } from '../host/node-host.ts'
import { messageOf } from './errors.ts'
import { bytesInUse } from './heap.ts'
import type { StreamsMeasure, StreamsThrough } from './store-bench-result.ts'

/** One row of streams, in a process of its own (`node store-bench-row.js ROW`): one JSON value on standard output. What still streams then ends with the process. */
export interface StreamsTask {
  readonly through: StreamsThrough
  readonly policy: string
  readonly directory: string
  readonly streams: number
  readonly rate: number
  readonly seconds: number
}

const task = JSON.parse(process.argv[2]!) as StreamsTask
// Ctrl-C reaches the whole group; the one that started this one ends it.
process.on('SIGINT', () => undefined)
try {
  process.stdout.write(JSON.stringify(await measured(task)), () => process.exit())
} catch (error) {
  process.stderr.write(messageOf(error), () => process.exit(1))
}

async function measured({ through, policy, directory, streams, rate, seconds }: StreamsTask): Promise<StreamsMeasure> {
  const before = bytesInUse()
  let cpu = process.cpuUsage()
  const options: StreamsOptions = { directory, streams, rate, seconds, sync: STREAM_POLICIES.find(({ name }) => name === policy)!.sync, coalesce: !through.endsWith('event by event'), begun: () => void (cpu = process.cpuUsage()) }
  const host = nodeHost()
  const { offered, shown, behind, append, durable, beginMs } =
    await (through.startsWith('chat server') ? streamAnswers : streamRecords)(host, through.endsWith('shared log') ? 'shared log' : 'file per run', options)
  const { user, system } = process.cpuUsage(cpu)
  return {
    offered, shown, behind, append: append.percentiles() ?? null, durable: durable.percentiles() ?? null, beginMs,
    heapPerStream: Math.round((bytesInUse() - before) / streams),
    cpu: (user + system) / 1e6 / seconds,
  }
}
