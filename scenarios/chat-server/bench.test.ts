import { describe, expect, test } from 'vitest'
import { live } from '../../harness/bench/loss.ts'
import { Disk } from '../../harness/disk/disk.ts'
import { oldestFirst } from '../../harness/world/chooser.ts'
import { measured } from '../../harness/world/latency.ts'
import { World } from '../../harness/world/world.ts'
import { STREAM_POLICIES, streamAnswers, streamRecords, type StreamsOptions, type StreamsResult } from './bench.ts'

const GAP_MS = 1_000 / 60

/** The streams in a simulated computer: time is counted there, so that no machine is too slow for it. */
async function streamed(policy: string, through: 'chat server' | 'chat server, shared log' | 'chat server, event by event' | 'file per run' | 'shared log', fsyncMs: number): Promise<StreamsResult> {
  const world = new World({ disk: new Disk(), randomSeed: 'streams', chooser: oldestFirst(), latency: { ...measured, fsync: fsyncMs, fdatasync: fsyncMs } })
  const options: StreamsOptions = { directory: 'chat', streams: 3, rate: 60, seconds: 2, coalesce: !through.endsWith('event by event'), sync: STREAM_POLICIES.find(({ name }) => name === policy)!.sync }
  return live(world, () => 0, (host) => (through.startsWith('chat server') ? streamAnswers : streamRecords)(host, through.endsWith('shared log') ? 'shared log' : 'file per run', options))
}

describe('streams', () => {
  test.each(['chat server', 'chat server, shared log', 'chat server, event by event', 'file per run', 'shared log'] as const)('%s: with a sync every 100 records or 250 ms nothing is late, and all is on the medium in time', async (through) => {
    const { offered, shown, behind, append, durable } = await streamed('100 or 250 ms', through, 5)
    expect([offered, offered - shown, behind]).toEqual([360, 0, 0])
    // Before the next one is due.
    expect(append.percentiles()!.max).toBeLessThan(GAP_MS)
    expect(durable.percentiles()!.max).toBeGreaterThan(5)
    expect(durable.percentiles()!.max).toBeLessThan(250 + 2 * 5 + GAP_MS)
  })

  test.each(['chat server, event by event', 'file per run'] as const)('%s: a sync per token that takes longer than the next token falls behind, says by how much, and is not waited for', async (through) => {
    const { offered, shown, behind, append } = await streamed('every record', through, 100)
    expect(offered).toBe(360)
    // Ten syncs a second for each stream.
    expect(shown).toBeGreaterThanOrEqual(3 * 18)
    expect(shown).toBeLessThanOrEqual(3 * 20)
    expect(behind).toBe(3)
    expect(append.percentiles()!.max).toBeGreaterThan(1_000)
  })

  test('where what comes in the meantime is one record, a sync that takes longer than the next token makes nobody fall behind', async () => {
    const { offered, shown, behind, append } = await streamed('every record', 'chat server', 100)
    expect(offered).toBe(360)
    // Of each stream what came during two syncs.
    expect(offered - shown).toBeLessThanOrEqual(3 * 13)
    expect(behind).toBe(0)
    expect(append.percentiles()!.max).toBeLessThan(4 * 100)
  })

  test('a token on the medium late is a token that was due early: times count from there', async () => {
    const { append, durable } = await streamed('every record', 'file per run', 100)
    expect(append.percentiles()!.p50).toBeGreaterThan(500)
    expect(durable.count).toBeGreaterThan(0)
  })
})
