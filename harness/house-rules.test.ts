import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { suites } from '../scenarios/index.ts'
import { forbiddenWords, longFiles, sourcesBelow, unregisteredScenarios, type Source } from './test-support/house-rules.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = sourcesBelow(root)

describe('the tree', () => {
  test('is read', () => {
    const paths = sources.map(({ path }) => path)
    expect(paths).toEqual(expect.arrayContaining(['package.json', 'harness/host/host.ts', 'scenarios/index.ts', 'scripts/build.mjs']))
  })

  test('has no file that is longer than 350 lines', () => {
    expect(longFiles(sources)).toEqual([])
  })

  test('has no forbidden word', () => {
    expect(forbiddenWords(sources)).toEqual([])
  })

  const defining = sources.filter(({ path }) => path.startsWith('scenarios/') && path.endsWith('.ts') && !/\.test\.ts$|\/test-support\//.test(path))
  test.each(defining.map((source) => [source.path, source] as const))('registers what %s defines', async (path, source) => {
    const exported = (await import(join(root, path))) as Record<string, unknown>
    expect(unregisteredScenarios(source, exported, suites)).toEqual([])
  })

  test('has every registered scenario in a file of its suite', () => {
    const registered = suites.flatMap((suite) => suite.scenarios.map(({ id }) => id))
    expect(registered.length).toBeGreaterThan(0)
    for (const id of registered) expect(defining.some(({ path, text }) => path.startsWith(`scenarios/${id.split('/')[0]}/`) && text.includes(`'${id}'`))).toBe(true)
  })
})

describe('planted in the tree', () => {
  const file = (path: string, text: string): Source => ({ path, text })

  test('a long file is found, a long test is not', () => {
    const text = 'x\n'.repeat(351)
    expect(longFiles([file('harness/a.ts', text), file('harness/a.test.ts', text), file('harness/b.ts', 'x\n'.repeat(350))])).toEqual(['harness/a.ts has 351 lines; look for the second noun above 350'])
  })

  test.each([`// ${'TO'}DO later`, `// ${'FIX'}ME`, `// @ts${'-'}ignore`, `readFile('${'/ho'}me/somebody/x')`, 'debugger'])('%s is found', (text) => {
    expect(forbiddenWords([file('harness/a.ts', `one\n${text}\n`)])).toHaveLength(1)
    expect(forbiddenWords([file('harness/a.ts', `one\n${text}\n`)])[0]).toMatch(/^harness\/a\.ts:2 has /)
  })

  test.each(['todo lists', "'two/work/arrive #1'", 'https://example.org/home/x', 'as any file'])('%s is not', (text) => {
    expect(forbiddenWords([file('harness/a.ts', text)])).toEqual([])
  })

  test('a scenario that is in no suite, in a wrong one, or not exported, is found', () => {
    const lost = { id: 'journal/lost', workload: 0, recover: 0, invariants: [] }
    const source = file('scenarios/journal/lost.ts', 'export const lost: Scenario<Journal> = scenario<Journal, Input, Seen>({})')
    expect(unregisteredScenarios(source, { lost }, [{ id: 'journal', scenarios: [] }])).toEqual(['scenarios/journal/lost.ts defines journal/lost, which is in no suite of scenarios/index.ts'])
    expect(unregisteredScenarios(source, { lost }, [{ id: 'board', scenarios: [lost] }])).toEqual(['scenarios/journal/lost.ts defines journal/lost, but stands in the suite board'])
    expect(unregisteredScenarios(source, {}, [])).toEqual(['scenarios/journal/lost.ts defines a scenario and does not export it'])
    expect(unregisteredScenarios(source, { lost }, [{ id: 'journal', scenarios: [lost] }])).toEqual([])
  })
})

interface Planted {
  readonly path: string
  readonly text: string
  /** The rule that catches it; undefined where it is allowed. */
  readonly rule?: string
}

const planted: Planted[] = []
let number = 0

/** Plants a line into a file of its own. */
function plant(folder: string, text: string, rule?: string, name = `planted-${++number}.ts`): void {
  planted.push({ path: `${folder}/${name}`, text: `${text}\n`, ...(rule === undefined ? {} : { rule }) })
}

const IMPORT = 'eslint(no-restricted-imports)'
const GLOBAL = 'eslint(no-restricted-globals)'
const PROPERTY = 'eslint(no-restricted-properties)'
const anything = (specifier: string): string => `import * as anything from '${specifier}'\nexport const use: unknown = anything`
const types = (specifier: string): string => `import type { Anything } from '${specifier}'\nexport type Use = Anything`

const directions: readonly (readonly [folder: string, forbidden: readonly string[], allowed: readonly string[]])[] = [
  ['harness/disk', ['../../scenarios/index.ts', '../../reference-impl/index.ts', '../../reports/text.ts', '../cli/main.ts', 'powercut'], ['../host/host.ts', './page.ts']],
  ['harness/world', ['../../scenarios/index.ts', '../../reference-impl/journal/journal.ts', '../cli/main.ts'], ['../disk/disk.ts', '../check/plan.ts']],
  ['harness/explore', ['../../scenarios/index.ts', '../../reference-impl/index.ts', '../../reports/text.ts', '../cli/main.ts'], ['../world/world.ts', 'fast-check']],
  ['harness/explore/strategies', ['../../../scenarios/index.ts', '../../cli/main.ts'], ['../../world/world.ts', '../chooser.ts']],
  ['harness', ['./cli/main.ts', '../scenarios/index.ts', '../reports/text.ts'], ['./check/plan.ts']],
  ['harness/host', ['../disk/disk.ts', '../../scenarios/index.ts'], ['./host.ts', 'node:fs/promises']],
  ['reference-impl/journal', ['../../harness/disk/disk.ts', '../../harness/index.ts', '../../harness/hosts.ts', '../../scenarios/index.ts', '../../reports/text.ts', 'fast-check', 'valibot'], ['../../harness/host/host.ts', './record.ts', 'node:zlib']],
  ['reference-impl', ['../harness/check/plan.ts', '../scenarios/index.ts'], ['../harness/host/host.ts', './journal/journal.ts']],
  ['scenarios/journal', ['../../reports/text.ts', '../../harness/cli/main.ts', 'powercut'], ['../../harness/check/suite.ts', '../../reference-impl/journal/journal.ts', 'fast-check']],
  ['scenarios', ['../reports/text.ts', '../harness/cli/main.ts'], ['../harness/index.ts', '../reference-impl/index.ts']],
  ['reports', ['../scenarios/index.ts', '../reference-impl/index.ts', '../harness/cli/main.ts', '../harness/check/verdict.ts'], ['./plain.ts']],
  ['harness/cli', [], ['../../scenarios/index.ts', '../../reference-impl/index.ts', '../../reports/text.ts', '../world/world.ts', 'node:fs']],
]
for (const [folder, forbidden, allowed] of directions) {
  for (const specifier of forbidden) plant(folder, anything(specifier), IMPORT)
  for (const specifier of allowed) plant(folder, anything(specifier))
}
plant('reports', types('../harness/check/verdict.ts'))
plant('reports', types('../scenarios/index.ts'), IMPORT)
plant('reference-impl/journal', types('../../harness/disk/disk.ts'), IMPORT)

const impure: readonly (readonly [text: string, rule: string])[] = [
  ['export const x: number = Date.now()', GLOBAL],
  ['export const x: unknown = new Date()', GLOBAL],
  ['export const x: string = Date()', GLOBAL],
  ['export const x: number = globalThis.Date.now()', GLOBAL],
  ['export const x: number = Math.random()', PROPERTY],
  ['export const { random } = Math', PROPERTY],
  ['export const x: number = performance.now()', GLOBAL],
  ['export const x: unknown = setTimeout(() => {}, 1)', GLOBAL],
  ['export const x: unknown = setInterval(() => {}, 1)', GLOBAL],
  ['export const x: unknown = setImmediate(() => {})', GLOBAL],
  ['export const x: unknown = globalThis.setTimeout(() => {}, 1)', GLOBAL],
  ['export const x: unknown = process.hrtime.bigint()', PROPERTY],
  ['export const x: number = process.uptime()', PROPERTY],
  ['export const x: unknown = process.env', PROPERTY],
  ['export const x: unknown = AbortSignal.timeout(1)', PROPERTY],
  ['export const x: string = crypto.randomUUID()', GLOBAL],
  ['export const x: unknown = fetch("data:,")', GLOBAL],
  ['export const x: unknown = new MessageChannel()', GLOBAL],
  ['export const x: unknown = new WeakRef({})', GLOBAL],
  ["import { randomBytes } from 'node:crypto'\nexport const x: unknown = randomBytes(1)", IMPORT],
  ["import { randomUUID } from 'crypto'\nexport const x: unknown = randomUUID()", IMPORT],
  ["import crypto from 'node:crypto'\nexport const x: unknown = crypto", IMPORT],
  ...['fs', 'fs/promises', 'timers', 'timers/promises', 'os', 'child_process', 'perf_hooks', 'process', 'worker_threads', 'net', 'http'].flatMap((module) => [
    [anything(`node:${module}`), IMPORT] as const,
    [anything(module), IMPORT] as const,
  ]),
  [anything('node:crypto'), IMPORT],
  ["export { readFile } from 'node:fs/promises'", IMPORT],
]
const pure = [
  "import { createHash } from 'node:crypto'\nexport const x: unknown = createHash",
  anything('node:zlib'),
  anything('node:path'),
  'export const x: unknown = process.nextTick',
  'export const x: unknown = queueMicrotask',
  'export const x: number = Math.max(1, 2)',
]
for (const folder of ['reference-impl/journal', 'scenarios/journal', 'harness/world', 'harness/disk', 'harness/disk/profiles']) {
  for (const [text, rule] of impure) plant(folder, text, rule)
  for (const text of pure) plant(folder, text)
}
for (const [text] of impure) {
  plant('harness/world', text, undefined, `planted-${++number}.test.ts`)
  plant('reference-impl/journal/test-support', text)
}
plant('harness/host', anything('node:os'))

/** Where what needs types is planted. */
const TYPED = 'harness/check'
const ASYNC = 'async function f(): Promise<void> {}\n'
plant(TYPED, `${ASYNC}f()`, 'typescript(no-floating-promises)')
plant(TYPED, `${ASYNC}export const x: void[] = [1].map(() => { void f() })\nif (f()) console.log(x)`, 'typescript(no-misused-promises)')
plant(TYPED, 'export async function g(): Promise<number> { return await 1 }', 'typescript(await-thenable)')
plant(TYPED, 'export const x: any = 1', 'typescript(no-explicit-any)')
plant(TYPED, `// @ts${'-'}ignore\nexport const x: number = 'a'`, 'typescript(ban-ts-comment)')
plant(TYPED, "import { test } from 'vitest'\ntest.skip('x', () => {})", 'vitest(no-disabled-tests)', 'skipped.test.ts')
plant(TYPED, "import { test } from 'vitest'\ntest.only('x', () => {})", 'vitest(no-focused-tests)', 'only.test.ts')
plant(TYPED, `${ASYNC}f()`, 'typescript(no-floating-promises)', 'floating.test.ts')

describe('lint', () => {
  let folder: string
  const found = new Map<string, Set<string>>()

  function lint(...args: string[]): void {
    const { stdout, stderr } = spawnSync(process.execPath, [join(root, 'node_modules/oxlint/bin/oxlint'), ...args, '--format', 'json'], { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 })
    if (!stdout.startsWith('{')) throw new Error(`lint did not run: ${stdout}${stderr}`)
    for (const { filename, code } of (JSON.parse(stdout) as { diagnostics: { filename: string; code: string }[] }).diagnostics) {
      if (!found.has(filename)) found.set(filename, new Set())
      found.get(filename)!.add(code)
    }
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'powercut-'))
    for (const name of ['.oxlintrc.json', 'tsconfig.json']) copyFileSync(join(root, name), join(folder, name))
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    for (const { path, text } of planted) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    // The rules that need types are slow: they run only where one of them is planted.
    lint('--type-aware', TYPED)
    const plain = join(folder, '.oxlintrc.json')
    writeFileSync(plain, readFileSync(plain, 'utf8').replace('"typeAware": true', '"typeAware": false'))
    lint()
  }, 60_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const name = ({ path, text }: Planted): string => `${dirname(path)}: ${text.trim().replaceAll('\n', ' ⏎ ')}`
  test('catches every planted violation', () => {
    const missed = planted.filter(({ path, rule }) => rule !== undefined && found.get(path)?.has(rule) !== true)
    expect(missed.map((one) => `${name(one)} (${[...(found.get(one.path) ?? ['nothing'])].join()})`)).toEqual([])
  })

  test('catches nothing that is allowed', () => {
    const wrong = planted.filter(({ path, rule }) => rule === undefined && found.has(path))
    expect(wrong.map((one) => `${name(one)} (${[...found.get(one.path)!].join()})`)).toEqual([])
  })
})
