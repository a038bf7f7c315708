import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BenchResult } from '../bench/result.ts'

const MAIN = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url))

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'powercut-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function powercut(...words: readonly string[]): Promise<Ended> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [MAIN, ...words], { cwd: folder, reject: false, env: { NO_COLOR: '1' } })
  return { code: exitCode ?? -1, stdout, stderr }
}

/** One policy, on one profile. */
const SMALL = ['--policies', 'every-record', '--profile', 'ext4']

describe('bench', () => {
  test('measures, writes its three reports, and leaves nothing in the folder', async () => {
    const { code, stdout } = await powercut('bench', ...SMALL, '--implementation', 'reference', '--streams', '1,3', '--rounds', '1', '--duration', '100ms', '--out', 'out', '--reporter', 'text,json,svg,trend')
    expect(code).toBe(0)
    expect(stdout).toContain('Take "every record": no acknowledged record is lost')
    expect(stdout).toContain('plain loop')
    expect(readdirSync(folder)).toEqual(['out'])
    expect(readdirSync(join(folder, 'out')).toSorted()).toEqual(['bench.json', 'bench.svg', 'bench.trend.json'])
    const result = JSON.parse(readFileSync(join(folder, 'out/bench.json'), 'utf8')) as BenchResult
    expect(result.simulated).toMatchObject([{ contender: 'reference', policy: 'every record', syncsPerRecord: 1, powerCut: { ext4: { worst: 0 } } }])
    const rows = result.places[0]!.rows.filter(({ contender }) => contender === 'reference')
    expect(rows.map(({ streams }) => streams)).toEqual([1, 3])
    for (const { recordsPerSecond, syncsPerSecond, durable } of rows) {
      expect(recordsPerSecond).toBeGreaterThan(0)
      // At most the record under way at the end of the round has its sync and not its answer.
      expect(Math.abs(syncsPerSecond! / recordsPerSecond - 1)).toBeLessThan(0.5)
      expect(durable!.count).toBeGreaterThan(0)
    }
    const trend = JSON.parse(readFileSync(join(folder, 'out/bench.trend.json'), 'utf8')) as { name: string; unit: string; value: number }[]
    expect(trend.every(({ name, unit, value }) => name !== '' && unit !== '' && Number.isFinite(value))).toBe(true)
    const picture = readFileSync(join(folder, 'out/bench.svg'), 'utf8')
    expect(picture).toContain('prefers-color-scheme: dark')
    expect(picture.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|<script|<image/)
  })

  test('exact figures are the same twice, and stand against themselves', async () => {
    const first = await powercut('bench', ...SMALL, '--implementation', 'reference', '--exact', '--out', 'first', '--reporter', 'json')
    expect(first.code).toBe(0)
    const again = await powercut('bench', ...SMALL, '--implementation', 'reference', '--exact', '--out', 'again', '--against', 'first/bench.json')
    expect(again.stdout).toContain('1 row: none worse')
    expect(again.code).toBe(0)
    const path = join(folder, 'first/bench.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('"syncsPerRecord": 1', '"syncsPerRecord": 0.5'))
    const worse = await powercut('compare', 'first/bench.json', 'again/bench.json', '--exact')
    expect(worse.stdout).toContain('syncs per record: 0.5 → 1, worse')
    expect(worse.code).toBe(1)
  })

  test('Ctrl-C ends it with what was measured so far, wherever it stands, and leaves nothing in the folder', async () => {
    for (const ms of [700, 2_500]) {
      const running = execa(process.execPath, [MAIN, 'bench', '--profile', 'ext4', '--streams', '1', '--rounds', '100'], { cwd: folder, reject: false, env: { NO_COLOR: '1' } })
      setTimeout(() => running.kill('SIGINT'), ms)
      const { exitCode, stdout, stderr } = await running
      expect(stderr).not.toContain('internal error')
      expect([exitCode, running.killed]).toEqual([exitCode === undefined ? undefined : 130, true])
      if (exitCode !== undefined) expect(stdout).toContain('Interrupted: what was measured so far.')
      expect(readdirSync(folder).filter((name) => name !== 'powercut-out')).toEqual([])
    }
  })

  test.each([
    [['bench', 'mine.mjs'], 'bench takes no file, it got "mine.mjs"; to measure a journal of yours type "--implementation mine.mjs"'],
    [['bench', '--dir', 'nowhere'], '--dir "nowhere" cannot be measured in (ENOENT); give a folder'],
    [['bench', '--policies', 'evry-record'], '--policies "evry-record" is unknown; did you mean "every-record"?'],
    [['bench', '--streams', '0'], '--streams is "0"; it takes a whole number from 1 to 4,096'],
    [['bench', '--implementation', 'nobody'], '--implementation "nobody" is neither a file nor a built-in journal'],
    [['bench', '--against', 'nothing.json'], '"nothing.json" cannot be read (ENOENT); give a bench.json'],
    [['compare', 'reference'], 'compare needs two sides, it got one'],
    [['compare', 'reference', 'x.json'], '"reference" and "x.json" are a result and a journal'],
    [['compare', 'reference', 'reference', '--calls', 'fsync,fdatasync'], '--calls is "fsync,fdatasync"; compare takes one call'],
    [['gate', '--rate', '60'], '--rate belongs to bench, not to gate'],
  ])('refuses %j', async (words, start) => {
    const { code, stderr, stdout } = await powercut(...words)
    expect(stderr).toContain(`powercut: ${start}`)
    expect(stdout).toBe('')
    expect(code).toBe(2)
    expect(readdirSync(folder)).toEqual([])
  })

  test('refuses a journal that the simulated computer cannot run', async () => {
    writeFileSync(join(folder, 'clock.mjs'), `export const implementation = { name: 'clock', capabilities: [], open: async () => ({ append: async () => Date.now(), read: async () => ({ records: [] }), close: async () => undefined }) }`)
    const { code, stderr } = await powercut('bench', '--implementation', 'clock.mjs', '--policies', 'none', '--exact')
    expect(stderr).toContain('powercut: clock failed in the simulated computer (Date.now() was called by code under test; use host.clock.now()); type "npx powercut gate')
    expect(code).toBe(2)
    expect(readdirSync(folder)).toEqual(['clock.mjs'])
  })

  test('refuses a result that is none', async () => {
    writeFileSync(join(folder, 'odd.json'), '{"version":1}')
    const { code, stderr } = await powercut('compare', 'odd.json', 'odd.json')
    expect(stderr).toContain('"odd.json" is no result of "npx powercut bench" (kind: ')
    expect(code).toBe(2)
  })
})

describe('compare', () => {
  test('of a journal with itself and with one that does not sync', async () => {
    const same = await powercut('compare', 'reference', 'reference', ...SMALL, '--streams', '1', '--rounds', '2')
    expect(same.stdout).toContain('every record, fdatasync, 1 stream')
    expect(same.code).toBe(4)
    writeFileSync(
      join(folder, 'careless.mjs'),
      `import { referenceJournal } from ${JSON.stringify(fileURLToPath(new URL('../../dist/scenarios/index.js', import.meta.url)))}
export const implementation = { ...referenceJournal, name: 'careless', open: (host, options) => referenceJournal.open(host, { ...options, sync: { everyRecords: 2 } }) }
`,
    )
    const worse = await powercut('compare', 'reference', 'careless.mjs', ...SMALL, '--exact')
    expect(worse.stdout).toMatch(/records lost at a power cut under ext4, worst: 0 → \d+, worse/)
    expect(worse.code).toBe(1)
    expect(readdirSync(folder)).toEqual(['careless.mjs'])
  })
})
