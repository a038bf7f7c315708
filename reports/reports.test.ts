import { expect, test } from 'vitest'
import type { Finding, ScenarioResult } from '../harness/check/verdict.ts'
import { findingText } from './finding.ts'
import { reportJson } from './json.ts'
import type { ReportMeta } from './meta.ts'
import { plain, plural, shorten, thousands } from './plain.ts'
import { listText } from './list.ts'
import { crashWords } from './plan-words.ts'
import { replayOutcome, replayText, type ReplayOutcome, type ReplayResult } from './replay.ts'
import { reportText } from './text.ts'

const finding: Finding = {
  verdict: 'violated',
  invariant: 'acknowledged survives',
  states: 'every acknowledged record is read after any crash',
  sentence: 'record 2 was acknowledged and is gone',
  plan: {
    version: 1,
    scenario: 'journal/a',
    input: ['one', 'two'],
    disk: { profile: 'posix', sectorSize: 512, powersafeOverwrite: true },
    randomSeed: 's/0',
    lives: [
      {
        order: 'run-on',
        holds: [{ operation: 'app/main/fsync x #1', until: null }],
        faults: [],
        crash: {
          kind: 'power cut',
          after: 'app/main/write x #2',
          moment: 'settled',
          waitMs: 0,
          atMs: 3,
          clients: 'gone',
          image: [{ operation: 'app/main/write x #2', part: 'data', form: 'lost' }],
        },
      },
      { order: 'run-on', holds: [], faults: [] },
    ],
  },
  fit: 'exact',
  story: ['app  append("one")  acknowledged', '*  power cut'],
  profiles: { posix: true, strict: false },
  foundBy: { strategy: 'run-on', run: 2, seed: 's' },
  decisive: [{ label: 'app/main/write x #2', what: 'the bytes it wrote did not reach the medium', where: 'store.mjs:12:5' }],
  fingerprint: '0123456789ab',
}

const result = (scenario: string, more: Partial<ScenarioResult> = {}): ScenarioResult => ({
  scenario,
  suite: 'journal',
  title: 'a title',
  implementation: 'reference',
  verdict: 'held',
  counts: { runs: 48, steps: 5, crashPoints: 1_204, crashPointsLeftOut: 0, crashStates: 9_310, recoveries: 2, checks: 20_000 },
  probes: {},
  faults: {},
  profiles: ['posix'],
  ...more,
})

const meta: ReportMeta = {
  version: '0.1.0',
  seed: 's',
  runs: 48,
  profiles: ['posix'],
  interrupted: false,
  exitCode: 1,
  kept: [],
  repros: [{ scenario: 'journal/a', implementation: 'reference', fingerprint: '0123456789ab', file: 'out/journal-a-0123.repro.json', replay: 'npx powercut replay out/journal-a-0123.repro.json' }],
}

const RESULTS = [
  result('journal/a', { verdict: 'violated', reason: finding.sentence, finding }),
  result('journal/longer'),
  result('journal/c', { verdict: 'not exercised', reason: 'the fault powerCut never fired' }),
  result('journal/d', { verdict: 'not applicable', reason: 'reference does not state the capability resume' }),
]

test('the text report, as a stranger reads it', () => {
  expect(reportText(RESULTS, meta)).toBe(
    `powercut 0.1.0 · 4 scenarios on implementation "reference" · 48 runs each · seed "s" · profile posix
✗ journal/a       a title  48 runs · 1,204 crash points · 9,310 crash states
  violated: record 2 was acknowledged and is gone
✓ journal/longer  a title  48 runs · 1,204 crash points · 9,310 crash states
! journal/c       a title  48 runs · 1,204 crash points · 9,310 crash states
  not exercised: the fault powerCut never fired
– journal/d       a title  not applicable: reference does not state the capability resume

✗ journal/a  violated: acknowledged survives  (implementation: reference)
  Law          every acknowledged record is read after any crash
  Happened     record 2 was acknowledged and is gone
  Story        app  append("one")  acknowledged
               *  power cut
  Decided by   app/main/write x #2: the bytes it wrote did not reach the medium, at store.mjs:12:5
  Possible on  posix: yes · strict: no
               no file system modelled here does this; POSIX alone allows it (--profile ext4,xfs,btrfs leaves it out)
  Plan         input ["one","two"]
               app/main/fsync x #1 waits until nothing else can run
               power cut after app/main/write x #2; of what was written, all survived but the data of app/main/write x #2 (lost)
  Replay       npx powercut replay out/journal-a-0123.repro.json
  Found by     run-on, run 2, seed "s"

4 scenarios: 1 held, 1 not applicable, 1 not exercised, 1 violated
192 runs, stopped at 4,816 moments; 37,240 crash states looked at, laws checked 80,000 times.`,
  )
})

test('the orders that decide it, and what mends it, are told where they are known', () => {
  const told = (more: Partial<Finding>): string[] =>
    findingText({ ...finding, ...more }, { scenario: 'x/y', implementation: 'mine' }, { colour: false }).split('\n').filter((line) => /^ {2}(Because|Mended by)/.test(line))
  const because = [{ before: { label: 'app/a/readFile x #1', where: 'store.mjs:3:1' }, after: { label: 'app/b/rename x #1' } }]
  expect(told({ because })).toEqual(['  Because      app/a/readFile x #1 (store.mjs:3:1) before app/b/rename x #1'])
  expect(told({ mended: { by: 'one fsync of the file', after: 'write', where: 'store.mjs:4:1' } })).toEqual(['  Mended by    one fsync of the file after write at store.mjs:4:1'])
  expect(told({ mended: 'no single fsync' })).toEqual(['  Mended by    no single fsync heals it'])
  expect(told({})).toEqual([])
})

test('where it can happen: by profile, on any disk where no power was cut, and whether POSIX alone allows it', () => {
  const possible = (more: Partial<Finding>): string[] => {
    const lines = findingText({ ...finding, ...more }, { scenario: 'x/y', implementation: 'mine' }, { colour: false }).split('\n')
    const at = lines.findIndex((line) => line.startsWith('  Possible on'))
    return at === -1 ? [] : lines.slice(at, lines.findIndex((line) => line.startsWith('  Plan')))
  }
  const crashing = (kind: 'process death' | 'clean stop' | 'power cut'): Finding['plan'] => ({ ...finding.plan, lives: finding.plan.lives.map((life, index) => (index === 0 ? { ...life, crash: { ...life.crash!, kind, image: [] } } : life)) })
  const alone = ['               no file system modelled here does this; POSIX alone allows it (--profile ext4,xfs,btrfs leaves it out)']
  expect(possible({ profiles: {}, plan: crashing('process death') })).toEqual(['  Possible on  any disk: no power cut is needed'])
  expect(possible({ profiles: {}, plan: crashing('clean stop') })).toEqual([])
  expect(possible({ profiles: {}, plan: crashing('power cut') })).toEqual([])
  expect(possible({ profiles: { ext4: false, posix: true, lying: true } })).toEqual(['  Possible on  ext4: no · posix: yes · lying: yes', ...alone])
  expect(possible({ profiles: { ext4: false, posix: true, lying: false } })).toHaveLength(2)
  expect(possible({ profiles: { ext4: true, posix: true, lying: true } })).toHaveLength(1)
  expect(possible({ profiles: { ext4: false, posix: false, lying: true } })).toHaveLength(1)
})

test('colour only adds escape sequences', () => {
  const coloured = reportText(RESULTS, meta, { colour: true })
  expect(coloured).toContain('\u001b[31m✗\u001b[39m')
  expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(reportText(RESULTS, meta))
})

test('where all held, it says what that is worth; where nothing was tried, that too', () => {
  expect(reportText([result('journal/a')], { ...meta, repros: [] })).toMatch(/That is a search, not a proof: --runs searches further\.$/)
  expect(reportText([RESULTS[3]!], { ...meta, repros: [] })).toMatch(/Nothing was tried/)
  expect(reportText([], { ...meta, interrupted: true, repros: [] })).toMatch(/0 scenarios: none run\nInterrupted/)
})

test('crash points that were left out are said', () => {
  const counts = { ...RESULTS[0]!.counts, crashPointsLeftOut: 1_000 }
  expect(reportText([result('journal/a', { counts })], { ...meta, repros: [] })).toContain('1,204 crash points (1,000 more of long lives left out) · 9,310')
})

test('several implementations are named in every line', () => {
  const text = reportText([result('journal/a'), result('journal/a', { implementation: 'mine' })], { ...meta, repros: [] })
  expect(text).toMatch(/2 scenarios on 2 implementations/)
  expect(text).toMatch(/a title \(mine\)/)
})

test('nothing from a store or a repro can move the cursor or hide a line', () => {
  const evil = { ...finding, sentence: '\u001b[2Jgone\r\n\u2028\u202e', story: ['\u0007'], fit: { loose: ['\u009b1m'] } }
  const text = findingText(evil, { scenario: 'x/y', implementation: '\u001b]0;title\u0007' }, { colour: false })
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/)
  expect(text).toContain(String.raw`\u001b[2Jgone\u000d\n\u2028\u202e`)
})

test('the JSON report holds all verdicts, the results as they are, and where to replay', () => {
  const report = reportJson(RESULTS, meta)
  expect(report.summary).toEqual({ held: 1, violated: 1, stuck: 0, failed: 0, 'not exercised': 1, 'not applicable': 1, incomplete: 0 })
  expect(report.results[0]).toEqual({ ...RESULTS[0], repro: 'out/journal-a-0123.repro.json', replay: 'npx powercut replay out/journal-a-0123.repro.json' })
  expect(report.results[1]).toEqual(RESULTS[1])
  expect(JSON.parse(JSON.stringify(report))).toEqual(report)
})

test('crashes in words', () => {
  const crash = { kind: 'process death', after: null, moment: 'settled', waitMs: 0, atMs: 0, clients: 'gone', image: [] } as const
  expect(crashWords(crash)).toBe('process death before the first operation')
  expect(crashWords({ ...crash, kind: 'power cut', after: 'a', moment: 'performed', waitMs: 250 })).toBe('power cut 250 ms of silence right after a; everything that was written survived')
  const image = [{ operation: 'w', part: 'data', form: { cutAt: 512 }, range: [0, 1024] }, { operation: 'v', part: 'name', form: 'zeros' }, { operation: 'u', part: 'data', form: 'zeros' }] as const
  expect(crashWords({ ...crash, kind: 'power cut', image })).toMatch(/all survived but the data of w bytes 0 to 1024 \(cut at byte 512\), the name of v \(missing, old and new\), the data of u \(read as zeros\)$/)
  expect(crashWords({ ...crash, rot: [{ path: 'a.log', offset: 17, bit: 3 }] })).toBe('process death before the first operation; bit 3 of byte 17 of a.log flipped')
})

test('numbers and texts', () => {
  expect([0, 999, 1_000, 1_234_567].map(thousands)).toEqual(['0', '999', '1,000', '1,234,567'])
  expect([plural(1, 'run'), plural(0, 'run'), plural(1_000, 'run')]).toEqual(['1 run', '0 runs', '1,000 runs'])
  expect(shorten('👩‍💻👩‍💻', 3)).toBe('👩‍…')
  expect(plain('日本語 🥚')).toBe('日本語 🥚')
})

const repro = { ...finding, version: 1, kind: 'powercut repro', scenario: 'journal/a', implementation: 'mine' } as const
const replayed = { verdict: 'violated', invariant: finding.invariant, states: finding.states, sentence: finding.sentence, fit: 'exact', story: [], decisive: [] } as const
const shown = (result: Partial<ReplayResult>): [ReplayOutcome, string] => {
  const whole = { ...replayed, ...result }
  return [replayOutcome(whole), replayText(whole, { repro, implementation: 'mine' }, { colour: false })]
}

test('a replay that shows it, as recorded or not', () => {
  expect(shown({})).toEqual(['shows', expect.stringMatching(/✗ journal\/a {2}violated: acknowledged survives[^]*\n\nAs recorded\. One run\.\n$/)])
  expect(shown({ verdict: 'stuck' })).toEqual(['shows', expect.stringMatching(/Not as recorded \(violated: acknowledged survives\)\. One run\.\n$/)])
})

test('a replay whose plan does not fit exactly is never "as recorded"', () => {
  expect(shown({ fit: { outdated: ['x', 'y'] } })).toEqual(['shows', expect.stringMatching(/\n\nStill violated, but the plan no longer fits the code: these labels of it no longer appear: x, y\. One run\.\n$/)])
  expect(shown({ fit: { loose: ['x', 'y'] }, runs: 2 })).toEqual(['shows', expect.stringMatching(/\n\nStill violated; 2 of the plan's labels fit only loosely: x, y\. Two runs\.\n$/)])
  expect(shown({ fit: { loose: ['x'] } })[1]).toMatch(/; 1 of the plan's labels fits only loosely: x\. /)
  expect(shown({ verdict: 'stuck', fit: { outdated: ['x'] } })[1]).toMatch(/\nIt is stuck, but the plan no longer fits the code: .*: x\. Not as recorded \(violated: acknowledged survives\)\. One run\.\n$/)
  for (const fit of [{ outdated: ['x'] }, { loose: ['x'] }]) expect(shown({ fit })[1]).not.toMatch(/As recorded/)
})

test('a replay that holds says how it fitted; one that does not fit proves nothing', () => {
  expect(shown({ verdict: 'held' })).toEqual(['holds', '✓ journal/a  the repro now holds on mine (recorded: violated: acknowledged survives)\n'])
  expect(shown({ verdict: 'held', fit: { loose: ['x'] } })).toEqual(['holds', expect.stringMatching(/\n {2}loose: .*: x\n$/)])
  expect(shown({ verdict: 'held', sentence: '', fit: { outdated: ['x'] } })).toEqual(['outdated', expect.stringMatching(/proves nothing.*\n {2}outdated: .*: x\n {2}Run "npx powercut gate"/)])
  expect(shown({ verdict: 'not applicable' })[0]).toBe('outdated')
  expect(shown({ verdict: 'incomplete', sentence: 'it may hide' })).toEqual(['outdated', expect.stringMatching(/proves nothing.*\n {2}it may hide\n {2}Run /)])
})

test('the list leaves out what is empty and names files', () => {
  const scenarios = [{ id: 'x/a', source: 'my.mjs', title: 'a title', origin: ['repo #1'] }]
  const implementations = [{ name: 'reference', source: 'built-in', role: 'reference', suite: 'x' }, { name: 'bad', source: 'built-in', role: 'defect', mistake: 'forgets', caughtBy: ['x/a'] }] as const
  expect(listText({ suites: [], scenarios, implementations })).toBe(
    'Scenarios\n  x/a        a title [repo #1] (my.mjs)\n\nImplementations\n  reference  reference of x\n\nDefects: gate --implementation NAME runs one\n  bad        forgets – must be caught by x/a\n',
  )
})
