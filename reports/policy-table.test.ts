import { expect, test } from 'vitest'
import type { BenchRow, Place } from '../harness/bench/result.ts'
import { policySection } from './policy-table.ts'

const nothing = { median: 0, p99: 0, worst: 0 }

function row(contender: string, policy: string, streams: number, recordsPerSecond: number, more: Partial<BenchRow> = {}): BenchRow {
  return {
    contender, policy, call: 'fdatasync', streams, window: 1, rounds: 1, recordsPerSecond, samples: [1], append: { count: 1, p50: 0.5, p99: 2, p999: 3, max: 4 }, durable: null,
    syncsPerSecond: recordsPerSecond / 10, bytesPerPayloadByte: 1.4, cpuPerRecord: 1, backlog: 0, lost: { processDeath: nothing, powerCut: { ext4: nothing }, broken: null }, ...more,
  }
}

const place: Place = {
  name: 'ext4',
  machine: { fileSystem: 'ext4', mountOptions: 'rw', device: 'a disk', kernel: 'Linux 6', cpu: 'a processor', cores: 2, memory: 8, node: 'v20', threadPool: 4 },
  device: [], drift: null, skipped: [],
  rows: [
    row('reference', 'every record', 1, 3_000), row('reference', 'every record', 64, 12_000),
    row('reference', '100 or 250 ms', 64, 240_000, { lost: { processDeath: nothing, powerCut: { ext4: { median: 20, p99: 59, worst: 60 }, posix: { median: 21, p99: 60, worst: 61 }, lying: { median: 999, p99: 999, worst: 999 } }, broken: null } }),
    row('shared-log', 'every record', 64, 90_000), row('plain loop', 'every record', 1, 4_000, { lost: null }), row('SQLite', 'WAL FULL', 64, 30_000, { lost: null, syncsPerSecond: null }),
  ],
  answer: { streams: 64, points: [], recommendation: 'Take this one.' },
}

test('a place becomes one table with a row per policy and store, the answer, and what it compares with', () => {
  const lines = policySection({ at: '2026-01-02T03:04:05Z', powercut: '1.0.0', rate: null }, place).split('\n')
  expect(lines[0]).toBe('Measured on 2026-01-02 with powercut 1.0.0: ext4 on a disk · Linux 6 · mounted rw · a processor, 2 cores, 8 GiB · Node v20, 4 threads for files.')
  expect(lines.filter((line) => line.startsWith('| '))).toHaveLength(2 + 5)
  expect(lines).toContain('| every record | reference | 3,000 | 12,000 | 0.5 ms / 2 ms | – | 0.1 | 1.4 | 0 | 0 |')
  expect(lines).toContain('| 100 or 250 ms | reference | – | 240,000 | 0.5 ms / 2 ms | – | 0.1 | 1.4 | 0 | 21 / 61 |')
  expect(lines).toContain('| WAL FULL | SQLite | – | 30,000 | 0.5 ms / 2 ms | – | – | 1.4 | – | – |')
  expect(lines).toContain('**Take this one.**')
  expect(lines.filter((line) => line.startsWith('- '))).toEqual([
    '- One stream, every record synced: 3,000 records/s, 75 % of the 4,000 of a plain loop of write and datasync.',
    '- 64 streams, a file each, 100 records or 250 ms: 240,000 records/s, 80 times the 3,000 of every record synced at one stream.',
    '- 64 streams in one log, every record synced: 90,000 records/s, 30 times the 3,000 of every record synced at one stream.',
    '- 64 streams in one log, every record synced: 90,000 records/s, 3 times the 30,000 of SQLite (WAL, FULL).',
  ])
})

test('what was not measured is left out', () => {
  const text = policySection({ at: '2026-01-02T03:04:05Z', powercut: '1.0.0', rate: 60 }, { ...place, rows: [row('mine', 'none', 8, 10)], answer: null })
  expect(text).toContain('60 records/s offered by each stream')
  expect(text).toContain('| none | mine | – | – |')
  expect(text).not.toContain('**')
  expect(text).not.toContain('\n- ')
})
