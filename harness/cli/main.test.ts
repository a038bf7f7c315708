import { execa, type Options, type Result } from 'execa'
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JsonReport } from '../../reports/json.ts'
import { profileNames } from '../disk/profiles/index.ts'

/** The command as it is installed: built, in a process of its own, in an empty folder. */

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..')
const MAIN = join(ROOT, 'dist/harness/cli/main.js')
const EXAMPLE = join(ROOT, 'examples/journal.scenario.mjs')
const BROKEN = ['gate', '--implementation', 'acknowledge-before-fsync', '--scenario', 'journal/torn-tail-then-append', '--runs', '4']

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'powercut-cli-'))
})
afterEach(() => rm(folder, { recursive: true }))

const OPTIONS = { reject: false, env: { NO_COLOR: '1', FORCE_COLOR: undefined } } satisfies Options
const powercut = (...words: string[]): Promise<Result<typeof OPTIONS & { cwd: string }>> => execa(process.execPath, [MAIN, ...words], { ...OPTIONS, cwd: folder })

/** A scenario file with one store. Each part may be replaced by other code. */
async function scenarioFile(parts: { readonly top?: string; readonly open?: string; readonly put?: string } = {}): Promise<string> {
  const text = `
import { fc, processDeath, scenario } from ${JSON.stringify(pathToFileURL(join(ROOT, 'dist/harness/index.js')).href)}
${parts.top ?? ''}
export const store = {
  name: 'store',
  capabilities: [],
  async open(host) {
    ${parts.open ?? ''}
    const file = await host.fs.open('data', 'a')
    return { async put(text) { ${parts.put ?? 'await file.write(text)'} }, async get() { return await host.fs.readFile('data', 'utf8') } }
  },
}
export const kept = scenario({
  id: 'own/kept',
  title: 'what was put is there',
  origin: [],
  input: fc.constantFrom('a', 'b'),
  faults: [processDeath()],
  async workload(stage, text) { await (await stage.start('app')).store.put(text) },
  async recover(stage) { return (await stage.start('app')).store.get() },
  invariants: [{ name: 'kept', states: 'what was put is there', check: () => undefined }],
})
`
  await writeFile(join(folder, 'own.scenario.mjs'), text)
  return 'own.scenario.mjs'
}

/** The repro that the broken journal leaves, as a name in `folder/powercut-out`. */
async function brokenRepro(): Promise<string> {
  expect((await powercut(...BROKEN)).exitCode).toBe(1)
  const names = await readdir(join(folder, 'powercut-out'))
  expect(names).toEqual([expect.stringMatching(/^journal-torn-tail-then-append-[0-9a-f]{8}\.repro\.json$/)])
  return join('powercut-out', names[0]!)
}

async function changeJson(path: string, change: (value: Record<string, unknown>) => Record<string, unknown>): Promise<void> {
  const value = JSON.parse(await readFile(join(folder, path), 'utf8')) as Record<string, unknown>
  await writeFile(join(folder, path), JSON.stringify(change(value)))
}

describe('gate', () => {
  test('a scenario file alone: code 0, a report that a stranger reads, and nothing written', async () => {
    const { exitCode, stdout, stderr } = await powercut('gate', EXAMPLE, '--runs', '8')
    expect(stdout).toMatch(/^powercut \d+\.\d+\.\d+ · 1 scenario on implementation "notes" · 8 runs each · seed "powercut" · profiles posix/)
    expect(stdout).toMatch(/✓ notes\/kept  a note that was added is kept  8 runs · [\d,]+ crash points · [\d,]+ crash states/)
    expect(stdout).toMatch(/1 scenario: 1 held/)
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(await readdir(folder)).toEqual([])
  })

  test('the output is the same for any number of workers', async () => {
    const [one, three] = await Promise.all([powercut('gate', EXAMPLE, '--runs', '24', '--json', '--workers', '1'), powercut('gate', EXAMPLE, '--runs', '24', '--json', '--workers', '3')])
    expect(one.stdout).toBe(three.stdout)
    expect((JSON.parse(one.stdout) as JsonReport).results[0]).toMatchObject({ verdict: 'held', hash: expect.stringMatching(/^[0-9a-f]{16}$/) as string })
  })

  test('a broken journal turns it red, with a repro that replays in one run', async () => {
    const { exitCode, stdout } = await powercut(...BROKEN)
    const [name] = await readdir(join(folder, 'powercut-out'))
    const file = join('powercut-out', name!)
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/✗ journal\/torn-tail-then-append {2}violated: /)
    expect(stdout).toContain(`Replay       npx powercut replay ${file}\n`)

    const again = await powercut('replay', file)
    expect(again.stdout).toMatch(/As recorded\. One run\.$/)
    expect(again.exitCode).toBe(1)
    const mended = await powercut('replay', file, '--implementation', 'reference')
    expect(mended.stdout).toMatch(/the repro now holds on reference/)
    expect(mended.exitCode).toBe(0)
    const json = await powercut('replay', file, '--json')
    expect(JSON.parse(json.stdout)).toMatchObject({ kind: 'powercut replay', exitCode: 1, replayed: { verdict: 'violated', runs: 1 } })
  })

  test('--json is the report and nothing else, whatever code under test prints', async () => {
    const file = await scenarioFile({ top: 'console.log("top")', open: 'console.log("open")' })
    const { exitCode, stdout, stderr } = await powercut('gate', file, '--runs', '4', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'powercut report', runs: 4, exitCode: 0, summary: { held: 1, violated: 0 } })
    expect(stderr).toMatch(/top/)
    expect(exitCode).toBe(0)
  })

  test('--reporter json writes report.json whole', async () => {
    await powercut('gate', EXAMPLE, '--runs', '4', '--reporter', 'text,json', '--out', 'a/b')
    expect(await readdir(join(folder, 'a/b'))).toEqual(['report.json'])
    expect(JSON.parse(await readFile(join(folder, 'a/b/report.json'), 'utf8'))).toMatchObject({ kind: 'powercut report' })
  })

  test('every reporter writes its file, and says where', async () => {
    const { stdout } = await powercut('gate', EXAMPLE, '--runs', '4', '--reporter', 'text,json,junit,ctrf,markdown,html', '--out', 'o')
    const files = ['ctrf.json', 'junit.xml', 'report.html', 'report.json', 'report.md']
    expect((await readdir(join(folder, 'o'))).toSorted()).toEqual(files)
    for (const file of files) expect(stdout).toContain(`\nReport   o/${file}`)
    expect(await readFile(join(folder, 'o/junit.xml'), 'utf8')).toMatch(/<testcase classname="notes" name="notes\/kept on notes: a note that was added is kept"\/>/)
  })

  test('--fail-on narrows what gives a code', async () => {
    expect((await powercut(...BROKEN, '--fail-on', 'stuck,incomplete')).exitCode).toBe(0)
  })

  test('a budget cuts short, and says so', async () => {
    const { exitCode, stdout } = await powercut('gate', EXAMPLE, '--runs', '1000000', '--budget', '100ms')
    expect(stdout).toMatch(/incomplete: the budget of 0\.1 s ended after [\d,]+ of 1,000,000 runs/)
    expect(exitCode).toBe(4)
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('%s prints what was found so far', async (signal) => {
    const running = execa(process.execPath, [MAIN, 'gate', EXAMPLE, '--runs', '1000000'], { ...OPTIONS, cwd: folder })
    running.stdout.once('data', () => running.kill(signal))
    const { exitCode, stdout } = await running
    expect(stdout).toMatch(/incomplete: interrupted after [\d,]+ of 1,000,000 runs/)
    expect(stdout).toMatch(/Interrupted: this is what was found so far\./)
    expect(exitCode).toBe(130)
  })

  test('scenarios that were not begun are counted in one line', async () => {
    const running = execa(process.execPath, [MAIN, 'gate', '--suite', 'journal', '--implementation', 'reference', '--runs', '1000000', '--workers', '1'], { ...OPTIONS, cwd: folder })
    running.stdout.once('data', () => running.kill('SIGINT'))
    const { exitCode, stdout } = await running
    expect(stdout).toMatch(/^! \d+ scenarios not begun$/m)
    expect(stdout.match(/^! /gm)!.length).toBeLessThan(5)
    expect(exitCode).toBe(130)
  })

  test('colour where it is forced, and only then', async () => {
    const coloured = await execa(process.execPath, [MAIN, 'gate', EXAMPLE, '--runs', '4'], { ...OPTIONS, env: { FORCE_COLOR: '1' }, cwd: folder })
    expect(coloured.stdout).toContain('\u001b[32m✓\u001b[39m')
    expect((await powercut('gate', EXAMPLE, '--runs', '4')).stdout).not.toContain('\u001b')
  })
})

describe('code under test that takes its thread with it is a failure with its plan, not a hang', () => {
  test('an endless loop', async () => {
    const file = await scenarioFile({ put: 'for (;;) {}' })
    const { exitCode, stdout } = await powercut('gate', file, '--runs', '4')
    expect(stdout).toMatch(/failed: the code under test gave no answer for 10 s: it may be in an endless loop/)
    expect(stdout).toMatch(/Replay {7}npx powercut replay powercut-out\/own-kept-[0-9a-f]{8}\.repro\.json own\.scenario\.mjs/)
    expect(exitCode).toBe(1)

    const [name] = await readdir(join(folder, 'powercut-out'))
    const repro = join('powercut-out', name!)
    const again = await powercut('replay', repro, file)
    expect(again.stdout).toMatch(/✗ own\/kept {2}failed: answers[^]*Happened {5}the code under test gave no answer for 10 s: it may be in an endless loop\n[^]*As recorded\. One run\.$/)
    expect(again.exitCode).toBe(1)

    await scenarioFile()
    const mended = await powercut('replay', repro, file)
    expect(mended.stdout).toMatch(/came to its end; what was recorded may have been in a crash or a schedule that the plan does not name\n {2}Run "npx powercut gate"/)
    expect(mended.exitCode).toBe(4)
  })

  test('process.exit', async () => {
    const { exitCode, stdout } = await powercut('gate', await scenarioFile({ put: 'process.exit(0)' }), '--runs', '4')
    expect(stdout).toMatch(/failed: /)
    expect(exitCode).toBe(1)
  })
})

describe('replay', () => {
  test('a plan that no longer fits is outdated: code 4, never 0', async () => {
    const file = await brokenRepro()
    await changeJson(file, (repro) => {
      const { plan } = repro as { plan: { lives: { holds: unknown[] }[] } }
      plan.lives[0]!.holds.push({ operation: 'server/nobody/write nothing #9', until: null })
      return repro
    })
    const { exitCode, stdout } = await powercut('replay', file, '--implementation', 'reference')
    expect(stdout).toMatch(/the repro is outdated/)
    expect(exitCode).toBe(4)
  })

  test('nothing that a repro names is ever imported', async () => {
    const file = await brokenRepro()
    await writeFile(join(folder, 'evil.mjs'), `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(join(folder, 'ran'))}, '')`)
    for (const key of ['implementation', 'scenario']) {
      const changed = `${key}.repro.json`
      await writeFile(join(folder, changed), await readFile(join(folder, file)))
      await changeJson(changed, (repro) => ({ ...repro, [key]: './evil.mjs', ...(key === 'scenario' ? { plan: { ...(repro['plan'] as object), scenario: './evil.mjs' } } : {}) }))
      const { exitCode, stderr } = await powercut('replay', changed)
      expect(stderr).toMatch(/which is unknown here/)
      expect(exitCode).toBe(2)
    }
    expect(await readdir(folder)).not.toContain('ran')
  })
})

describe('bad input: code 2, one sentence, nothing run and nothing written', () => {
  test.each([
    [['gaet'], 'powercut: the command "gaet" is unknown; did you mean "gate"?'],
    [['gate', '--runs', '0'], 'powercut: --runs is "0"; it takes a whole number from 1 to 1,000,000'],
    [['gate', '--scenario', 'journal/prefix-in-ordr'], 'powercut: --scenario "journal/prefix-in-ordr" is unknown; did you mean "journal/prefix-in-order"?'],
    [['gate', '--suite', 'jurnal'], 'powercut: --suite "jurnal" is unknown; did you mean "journal"?'],
    [['gate', '--implementation', 'opens-with'], 'powercut: --implementation "opens-with" is neither a file nor a built-in implementation; did you mean "opens-with-w"?'],
    [['gate', '--implementation', 'missing.mjs'], 'powercut: "missing.mjs" cannot be read (ENOENT)'],
    [['gate', 'missing.mjs'], 'powercut: "missing.mjs" cannot be read (ENOENT)'],
    [['gate', '--out', join(MAIN, 'below')], `powercut: --out ${JSON.stringify(join(MAIN, 'below'))} cannot be written to`],
    [['replay', 'missing.json'], 'powercut: "missing.json" cannot be read (ENOENT)'],
    [['replay', join(ROOT, 'package.json')], `powercut: ${JSON.stringify(join(ROOT, 'package.json'))} is not a powercut repro`],
  ])('%j', async (words, start) => {
    const { exitCode, stdout, stderr } = await powercut(...words)
    expect(stderr.slice(0, start.length)).toBe(start)
    expect(stderr.split('\n')).toHaveLength(1)
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(await readdir(folder)).toEqual([])
  })

  test('a .ts file runs where Node strips types; elsewhere a sentence says what to do', async () => {
    const file = await scenarioFile()
    await rename(join(folder, file), join(folder, 'own.scenario.ts'))
    const { exitCode, stderr } = await powercut('gate', 'own.scenario.ts', '--runs', '4')
    const strips = Boolean((process.features as { readonly typescript?: unknown }).typescript)
    expect(exitCode).toBe(strips ? 0 : 2)
    if (!strips) expect(stderr).toMatch(/^powercut: "own\.scenario\.ts" is TypeScript, which Node [\d.]+ does not run; take Node 22\.18 or newer, or compile it to \.mjs first$/)
  })

  test('a file whose top level ends the thread', async () => {
    const { exitCode, stderr } = await powercut('gate', await scenarioFile({ top: 'process.exit(0)' }))
    expect(stderr).toMatch(/own\.scenario\.mjs cannot be loaded: its top level ended its thread with code 0/)
    expect(exitCode).toBe(2)
  })
})

describe('output that fails: code 3', () => {
  test('a reader that went away', async () => {
    const running = execa(process.execPath, [MAIN, 'gate', EXAMPLE, '--runs', '4'], { ...OPTIONS, cwd: folder })
    running.stdout.destroy()
    expect((await running).exitCode).toBe(3)
  })

  test('a repro that cannot be written: the finding is still shown, and nothing is half-written', async () => {
    const file = await brokenRepro()
    await rm(join(folder, file))
    // No file may have a byte: like a full disk, but for everyone.
    const { exitCode, stdout, stderr } = await execa('bash', ['-c', 'ulimit -f 0; exec "$@"', 'bash', process.execPath, MAIN, ...BROKEN], { ...OPTIONS, cwd: folder })
    expect(stdout).toMatch(/Happened {5}/)
    expect(stderr).toMatch(/\.repro\.json could not be written \(.*\); free space or give another folder/)
    expect(exitCode).toBe(3)
    expect(await readdir(join(folder, 'powercut-out'))).toEqual([])
  })
})

test('list finds scenarios and defects by where they come from, and hints at the nearest', async () => {
  const [found, unknown, none] = await Promise.all([powercut('list', '--origin', '1353'), powercut('list', '--defect', 'opens-with'), powercut('list', '--origin', '1353', '--defect', 'acknowledge-before-fsync')])
  expect(found.stdout).toMatch(/Defects: [^]*opens-with-w .*hermes-webui #1353/)
  expect(found.stdout).not.toMatch(/acknowledge-before-fsync|Suites/)
  expect(unknown.stderr).toMatch(/^powercut: --defect "opens-with" is unknown; did you mean "opens-with-w"\?/)
  expect(none.stdout).not.toMatch(/Defects/)
  expect([found, unknown, none].map(({ exitCode }) => exitCode)).toEqual([0, 2, 0])
})

test('list, --version and --help', async () => {
  const [list, json, version, help] = await Promise.all([powercut('list'), powercut('list', '--json'), powercut('--version'), powercut('--help')])
  const { version: expected } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string }
  expect(list.stdout).toMatch(/^Suites\n {2}journal .*append, read, close/)
  expect(list.stdout).toMatch(/acknowledge-before-fsync .*caught by journal\/acknowledged-survives/)
  expect((JSON.parse(json.stdout) as { scenarios: { id: string }[] }).scenarios.map(({ id }) => id)).toContain('journal/prefix-in-order')
  expect(version.stdout).toBe(expected)
  expect(help.stdout).toMatch(/--runs N/)
  expect(help.stdout).toMatch(new RegExp(`--profile NAME,… .*${profileNames().join(', ')} \\(default posix,ext4`))
  expect(help.stdout).toMatch(/separated by commas/)
  expect([list, json, version, help].map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0])
})
