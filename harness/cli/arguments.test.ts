import { describe, expect, test } from 'vitest'
import { DEFAULT_RUNS, DEFAULT_STEPS } from '../explore/budget.ts'
import { DEFAULT_PROFILES } from '../explore/profiles.ts'
import { readCommand } from './arguments.ts'
import type { GateCommand } from './command.ts'
import { UsageError } from './errors.ts'

const refusal = (...words: string[]): string => {
  try {
    readCommand(words)
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  throw new Error(`${words.join(' ')} was accepted`)
}

test('gate alone has every default', () => {
  expect(readCommand(['gate'])).toEqual({
    name: 'gate',
    files: [],
    runs: DEFAULT_RUNS,
    steps: DEFAULT_STEPS,
    seed: 'powercut',
    suites: [],
    scenarios: [],
    profiles: DEFAULT_PROFILES,
    failOn: ['violated', 'stuck', 'failed', 'not-exercised', 'incomplete', 'outdated'],
    reporters: ['text'],
    out: 'powercut-out',
    json: false,
  })
})

test('gate takes every flag, lists with commas or repeated, and files anywhere', () => {
  const words = 'gate a.mjs --runs 7 --budget 1.5m --seed x --suite journal --scenario j/a,j/b --scenario j/c --implementation my.mjs --profile posix --fail-on violated,stuck b.mjs --reporter text,json --out o --json --workers 3'
  expect(readCommand(words.split(' '))).toEqual({
    name: 'gate',
    files: ['a.mjs', 'b.mjs'],
    runs: 7,
    budgetMs: 90_000,
    seed: 'x',
    suites: ['journal'],
    scenarios: ['j/a', 'j/b', 'j/c'],
    implementation: 'my.mjs',
    profiles: ['posix'],
    failOn: ['violated', 'stuck'],
    reporters: ['text', 'json'],
    out: 'o',
    json: true,
    workers: 3,
  })
})

test('audit alone has every default, and takes what is its own', () => {
  const { name: _, failOn: _failOn, scenarios: _scenarios, ...defaults } = readCommand(['gate']) as GateCommand
  expect(readCommand(['audit'])).toEqual({ name: 'audit', ...defaults, defects: [], general: false, matrix: false })
  expect(readCommand(['audit', '--defect', 'a,b', '--matrix', '--suite', 'journal', '--runs', '3'])).toMatchObject({ defects: ['a', 'b'], matrix: true, suites: ['journal'], runs: 3 })
  expect(readCommand(['audit', 'mine.mjs', '--implementation', 'i.mjs'])).toMatchObject({ files: ['mine.mjs'], implementation: 'i.mjs' })
})

test('keep', () => {
  const defaults = { name: 'keep', files: [], defects: [], into: 'repros', renew: false, runs: DEFAULT_RUNS, seed: 'powercut', profiles: DEFAULT_PROFILES, json: false }
  expect(readCommand(['keep', 'x.repro.json', 'my.mjs', '--as', 'torn.repro.json'])).toEqual({ ...defaults, repro: 'x.repro.json', files: ['my.mjs'], as: 'torn' })
  expect(readCommand(['keep', '--defect', 'a,b', '--into', 'o', '--renew', '--runs', '3'])).toEqual({ ...defaults, defects: ['a', 'b'], into: 'o', renew: true, runs: 3 })
})

test('replay and list', () => {
  expect(readCommand(['replay', 'x.repro.json', 'my.mjs', '--implementation=i.mjs'])).toEqual({
    name: 'replay', repro: 'x.repro.json', files: ['my.mjs'], implementation: 'i.mjs', json: false,
  })
  expect(readCommand(['list', '--json'])).toEqual({ name: 'list', files: [], suites: [], origins: [], invariants: [], defects: [], json: true })
})

test('help and version', () => {
  expect(readCommand(['--help'])).toEqual({ name: 'help' })
  expect(readCommand(['-h'])).toEqual({ name: 'help' })
  expect(readCommand(['help', 'gate'])).toEqual({ name: 'help', of: 'gate' })
  expect(readCommand(['gate', '--runs', '0', '--help'])).toEqual({ name: 'help', of: 'gate' })
  expect(readCommand(['--version'])).toEqual({ name: 'version' })
  expect(readCommand(['-v'])).toEqual({ name: 'version' })
})

test('what follows -- is a file, even if it looks like a flag', () => {
  expect(readCommand(['gate', '--', '--odd.mjs'])).toMatchObject({ files: ['--odd.mjs'] })
})

describe('refusals name the value, what is accepted and what to type', () => {
  test.each([
    [[], 'no command was given; accepted: gate, audit, keep, bench, compare, replay, list'],
    [['gaet'], 'the command "gaet" is unknown; did you mean "gate"?'],
    [['gate', '--run', '3'], 'the flag --run is unknown; did you mean --runs?'],
    [['gate', '--frobnicate'], 'the flag --frobnicate is unknown; "npx powercut --help" lists them'],
    [['gate', '-x'], 'the flag -x is unknown'],
    [['gate', '--runs', '0'], '--runs is "0"; it takes a whole number from 1 to 1,000,000, as in "--runs 48"'],
    [['gate', '--runs', '-1'], '--runs is "-1"; it takes a whole number from 1 to 1,000,000, as in "--runs 48"'],
    [['gate', '--workers', '-2'], '--workers is "-2"; it takes a whole number from 1 to 64'],
    [['gate', '--budget', '-5s'], '--budget is "-5s"; it takes a time from 100ms to 24h'],
    [['gate', '--out', ''], '--out has 0 characters; it takes a folder, as in "--out powercut-out"'],
    [['gate', '--out', '-x'], '--out needs a value, it is followed by "-x"'],
    [['gate', '--runs', '1e9'], '--runs is "1e9"; it takes'],
    [['gate', '--runs', '1000001'], '--runs is "1000001"; it takes'],
    [['gate', '--runs', '2.5'], '--runs is "2.5"; it takes'],
    [['gate', '--runs='], '--runs is ""; it takes'],
    [['gate', '--runs'], '--runs needs a value; type "--runs N"'],
    [['gate', '--runs', '--json'], '--runs needs a value, it is followed by "--json"'],
    [['gate', '--runs', '1', '--runs', '2'], '--runs was given twice'],
    [['gate', '--json=yes'], '--json takes no value, it got "yes"'],
    [['gate', '--budget', 'abc'], '--budget is "abc"; it takes a time from 100ms to 24h in ms, s, m or h, as in "--budget 30s"'],
    [['gate', '--budget', '30'], '--budget is "30"; it takes'],
    [['gate', '--budget', '0s'], '--budget is "0s"; it takes'],
    [['gate', '--budget', '25h'], '--budget is "25h"; it takes'],
    [['gate', '--workers', '65'], '--workers is "65"; it takes a whole number from 1 to 64'],
    [['gate', '--seed', ''], '--seed has 0 characters; it takes any text of 1 to 200 characters'],
    [['gate', '--profile', 'poxis'], '--profile "poxis" is unknown; did you mean "posix"?'],
    [['gate', '--fail-on', 'held'], '--fail-on "held" is unknown; accepted: violated, stuck, failed, not-exercised, incomplete, outdated'],
    [['gate', '--reporter', 'text,'], '--reporter "text," has an empty name in it'],
    [['gate', '--reporter', 'nunit3-legacy'], '--reporter "nunit3-legacy" is unknown; accepted: text, json, junit, ctrf, markdown, html'],
    [['audit', '--general', 'mine.mjs'], '--general is about the built-in defects, and a file asks for the host mutants of an implementation; leave out one of the two'],
    [['audit', '--fail-on', 'stuck'], '--fail-on belongs to gate, not to audit'],
    [['list', '--reporter', 'text'], '--reporter belongs to gate, audit, bench and compare, not to list'],
    [['audit', '--reporter', 'html'], '--reporter "html" is unknown; accepted: text, json'],
    [['replay'], 'replay needs a file, as in "npx powercut replay powercut-out/NAME.repro.json"'],
    [['replay', 'x', '--runs', '3'], '--runs belongs to gate, audit and keep, not to replay'],
    [['help', 'gat'], 'the command "gat" is unknown; did you mean "gate"?'],
  ])('%j', (words, start) => {
    expect(refusal(...words).slice(0, start.length)).toBe(start)
  })
})
