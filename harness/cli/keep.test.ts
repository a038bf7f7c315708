import { execa, type Options, type Result } from 'execa'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defects, suites } from '../../scenarios/index.ts'
import type { JsonReport } from '../../reports/json.ts'
import type { Repro } from '../check/repro.ts'
import { BUILT_IN_REPROS, keptFiles, reprosIn } from './kept-files.ts'

/** Keeping a repro, and the gate that replays it: the command as it is installed, in an empty folder. */

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..')
const MAIN = join(ROOT, 'dist/harness/cli/main.js')
const OPTIONS = { reject: false, env: { NO_COLOR: '1', FORCE_COLOR: undefined } } satisfies Options
const DEFECT = 'opens-with-w'
const SCENARIO = 'journal/acknowledged-survives'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'powercut-keep-'))
})
afterEach(() => rm(folder, { recursive: true }))
const powercut = (...words: string[]): Promise<Result<typeof OPTIONS & { cwd: string }>> => execa(process.execPath, [MAIN, ...words], { ...OPTIONS, cwd: folder })
const gate = (...words: string[]): ReturnType<typeof powercut> => powercut('gate', '--scenario', SCENARIO, '--runs', '1', ...words)

/** A repro of the defect, as a gate leaves it. */
async function found(): Promise<string> {
  await gate('--implementation', DEFECT, '--out', 'out')
  return join('out', (await readdir(join(folder, 'out')))[0]!)
}

async function change(file: string, how: (repro: Repro) => Partial<Repro>): Promise<void> {
  const repro = JSON.parse(await readFile(join(folder, file), 'utf8')) as Repro
  await writeFile(join(folder, file), JSON.stringify({ ...repro, ...how(repro) }))
}

describe('keep', () => {
  test('a repro of a gate goes into ./repros under the name of its defect, and not a second time', async () => {
    const file = await found()
    const { exitCode, stdout } = await powercut('keep', file)
    expect(stdout).toMatch(/^✓ repros\/opens-with-w-acknowledged-survives-[0-9a-f]{8}\.repro\.json {2}journal\/acknowledged-survives on opens-with-w: violated: acknowledged-survive$/)
    expect(exitCode).toBe(0)
    const [name] = await readdir(join(folder, 'repros'))
    expect(JSON.parse(await readFile(join(folder, 'repros', name!), 'utf8'))).toEqual(JSON.parse(await readFile(join(folder, file), 'utf8')))

    const again = await powercut('keep', file, '--as', 'other')
    expect(again.stderr).toMatch(/^powercut: "repros\/opens-with-w-acknowledged-survives-\S+" keeps this finding already \(fingerprint [0-9a-f]{12}\); there is nothing to do, or --renew replaces it$/)
    expect(again.exitCode).toBe(2)
    expect(await readdir(join(folder, 'repros'))).toEqual([name])
    expect((await powercut('keep', file, '--as', 'other', '--renew')).exitCode).toBe(0)
    expect(await readdir(join(folder, 'repros'))).toEqual(['other.repro.json'])
  })

  test('--defect finds one, makes it small, and keeps it; --json says which', async () => {
    const { exitCode, stdout } = await powercut('keep', '--defect', DEFECT, '--into', 'a/b', '--runs', '4', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'powercut keep', kept: [{ scenario: SCENARIO, implementation: DEFECT, verdict: 'violated', file: expect.stringMatching(/^a\/b\//) as string }] })
    expect(await readdir(join(folder, 'a/b'))).toHaveLength(1)
    expect(exitCode).toBe(0)
  })

  test('what does not violate is not kept: code 4, nothing written', async () => {
    const file = await found()
    const mended = await powercut('keep', file, '--implementation', 'reference')
    expect(mended.stderr).toMatch(/^powercut: out\/\S+ is not kept: on reference it ended as "held"; run "npx powercut gate" for a new one$/)
    await change(file, ({ plan }) => ({ plan: { ...plan, lives: plan.lives.map((life) => ({ ...life, holds: [{ operation: 'nobody/nothing/write x #1', until: null }] })) } }))
    const outdated = await powercut('keep', file)
    expect(outdated.stderr).toMatch(/no longer fits the code exactly/)
    expect([mended.exitCode, outdated.exitCode, await readdir(folder)]).toEqual([4, 4, ['out']])
    const survived = await powercut('keep', '--defect', 'acknowledge-before-fsync', '--profile', 'strict', '--runs', '2')
    expect(survived.stderr).toMatch(/acknowledge-before-fsync is not kept: journal\/acknowledged-survives ended as "\w[\w ]*" after 2 runs; --runs searches further/)
    expect(survived.exitCode).toBe(4)
  })

  test.each([
    [[], 'powercut: keep needs a file or a defect, as in "npx powercut keep powercut-out/NAME.repro.json"'],
    [['x.repro.json', '--defect', DEFECT], 'powercut: keep takes a file or --defect, and it got both ("x.repro.json" and opens-with-w)'],
    [['--defect', 'opens-with'], 'powercut: --defect "opens-with" is unknown; did you mean "opens-with-w"?'],
    [['--defect', 'opens-with-w,acknowledge-before-fsync', '--as', 'x'], 'powercut: --as names one file, and there are 2 defects'],
    [['--defect', DEFECT, '--implementation', 'reference'], 'powercut: --defect names the implementation already'],
    [['x.repro.json', '--as', '../x'], 'powercut: --as is "../x"; it takes a name of up to 100 letters'],
    [['x.repro.json'], 'powercut: "x.repro.json" cannot be read (ENOENT)'],
    [['--defect', DEFECT, '--into', join(MAIN, 'below')], `powercut: --into ${JSON.stringify(join(MAIN, 'below'))} cannot be read (ENOTDIR)`],
    [['--defect', DEFECT, '--into', '/proc/below'], 'powercut: --into "/proc/below" cannot be written to'],
  ])('bad input %j: code 2, one sentence, nothing written', async (words, start) => {
    const { exitCode, stdout, stderr } = await powercut('keep', ...words)
    expect(stderr.slice(0, start.length)).toBe(start)
    expect(stderr.split('\n')).toHaveLength(1)
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(await readdir(folder)).toEqual([])
  })
})

describe('gate', () => {
  const keep = async (...words: string[]): Promise<string> => {
    expect((await powercut('keep', '--defect', DEFECT, '--runs', '1', ...words)).exitCode).toBe(0)
    return (await readdir(join(folder, words[1] ?? 'repros')))[0]!
  }

  test('replays what is in ./repros: it violates on its defect, and holds here', async () => {
    await keep()
    const { stdout, exitCode } = await gate('--json')
    const { kept } = JSON.parse(stdout) as JsonReport
    const own = kept.findLast(({ implementation }) => implementation === 'reference')!
    expect(own).toMatchObject({ scenario: SCENARIO, implementation: 'reference', defect: { name: DEFECT, shows: true }, verdict: 'held', how: 'exactly' })
    expect([exitCode, own.labels.fit]).toEqual([0, own.labels.of])
  })

  test('one that no longer violates on its defect is outdated: code 4, unless --fail-on leaves it out', async () => {
    const name = await keep('--into', 'mine')
    await change(join('mine', name), ({ plan }) => ({ plan: { ...plan, lives: plan.lives.map((life, index) => (index === 0 ? { ...life, crash: { ...life.crash!, after: null } } : life)) } }))
    const { stdout, exitCode } = await gate('--repros', 'mine')
    expect(stdout).toMatch(new RegExp(`! ${name} {2}outdated: on opens-with-w, the defect that it names, it now holds; keep a new one with "npx powercut keep --defect opens-with-w --renew"`))
    expect(stdout).toMatch(/\d+ kept repros: .*1 outdated/)
    expect(exitCode).toBe(4)
    expect((await gate('--repros', 'mine', '--fail-on', 'violated')).exitCode).toBe(0)
  })

  test('code that brings the mistake back is red before the search has begun, with a repro of its own', async () => {
    await keep()
    const { stdout, exitCode } = await gate('--implementation', DEFECT)
    expect(stdout).toMatch(/\n✗ opens-with-w-\S+ {2}violated on opens-with-w: /)
    expect(stdout).toMatch(/\d broken/)
    expect(stdout.match(/Law {10}/g)).toHaveLength(1)
    expect(exitCode).toBe(1)
  })

  test('code that is quite another is looked at in the neighbourhood', async () => {
    const { stdout } = await gate('--implementation', join(ROOT, 'examples/no-fsync.mjs'))
    expect(stdout).toMatch(/✗ acknowledge-before-fsync-\S+ {2}violated \(neighbourhood, \d+ of \d+ labels\) on no-fsync: /)
  })

  test.each([
    [['--repros', 'nowhere'], 'powercut: --repros "nowhere" cannot be read (ENOENT); give a folder of *.repro.json files'],
    [['--repros', ''], 'powercut: --repros has 0 characters; it takes a folder, as in "--repros repros"'],
  ])('%j', async (words, start) => {
    const { exitCode, stderr } = await gate(...words)
    expect(stderr.slice(0, start.length)).toBe(start)
    expect(exitCode).toBe(2)
  })

  test('a kept file that is no repro', async () => {
    await mkdir(join(folder, 'repros'))
    await writeFile(join(folder, 'repros/a.repro.json'), '{}')
    const { exitCode, stderr } = await gate()
    expect(stderr).toMatch(/^powercut: "repros\/a\.repro\.json" is not a powercut repro/)
    expect(exitCode).toBe(2)
  })
})

test('what is kept here names a scenario and a defect that there are, and nothing is kept twice', async () => {
  const kept = await reprosIn(BUILT_IN_REPROS, { optional: false })
  expect(kept.length).toBeGreaterThan(0)
  for (const { repro } of kept) {
    expect(suites.flatMap(({ scenarios }) => scenarios.map(({ id }) => id))).toContain(repro.scenario)
    expect(defects.map(({ implementation }) => implementation.name)).toContain(repro.implementation)
  }
  expect(new Set(kept.map(({ repro }) => repro.fingerprint)).size).toBe(kept.length)
  expect((await keptFiles(undefined)).filter(({ builtIn }) => builtIn)).toHaveLength(kept.length)
})
