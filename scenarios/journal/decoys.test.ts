import { expect, test } from 'vitest'
import type { Implementation } from '../../harness/check/implementation.ts'
import type { Scenario } from '../../harness/check/scenario.ts'
import { Disk } from '../../harness/disk/disk.ts'
import { explore } from '../../harness/explore/explore.ts'
import { runPlan } from '../../harness/explore/run-plan.ts'
import { processDeath } from '../../harness/faults/crashes.ts'
import type { Host } from '../../harness/host/host.ts'
import { nodeHost } from '../../harness/host/node-host.ts'
import { fileSystem } from '../../harness/world/file-system.ts'
import { directKernel } from '../../harness/world/test-support/direct-kernel.ts'
import { journalDefects } from '../defects/journal/index.ts'
import { alteredJournal } from '../defects/journal/altered-journal.ts'
import type { CompleteJournal, RunState } from './contract.ts'
import { acknowledgedSurvive, exactlyOnce, onlyAttempted } from './invariants.ts'
import { referenceJournal } from './reference.ts'
import { journalSuite } from './suite.ts'
import { a, append, b, two } from './test-support/lives.ts'

/** What must be told apart, though it looks alike. */
const scenarioOf = (id: string): Scenario => journalSuite.scenarios.find((scenario) => scenario.id === `journal/${id}`)!
const defectOf = (name: string): Implementation => journalDefects.find(({ implementation }) => implementation.name === name)!.implementation as Implementation
const options = { seed: 'powercut', runs: 8, profiles: ['posix', 'ext4'], suite: 'journal' }

const NEED_A_POWER_CUT: readonly (readonly [string, string])[] = [
  ['no-fsync', 'acknowledged-survives'],
  ['no-directory-fsync', 'acknowledged-survives'],
  ['no-parent-fsync', 'acknowledged-survives'],
  ['acknowledge-before-fsync', 'torn-tail-then-append'],
  ['terminal-only', 'bounded-loss'],
  ['one-record-too-late', 'bounded-loss'],
  ['shows-before-sync', 'kill-reopen-power-cut'],
  ['timer-never-fires', 'silence-after-tokens'],
  ['dsync-for-the-end-alone', 'terminal-after-buffered'],
]

test.each(NEED_A_POWER_CUT)('what %s loses to a power cut it never loses to the death of a process', async (name, id) => {
  const killed = { ...scenarioOf(id), faults: [processDeath({ single: true })] }
  expect((await explore(killed, defectOf(name), { ...options, runs: 4 })).verdict).toBe('held')
})

test('the same moment without the power cut loses nothing', async () => {
  const scenario = scenarioOf('acknowledged-survives')
  const { finding } = await explore(scenario, defectOf('no-fsync'), options)
  const [first, ...later] = finding!.plan.lives
  expect(first!.crash!.kind).toBe('power cut')
  expect((await runPlan(finding!.plan, scenario, defectOf('no-fsync'))).violation?.invariant).toBe('acknowledged-survive')
  const killed = { ...finding!.plan, lives: [{ ...first!, crash: { ...first!.crash!, kind: 'process death' as const, image: [] } }, ...later] }
  expect((await runPlan(killed, scenario, defectOf('no-fsync'))).violation).toBeUndefined()
})

test('what the memory of a process loses needs no power cut', async () => {
  const { finding } = await explore(scenarioOf('buffered-writes'), defectOf('process-buffer'), { ...options, runs: 32 })
  expect(finding!.plan.lives[0]!.crash!.kind).not.toBe('power cut')
})

function hostOn(disk: Disk): Host {
  return { ...nodeHost(), fs: fileSystem(directKernel(disk)) }
}

test('five states of a run are told apart, by its owner and by who looks on', async () => {
  const host = hostOn(new Disk())
  const looking = await referenceJournal.open(host, { run: 'run-1', reader: true })
  const seen: (RunState | undefined)[] = [(await looking.read()).state]
  const owner = await referenceJournal.open(host, { run: 'run-1' })
  const look = async (): Promise<void> => {
    seen.push((await looking.read()).state)
    expect((await owner.read()).state).toBe(seen.at(-1))
  }
  await look()
  await owner.append({ event: 'metering', payload: {} })
  await look()
  await owner.append({ event: 'token', payload: { text: 'x' } })
  await look()
  await owner.seal({ event: 'done', payload: {} })
  await look()
  expect(seen).toEqual(['missing', 'empty', 'nothing visible', 'visible', 'sealed'])
})

test('sealed and empty is neither empty nor without a visible word', async () => {
  const owner = await referenceJournal.open(hostOn(new Disk()), { run: 'run-1' })
  await owner.seal({ event: 'done', payload: {} })
  expect(await owner.read()).toMatchObject({ state: 'sealed', terminal: 'completed' })
})

test.each<[RunState, RunState, string]>([
  ['nothing visible', 'empty', 'how-a-run-ended'],
  ['nothing visible', 'visible', 'how-a-run-ended'],
  ['visible', 'nothing visible', 'how-a-run-ended'],
  ['visible', 'sealed', 'how-a-run-ended'],
  ['sealed', 'visible', 'sealed-is-final'],
  ['sealed', 'nothing visible', 'sealed-is-final'],
])('a journal that takes %s for %s is caught', async (state, instead, id) => {
  const confused: Implementation<CompleteJournal> = alteredJournal('confused', {
    methods: (journal) => ({
      async read() {
        const contents = await journal.read()
        return contents.state === state ? { ...contents, state: instead } : contents
      },
    }),
  })
  expect((await explore(scenarioOf(id), confused, options)).verdict).toBe('violated')
})

test('as many records as were acknowledged may still be a loss, and fewer than were appended none', () => {
  const history = [append(a(1)), append(a(2), 'indeterminate')]
  const check = (records: readonly unknown[]): string | undefined => acknowledgedSurvive.check({ input: null, lives: two(history, 'power cut', { records: records as never }) })
  expect(check([a(2)])).toMatch(/^a #1 .* is gone/)
  expect(check([a(1)])).toBeUndefined()
})

test('equal text is another record, and the same record is not two', () => {
  const lives = (records: readonly unknown[]): ReturnType<typeof two> => two([append(a(1)), append(a(2)), append(b(1))], 'power cut', { records: records as never })
  const check = (records: readonly unknown[]): (string | undefined)[] => [acknowledgedSurvive, exactlyOnce, onlyAttempted].map((law) => law.check({ input: null, lives: lives(records) }))
  expect(check([a(1), a(2), b(1)])).toEqual([undefined, undefined, undefined])
  expect(check([a(1), a(1), b(1)])).toEqual([expect.stringContaining('a #2'), expect.stringContaining('read twice'), undefined])
})

test('two processes of one number are two owners', async () => {
  const sameNumber: Implementation<CompleteJournal> = { ...referenceJournal, open: (host, given) => referenceJournal.open({ ...host, fs: host.fs, clock: host.clock, random: host.random, pid: 1, boot: 'boot' }, given) }
  expect((await explore(scenarioOf('two-claimants'), sameNumber, options)).verdict).toBe('held')
})

test('who looks for damage does none', async () => {
  const disk = new Disk()
  const host = hostOn(disk)
  const owner = await referenceJournal.open(host, { run: 'run-1' })
  await owner.append({ event: 'token', payload: { text: 'x' } })
  await (await host.fs.open('run-1.jsonl', 'a')).write(Buffer.from('{"checksum":"half a line'))
  const before = disk.log.filter(({ kind }) => kind !== 'close').length
  const looking = await referenceJournal.open(host, { run: 'run-1', reader: true })
  expect(await looking.read()).toMatchObject({ records: [{}], damaged: 1 })
  await looking.replay({ generation: 1, sequence: 1 })
  expect(disk.log.filter(({ kind }) => kind !== 'close').length).toBe(before)
})
