import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Repro } from '../check/repro.ts'
import type { Finding, ScenarioResult } from '../check/verdict.ts'
import { writeRepros } from './repro-output.ts'
import type { Job } from './selection.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'powercut-repros-'))
})
afterEach(() => rm(folder, { recursive: true }))

const JOB: Job = {
  scenario: { source: 'built-in', id: 'journal/a', suite: 'journal', title: 'a', origin: [], needs: [], general: false, covers: [], invariants: [] },
  implementation: { source: 'my journal.mjs', name: 'mine', role: 'given', capabilities: [] },
}
const FINDING: Finding = {
  verdict: 'violated',
  invariant: 'kept',
  states: 'what was put is there',
  sentence: 'record 1 is gone',
  plan: {
    version: 1,
    scenario: 'journal/a',
    input: null,
    disk: { profile: 'posix', sectorSize: 512, powersafeOverwrite: true },
    randomSeed: 's/0',
    lives: [{ order: 'run-on', holds: [], faults: [] }],
  },
  fit: 'exact',
  story: [],
  profiles: {},
  foundBy: { strategy: 'run-on', run: 1, seed: 's' },
  decisive: [],
  fingerprint: '0123456789ab',
}
const NAME = 'journal-a-01234567.repro.json'
const SECOND = 'journal-a-01234567-2.repro.json'

const COUNTS = { runs: 1, steps: 1, crashPoints: 1, crashPointsLeftOut: 0, crashStates: 1, recoveries: 1, checks: 1 }
const RESULT: ScenarioResult = {
  scenario: 'journal/a', suite: 'journal', title: 'a', implementation: 'mine', verdict: 'violated', counts: COUNTS, probes: {}, faults: {}, profiles: ['posix'], finding: FINDING,
}

/** Writes the finding of one gate, and says under which name. */
async function write(finding: Partial<Finding> = {}, implementation = 'mine'): Promise<string> {
  const { written, failure } = await writeRepros([JOB], [{ ...RESULT, implementation, finding: { ...FINDING, ...finding } }], folder)
  expect(failure).toBeUndefined()
  return written[0]!.file.slice(folder.length + 1)
}

test('the name has 8 digits of the fingerprint, and the command is one that a shell reads back', async () => {
  expect(await write()).toBe(NAME)
  const { written } = await writeRepros([JOB], [RESULT], folder)
  expect(written[0]!.replay).toBe(`npx powercut replay ${join(folder, NAME)} --implementation 'my journal.mjs'`)
})

test('the same finding found again renews its file', async () => {
  expect([await write(), await write({ plan: { ...FINDING.plan, randomSeed: 's/1' } })]).toEqual([NAME, NAME])
  expect((JSON.parse(await readFile(join(folder, NAME), 'utf8')) as Repro).plan.randomSeed).toBe('s/1')
})

test('another finding never takes its place, be it of another sentence, implementation or shape', async () => {
  const first = await write()
  expect([first, await write({ sentence: 'record 2 is gone' }), await write({}, 'other'), await write({ fingerprint: '01234567ffff' })]).toEqual([
    NAME, SECOND, 'journal-a-01234567-3.repro.json', 'journal-a-01234567-4.repro.json',
  ])
  expect(await write({ sentence: 'record 2 is gone' })).toBe(SECOND)
  const sentences = await Promise.all((await readdir(folder)).toSorted().map(async (name) => (JSON.parse(await readFile(join(folder, name), 'utf8')) as Repro).sentence))
  expect(sentences.filter((sentence) => sentence === 'record 2 is gone')).toHaveLength(1)
})

test('what is no repro stays as it is', async () => {
  await writeFile(join(folder, NAME), 'a note of mine')
  await mkdir(join(folder, SECOND))
  expect(await write()).toBe('journal-a-01234567-3.repro.json')
  expect(await readFile(join(folder, NAME), 'utf8')).toBe('a note of mine')
})
