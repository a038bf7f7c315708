import { execa, type Options, type Result } from 'execa'
import { copyFile, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

/**
 * The package as a stranger gets it: packed, installed by npm in an empty folder, and run there. Without a network: the packages that it depends on are packed
 * from those that are installed here.
 */

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..')
const OPTIONS = { reject: false, env: { NO_COLOR: '1', FORCE_COLOR: undefined } } satisfies Options

let folder: string
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'powercut-package-')))
  const packed = join(folder, 'packed')
  await mkdir(packed)
  const sources = ['.', ...(await dependencies('.'))].map((path) => join(ROOT, path))
  const pack = await execa('npm', ['pack', ...sources, '--ignore-scripts', '--offline', '--json', '--pack-destination', packed], { cwd: packed })
  const tarballs = (JSON.parse(pack.stdout) as { filename: string }[]).map(({ filename }) => join(packed, filename))
  await writeFile(join(folder, 'package.json'), '{ "name": "stranger", "private": true, "type": "module" }')
  await execa('npm', ['install', ...tarballs, '--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--cache', join(folder, 'cache')], { cwd: folder })
  await rm(packed, { recursive: true })
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Those that a package needs when it runs, and those that these need. */
async function dependencies(path: string): Promise<string[]> {
  const { dependencies: own = {} } = JSON.parse(await readFile(join(ROOT, path, 'package.json'), 'utf8')) as { dependencies?: Record<string, string> }
  const found = Object.keys(own).map((name) => join('node_modules', name))
  return [...new Set([...found, ...(await Promise.all(found.map(dependencies))).flat()])]
}

/** As npx runs it: by the link that npm made. */
const powercut = (...words: string[]): Promise<Result<typeof OPTIONS & { cwd: string }>> => execa(join(folder, 'node_modules/.bin/powercut'), words, { ...OPTIONS, cwd: folder })

const TEN_LINES = `import { fc, powerCut, scenario } from 'powercut'
const write = async (host, path, text) => {
  const file = await host.fs.open(path, 'w')
  await Promise.all([file.writeFile(text), host.fs.open('.', 'r').then((directory) => directory.sync())])
  await file.sync()
}
export const store = { name: 'store', async open(host) { return { set: (text) => write(host, 'a', text), get: () => host.fs.readFile('a', 'utf8').catch(() => '') } } }
const kept = { name: 'kept', states: 'what was set is there', check: ({ lives, input }) => (lives[0].history.some(({ outcome }) => outcome === 'acknowledged') && lives.at(-1).observed !== input ? 'it is gone' : undefined) }
const get = async (stage) => (await stage.start('app')).store.get()
export default scenario({ id: 'mine/kept', title: 'a value is kept', origin: [], input: fc.constant('a'), faults: [powerCut()], workload: async (stage, text) => (await stage.start('app')).store.set(text), recover: get, invariants: [kept] })
`

test('a scenario of ten lines is gated, and its syncs are audited', async () => {
  expect(TEN_LINES.trimEnd().split('\n')).toHaveLength(10)
  await writeFile(join(folder, 'mine.mjs'), TEN_LINES)
  const gate = await powercut('gate', 'mine.mjs', '--runs', '4')
  expect(gate.stdout).toMatch(/✓ mine\/kept {2}a value is kept/)
  expect([gate.exitCode, gate.stderr]).toEqual([0, ''])
  const audit = await powercut('audit', 'mine.mjs', '--runs', '4')
  expect(audit.stdout).toMatch(/✓ without the sync of a {2}killed by mine\/kept[^]*at write \(mine\.mjs:5:14\)/)
})

test('a journal of 40 lines holds under the suite, and the repros that came with it are replayed on it', async () => {
  await copyFile(join(ROOT, 'examples/journal-in-40-lines.mjs'), join(folder, 'journal.mjs'))
  const { exitCode, stdout } = await powercut('gate', '--suite', 'journal', '--implementation', 'journal.mjs', '--runs', '2', '--fail-on', 'violated,stuck,failed,outdated')
  expect(stdout).toMatch(/ on implementation "forty-lines" /)
  expect(stdout).toMatch(/\d+ kept repros: /)
  expect(stdout).not.toMatch(/✗/)
  expect(exitCode).toBe(0)
})

test('a built-in defect is red, and its repro replays', async () => {
  const { exitCode, stdout } = await powercut('gate', '--scenario', 'journal/acknowledged-survives', '--implementation', 'opens-with-w', '--runs', '1')
  expect(exitCode).toBe(1)
  const [, file] = /Replay {7}npx powercut replay (\S+)/.exec(stdout)!
  expect((await powercut('replay', file!)).stdout).toMatch(/As recorded\. One run\.$/)
})

test('every entry point of the package can be imported, and has its types', async () => {
  const { exports } = JSON.parse(await readFile(join(folder, 'node_modules/powercut/package.json'), 'utf8')) as { exports: Record<string, string | { types: string }> }
  const names = Object.keys(exports).filter((name) => !name.endsWith('.json'))
  await writeFile(join(folder, 'all.mjs'), names.map((name, index) => `import * as m${index} from ${JSON.stringify(name.replace('.', 'powercut'))}\nconsole.log(Object.keys(m${index}).length > 0)`).join('\n'))
  const { stdout } = await execa(process.execPath, ['all.mjs'], { cwd: folder })
  expect(stdout.split('\n')).toEqual(names.map(() => 'true'))
  for (const name of names) await readFile(join(folder, 'node_modules/powercut', (exports[name] as { types: string }).types))
})
