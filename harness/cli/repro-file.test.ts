import { describe, expect, test } from 'vitest'
import type { Repro } from '../check/repro.ts'
import { profileNames } from '../disk/profiles/index.ts'
import { UsageError } from './errors.ts'
import { parseRepro, readRepro } from './repro-file.ts'

const REPRO: Repro = {
  version: 1,
  kind: 'powercut repro',
  scenario: 'journal/acknowledged-survives',
  implementation: 'mine',
  verdict: 'violated',
  invariant: 'acknowledged survives',
  sentence: 'record 2 is gone',
  fingerprint: '0123456789ab',
  plan: {
    version: 1,
    scenario: 'journal/acknowledged-survives',
    input: { events: ['\u2028', null, 1.5, true] },
    disk: { profile: 'posix', sectorSize: 512, powersafeOverwrite: true },
    randomSeed: 'powercut/0',
    lives: [
      {
        order: 'run-on',
        holds: [{ operation: 'a/b/write x #1', until: null }],
        faults: [{ fault: 'fsyncError', at: 'a/b/fsync x #1', options: { times: 1 } }],
        crash: {
          kind: 'power cut',
          after: null,
          moment: 'settled',
          waitMs: 0,
          atMs: 1.5,
          clients: 'gone',
          image: [{ operation: 'a/b/write x #1', part: 'data', form: { cutAt: 512 }, range: [0, 1024] }],
        },
      },
      { order: 'oldest-first', holds: [], faults: [] },
    ],
  },
}

const refusal = (text: string): string => {
  try {
    parseRepro(text, 'x.repro.json')
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  throw new Error('it was accepted')
}

/** The refusal of the repro with one value replaced, or removed where there is none. */
const changed = (path: string, value?: unknown): string => {
  const copy: unknown = structuredClone(REPRO)
  const keys = path.split('.')
  const last = keys.pop()!
  const holder = keys.reduce((at, key) => (at as Record<string, unknown>)[key], copy) as Record<string, unknown>
  if (value === undefined) delete holder[last]
  else holder[last] = value
  return refusal(JSON.stringify(copy))
}

test('what was written is read back', () => {
  expect(parseRepro(JSON.stringify(REPRO), 'x.repro.json')).toEqual(REPRO)
})

describe('refusals', () => {
  test('not JSON, not a repro, another version', () => {
    expect(refusal('{')).toMatch(/^"x.repro.json" is not JSON \(.+\); replay takes a \*\.repro\.json/)
    expect(refusal('[]')).toMatch(/is not a powercut repro/)
    expect(refusal('null')).toMatch(/is not a powercut repro/)
    expect(changed('version', 2)).toMatch(/is a repro of version 2, this powercut reads version 1; run "npx powercut gate" again/)
  })

  test('every part is checked, and its place is named', () => {
    expect(changed('sentence')).toMatch(/malformed at sentence/)
    expect(changed('verdict', 'held')).toMatch(/malformed at verdict/)
    expect(changed('fingerprint', '../../etc')).toMatch(/malformed at fingerprint/)
    expect(changed('module', './evil.mjs')).toMatch(/malformed at module/)
    expect(changed('plan.lives', [])).toMatch(/malformed at plan.lives/)
    expect(changed('plan.lives.0.crash.kind', 'meteorite')).toMatch(/malformed at plan.lives.0.crash.kind/)
    expect(changed('plan.lives.0.crash.image.0.form', { cutAt: -1 })).toMatch(/malformed at plan.lives.0.crash.image.0.form/)
    expect(changed('plan.lives.0.holds.0.until', 3)).toMatch(/malformed at plan.lives.0.holds.0.until/)
    expect(changed('plan.disk.sectorSize', 100)).toMatch(/malformed at plan.disk.sectorSize/)
    expect(changed('plan.scenario', 'other/one')).toMatch(/its plan is of "other\/one"/)
  })

  test('the value received and what is accepted are said, in words and not in types', () => {
    const start = '"x.repro.json" is malformed at '
    const end = '; run "npx powercut gate" again to get a new one'
    expect(changed('plan.disk.profile', 'zfs')).toBe(`${start}plan.disk.profile: it is "zfs"; accepted: ${profileNames().map((name) => JSON.stringify(name)).join(', ')}${end}`)
    expect(changed('plan.lives.0.crash.image.0.form', 'torn')).toBe(`${start}plan.lives.0.crash.image.0.form: it is "torn"; accepted: "lost", "zeros", "garbage" or { "cutAt": BYTES }${end}`)
    expect(changed('plan.lives.0.crash.waitMs', -1)).toBe(`${start}plan.lives.0.crash.waitMs: it is -1; accepted: a number of milliseconds from 0${end}`)
    expect(changed('plan.lives.0.extra', 1)).toBe(`${start}plan.lives.0.extra: unknown field${end}`)
    expect(changed('plan.lives.0.order')).toBe(`${start}plan.lives.0.order: it is missing${end}`)
    expect(changed('plan.lives', [])).toBe(`${start}plan.lives: it is []; accepted: an array of at least one life${end}`)
    expect(changed('plan.disk', 'posix')).toBe(`${start}plan.disk: it is "posix"; accepted: an object with the fields profile, sectorSize, powersafeOverwrite${end}`)
    expect(changed('sentence', ['x'.repeat(200)])).toMatch(/it is \["x{57}…; accepted: a text;/)
    for (const path of ['plan', 'plan.lives.0.holds', 'plan.lives.0.crash.image.0.range', 'plan.disk.powersafeOverwrite', 'plan.lives.0.crash.after']) expect(changed(path, 7)).not.toMatch(/Expected|received|\||\(/)
  })

  test('a file that is not there, and a folder', async () => {
    await expect(readRepro('no-such.repro.json')).rejects.toThrow('"no-such.repro.json" cannot be read (ENOENT); give the path of a *.repro.json')
    await expect(readRepro('harness')).rejects.toThrow(UsageError)
  })
})
