import { describe, expect, test } from 'vitest'
import type { Repro } from '../check/repro.ts'
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

  test('a file that is not there, and a folder', async () => {
    await expect(readRepro('no-such.repro.json')).rejects.toThrow('"no-such.repro.json" cannot be read (ENOENT); give the path of a *.repro.json')
    await expect(readRepro('harness')).rejects.toThrow(UsageError)
  })
})
