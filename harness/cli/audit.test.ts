import { execa, type Options, type Result } from 'execa'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AuditJson } from '../../reports/audit-report.ts'

/** The command as it is installed: built, in a process of its own, in an empty folder. */

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..')
const MAIN = join(ROOT, 'dist/harness/cli/main.js')
const OPTIONS = { reject: false, env: { NO_COLOR: '1', FORCE_COLOR: undefined } } satisfies Options

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'powercut-audit-'))
})
afterEach(() => rm(folder, { recursive: true }))
const audit = (...words: string[]): Promise<Result<typeof OPTIONS & { cwd: string }>> => execa(process.execPath, [MAIN, 'audit', ...words], { ...OPTIONS, cwd: folder })

describe('of the defects', () => {
  test('each is killed by every scenario that it names, at run so and so, and nothing is written', async () => {
    const { exitCode, stdout } = await audit('--defect', 'opens-with-w', '--runs', '4')
    expect(stdout).toMatch(/^powercut \d+\.\d+\.\d+ · audit · 1 defect · up to 4 runs per scenario · seed "powercut" · profiles posix, ext4\n/)
    expect(stdout).toMatch(/✓ opens-with-w {2}journal\/acknowledged-survives {2}acknowledged-survive, run 1 {2}\(.+\)\n {16}journal\/\S/)
    expect(stdout).toMatch(/\n1 defect: 1 killed, 0 survived$/)
    expect(exitCode).toBe(0)
    expect(await readdir(folder)).toEqual([])
  })

  test('one that survives makes it red: on a disk that loses nothing, no fsync is missed', async () => {
    const { exitCode, stdout } = await audit('--defect', 'acknowledge-before-fsync', '--runs', '4', '--profile', 'strict')
    expect(stdout).toMatch(/✗ acknowledge-before-fsync {2}journal\/acknowledged-survives {2}held in 4 runs/)
    expect(stdout).toMatch(/1 defect: 0 killed, 1 survived\nA defect that survives is a hole in the suite/)
    expect(exitCode).toBe(1)
  })

  test('the matrix has all scenarios of the suite; the JSON is the same for any number of workers, also in its file', async () => {
    const words = ['--defect', 'opens-with-w', '--matrix', '--runs', '4', '--json', '--reporter', 'json', '--out', 'o']
    const [one, three] = [await audit(...words, '--workers', '1'), await audit(...words, '--workers', '3')]
    expect(three.stdout).toBe(one.stdout)
    expect(`${one.stdout}\n`).toBe(await readFile(join(folder, 'o/audit.json'), 'utf8'))
    const report = JSON.parse(one.stdout) as AuditJson
    expect(report).toMatchObject({ kind: 'powercut audit', exitCode: 0, summary: { killed: 1, survived: 0, open: 0 } })
    const [row] = report.defects!
    expect(row!.attempts[0]).toMatchObject({ killed: true, verdict: 'violated', invariant: 'acknowledged-survive', runs: 1 })
    expect(row!.others.map(({ scenario }) => scenario)).toContain('journal/prefix-in-order')
  })

  test('the general scenarios try a defect until one kills it; the JSON is the same for any number of workers', async () => {
    const words = ['--general', '--defect', 'opens-with-w', '--defect', 'acknowledge-before-fsync', '--runs', '4', '--json']
    const [one, two] = [await audit(...words, '--workers', '1'), await audit(...words, '--workers', '2')]
    expect(two.stdout).toBe(one.stdout)
    const { defects } = JSON.parse(one.stdout) as AuditJson
    expect(defects!.map(({ defect }) => defect)).toEqual(['acknowledge-before-fsync', 'opens-with-w'])
    for (const { outcome, attempts } of defects!) {
      expect(outcome).toBe('killed')
      expect(attempts.map(({ killed }) => killed)).toEqual([...attempts.slice(1).map(() => false), true])
    }
  })

  test('what a budget cuts short is open: code 4', async () => {
    const { exitCode, stdout } = await audit('--defect', 'acknowledge-before-fsync', '--profile', 'strict', '--runs', '1000000', '--budget', '100ms')
    expect(stdout).toMatch(/! acknowledge-before-fsync {2}\S+ {2}incomplete: the budget of 0\.1 s ended/)
    expect(stdout).toMatch(/0 killed, 1 open, 0 survived/)
    expect(exitCode).toBe(4)
  })
})

/** A note store whose syncs are given. */
async function notes(afterWrite: string): Promise<string> {
  await writeFile(join(folder, 'notes.mjs'), `
import { fc, powerCut, processDeath, scenario } from ${JSON.stringify(pathToFileURL(join(ROOT, 'dist/harness/index.js')).href)}
export const notes = {
  name: 'notes',
  capabilities: [],
  async open(host) {
    const file = await host.fs.open('notes.txt', 'a')
    const directory = await host.fs.open('.', 'r')
    await directory.sync()
    return {
      async add(text) {
        await file.write(text)
        ${afterWrite}
      },
      all: () => host.fs.readFile('notes.txt', 'utf8'),
    }
  },
}
export default scenario({
  id: 'notes/kept',
  title: 'a note is kept',
  origin: [],
  input: fc.constant('milk'),
  faults: [processDeath(), powerCut()],
  async workload(stage, text) { await (await stage.start('app')).store.add(text) },
  async recover(stage) { return (await stage.start('app')).store.all() },
  invariants: [{
    name: 'kept',
    states: 'a note that was added is there',
    check: ({ lives, input }) => lives[0].history.some(({ outcome, method }) => method === 'add' && outcome === 'acknowledged') && lives.at(-1).observed !== undefined && !lives.at(-1).observed.startsWith(input) ? 'it is gone' : undefined,
  }],
})
`)
  return 'notes.mjs'
}

describe('of an implementation: without one of its syncs', () => {
  test('each is missed, and by a power cut alone', async () => {
    const file = await notes('await file.sync()')
    const { exitCode, stdout } = await audit(file, '--runs', '4')
    expect(stdout).toMatch(/✓ without the directory sync of \. {2}killed by notes\/kept {2}kept, run 1 {2}\(power cut\)\n {4}at Object\.open \(notes\.mjs:9:21\)/)
    expect(stdout).toMatch(/✓ without the sync of notes\.txt {2}killed by notes\/kept {2}kept, run 1 {2}\(power cut\)\n {4}at Object\.add \(notes\.mjs:13:20\)/)
    expect(stdout).toMatch(/\n2 host mutants: 2 killed, 0 survived$/)
    expect(exitCode).toBe(0)
    const { mutants } = JSON.parse((await audit(file, '--runs', '4', '--json')).stdout) as AuditJson
    for (const { attempts } of mutants!) expect(attempts.at(-1)!.crashes).toContain('power cut')
  })

  test('a sync that another one makes needless survives: code 4', async () => {
    const { exitCode, stdout } = await audit(await notes('await file.datasync(); await file.sync()'), '--runs', '4', '--workers', '1')
    expect(stdout).toMatch(/! without the sync of notes\.txt {2}survived 1 scenario, 4 runs\n {4}at Object\.add \(notes\.mjs:13:20\)/)
    expect(stdout).toMatch(/3 host mutants: 1 killed, 2 survived\nA mutant that survives: that sync is needless, or these scenarios cannot see that it is missing\.$/)
    expect(exitCode).toBe(4)
  })

  test('one that does not hold as it is has no mutants: code 1', async () => {
    const { exitCode, stdout } = await audit(await notes(''), '--runs', '4')
    expect(stdout).toMatch(/✗ notes\/kept {2}violated: kept/)
    expect(stdout).toMatch(/The implementation does not hold as it is; "npx powercut gate" says why/)
    expect(exitCode).toBe(1)
  })
})

test('a loss that needs a power cut is never blamed on a process death: no sync of the reference is missed without one', async () => {
  const { stdout, exitCode } = await audit('--suite', 'journal', '--implementation', 'reference', '--runs', '2', '--json')
  const { mutants } = JSON.parse(stdout) as AuditJson
  expect(mutants!.length).toBeGreaterThanOrEqual(5)
  for (const { attempts } of mutants!) for (const { killed, crashes } of attempts) if (killed) expect(crashes).toContain('power cut')
  expect(exitCode).toBe(0)
})

describe('bad input: code 2, one sentence, nothing written', () => {
  test.each([
    [['--defect', 'opens-with'], 'powercut: --defect "opens-with" is unknown; did you mean "opens-with-w"? "npx powercut list" shows all'],
    [['--suite', 'jurnal'], 'powercut: --suite "jurnal" is unknown; did you mean "journal"?'],
    [['--defect', 'opens-with-w', '--implementation', 'reference'], 'powercut: --defect is about the built-in defects, and --implementation asks for the host mutants'],
    [['--general', '--matrix'], 'powercut: --general and --matrix exclude each other'],
    [['--scenario', 'x'], 'powercut: --scenario belongs to gate, not to audit'],
    [['--reporter', 'xml'], 'powercut: --reporter "xml" is unknown'],
    [['missing.mjs'], 'powercut: "missing.mjs" cannot be read (ENOENT)'],
  ])('%j', async (words, start) => {
    const { exitCode, stdout, stderr } = await audit(...words)
    expect(stderr.slice(0, start.length)).toBe(start)
    expect(stderr.split('\n')).toHaveLength(1)
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(await readdir(folder)).toEqual([])
  })
})
