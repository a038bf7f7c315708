import fc from 'fast-check'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadImplementation, loadUserModule, sortExports } from './user-module.ts'

const scenario = (id: string): object => ({
  id,
  title: id,
  origin: [],
  input: fc.constant(null),
  faults: [],
  workload: async () => {},
  recover: async () => null,
  invariants: [{ name: 'holds', states: 'it holds', check: () => undefined }],
})
const implementation = (name: string): object => ({ name, capabilities: [], open: async () => ({}) })
const suite = (id: string, scenarios: object[]): object => ({ id, contract: { name: id, methods: [], capabilities: {} }, scenarios, reference: implementation('reference') })

describe('exports', () => {
  test('are found by shape, also in the default export and in arrays, each once', () => {
    const [a, b, c, one, two] = [scenario('x/a'), scenario('x/b'), scenario('x/c'), implementation('one'), implementation('two')]
    const found = sortExports({ a, again: a, many: [b], default: { c, one, nested: [two] }, helper: () => 1, text: 'x', config: { name: 'only a name' } }, 'f.mjs')
    expect(found.scenarios.map(({ id }) => id).toSorted()).toEqual(['x/a', 'x/b', 'x/c'])
    expect(found.implementations.map(({ name }) => name).toSorted()).toEqual(['one', 'two'])
  })

  test('a scenario of an exported suite is not counted twice', () => {
    const a = scenario('x/a')
    expect(sortExports({ a, default: suite('x', [a]) }, 'f.mjs')).toMatchObject({ suites: [{ id: 'x' }], scenarios: [] })
  })

  test('capabilities may be left out', () => {
    const [found] = sortExports({ mine: { name: 'mine', open: async () => ({}) } }, 'f.mjs').implementations
    expect(found).toMatchObject({ name: 'mine', capabilities: [] })
  })

  test.each([
    [{ mine: { open: async () => ({}) } }, 'the export "mine" of "f.mjs" has open() but no name'],
    [{ mine: { name: 'mine', capabilities: [] } }, 'the export "mine" of "f.mjs" is an implementation "mine" without open()'],
    [{ mine: { name: 'mine', open: async () => ({}), capabilities: 'durable' } }, 'the export "mine" of "f.mjs" is an implementation whose capabilities are not an array'],
    [{ default: { id: 'x/a', workload: async () => {}, recover: async () => {} } }, 'the export "default" of "f.mjs" looks like a scenario but is not one'],
    [{ all: { id: 'x', scenarios: [] } }, 'the export "all" of "f.mjs" looks like a suite but is not one'],
    [{ a: { ...scenario('x/a'), invariants: [] } }, '"f.mjs": scenario "x/a": it needs at least one invariant'],
  ])('what is half made is refused: %#', (namespace, message) => {
    expect(() => sortExports(namespace, 'f.mjs')).toThrow(message)
  })
})

describe('files', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'powercut-modules-'))
    await writeFile(join(folder, 'two.mjs'), 'export const a = { name: "a", open() {} }; export const b = { name: "b", open() {} }')
    await writeFile(join(folder, 'none.mjs'), 'export default class Journal {}')
    await writeFile(join(folder, 'one.mjs'), 'export const implementation = { name: "one", open() {} }')
    await writeFile(join(folder, 'throws.mjs'), 'throw new TypeError("not today")')
    await writeFile(join(folder, 'data.json'), '{}')
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('an implementation file has exactly one', async () => {
    await expect(loadImplementation(join(folder, 'one.mjs'))).resolves.toMatchObject({ name: 'one', capabilities: [] })
    await expect(loadImplementation(join(folder, 'two.mjs'))).rejects.toThrow('exports 2 implementations (a, b); --implementation takes a file with exactly one')
    await expect(loadImplementation(join(folder, 'none.mjs'))).rejects.toThrow('exports no implementation; export one { name, open(host, options) }')
  })

  test('what cannot be loaded is refused in a sentence', async () => {
    await expect(loadUserModule(join(folder, 'missing.mjs'))).rejects.toThrow('cannot be read (ENOENT); give a module such as my.scenario.mjs')
    await expect(loadUserModule(folder)).rejects.toThrow('is not a file')
    await expect(loadUserModule(join(folder, 'data.json'))).rejects.toThrow('is not a module; give a .mjs, .js, .cjs or .ts file')
    await expect(loadUserModule(join(folder, 'throws.mjs'))).rejects.toThrow('cannot be loaded (TypeError: not today)')
  })
})
