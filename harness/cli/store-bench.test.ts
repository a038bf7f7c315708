import { execa, type Options, type Result } from 'execa'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readStoreBench, STORE_BENCH_HELP } from './store-bench-arguments.ts'
import type { StoreBenchResult, StreamsMeasure, StreamsRow } from './store-bench-result.ts'
import type { StreamsTask } from './store-bench-row.ts'
import { storeBenchText } from './store-bench-text.ts'

const BUILT = join(dirname(fileURLToPath(import.meta.url)), '../../dist/harness/cli')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'powercut-store-bench-'))
})
afterEach(() => rm(folder, { recursive: true }))

const OPTIONS = { reject: false, env: { NO_COLOR: '1', FORCE_COLOR: undefined } } satisfies Options
const storeBench = (...words: string[]): Promise<Result<typeof OPTIONS & { cwd: string }>> => execa(process.execPath, [join(BUILT, 'store-bench.js'), ...words], { ...OPTIONS, cwd: folder })

describe('bench:store', () => {
  test('prints JSON alone, names the file system, and leaves nothing behind', async () => {
    const { exitCode, stdout, stderr } = await storeBench('--only', 'exact', '--json')
    expect([exitCode, stderr]).toEqual([0, ''])
    const result = JSON.parse(stdout) as StoreBenchResult
    expect(result).toMatchObject({ version: 1, kind: 'powercut bench:store', interrupted: false, sessions: [], list: null, streams: [] })
    expect(result.machine.fileSystem).not.toBe('')
    expect(result.saves.map(({ messages }) => messages)).toEqual([10, 1_000, 10_000])
    expect(await readdir(folder)).toEqual([])
  })

  test.each([
    [['--dri', 'x'], /^bench:store: Unknown option '--dri'; "npm run bench:store -- --help" lists the options$/],
    [['--only', 'session'], /^bench:store: --only "session" is unknown; did you mean "?sessions"?\?$/],
    [['--streams', '0'], /^bench:store: --streams is "0"; it takes a whole number from 1 to 10,000, as in "--streams 1000"$/],
    [['--dir', 'missing'], /^bench:store: --dir "missing" cannot be measured in \(ENOENT\); give a folder that is there/],
  ])('%j is refused in one sentence', async (words, sentence) => {
    const { exitCode, stdout, stderr } = await storeBench(...words)
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(sentence)
  })

  test('a row of streams is measured in a process of its own', async () => {
    const task: StreamsTask = { through: 'chat server', policy: '100 or 250 ms', directory: join(folder, 'chat'), streams: 2, rate: 20, seconds: 1 }
    const { exitCode, stdout } = await execa(process.execPath, [join(BUILT, 'store-bench-row.js'), JSON.stringify(task)], OPTIONS)
    expect(exitCode).toBe(0)
    const { offered, shown } = JSON.parse(stdout) as StreamsMeasure
    expect(offered).toBe(40)
    expect(shown).toBeGreaterThan(0)
  })

  test('a row that the disk refuses says why in one line', async () => {
    const task: StreamsTask = { through: 'journals, file per run', policy: 'every record', directory: '/dev/null/below', streams: 1, rate: 1, seconds: 1 }
    const { exitCode, stdout, stderr } = await execa(process.execPath, [join(BUILT, 'store-bench-row.js'), JSON.stringify(task)], OPTIONS)
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^ENOTDIR: [^\n]*$/)
  })
})

test('without options all is measured as it is asked for', () => {
  expect(readStoreBench([])).toEqual({ dir: '.', json: false, parts: ['exact', 'sessions', 'streams'], streams: 1_000, rate: 60, seconds: 10 })
  expect(readStoreBench(['-h'])).toBe('help')
  expect(STORE_BENCH_HELP).toContain('(default 1,000)')
})

describe('as text', () => {
  const machine = { fileSystem: 'ext4', mountOptions: 'rw', device: '/dev/sda', kernel: 'Linux 6', cpu: 'a processor', cores: 2, memory: 4, node: 'v22', threadPool: 4 }
  const times = { count: 10, p50: 1, p99: 2, p999: 2, max: 2 }
  const row: StreamsRow = { load: 0.5, through: 'chat server', policy: '100 or 250 ms', streams: 1_000, rate: 60, seconds: 10, offered: 600_000, shown: 600_000, behind: 0, append: times, durable: times, beginMs: 100, heapPerStream: 2_048, cpu: 0.5 }
  const result: StoreBenchResult = { version: 1, kind: 'powercut bench:store', powercut: '1', at: '', interrupted: false, machine, nothingCosts: null, saves: [], sessions: [], list: null, streams: [row] }
  const text = (changed: Partial<StoreBenchResult>): string => storeBenchText({ ...result, ...changed }, { colour: false })

  test('the file system stands before the first figure; where an fsync costs nothing, that does', () => {
    expect(text({}).split('\n')[2]).toBe('ext4 on /dev/sda')
    expect(text({ machine: { ...machine, fileSystem: 'tmpfs' }, nothingCosts: 'x' }).split('\n')[2]).toMatch(/^fsync costs nothing here: tmpfs/)
    expect(text({ machine: { ...machine, fileSystem: 'overlay' }, nothingCosts: 'x' }).split('\n')[2]).toMatch(/^fsync may cost nothing here: overlay/)
  })

  test.each([
    ['all is well', {}, 'yes'],
    ['a stream is behind', { behind: 1 }, 'no'],
    ['the medium is slow', { durable: { ...times, p99: 1_001 } }, 'no'],
    ['nothing reached the medium', { durable: null }, 'no'],
  ])('where %s, it says so', (_, changed, said) => {
    expect(text({ streams: [{ ...row, ...changed }] })).toMatch(new RegExp(` ${said}\n`))
  })

  test('what was interrupted says so', () => {
    expect(text({ interrupted: true })).toMatch(/\nInterrupted: what was measured so far\.\n$/)
  })
})
