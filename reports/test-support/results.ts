import type { Finding, ScenarioResult } from '../../harness/check/verdict.ts'
import type { KeptRow } from '../kept.ts'
import type { ReportMeta } from '../meta.ts'

/** What nobody should have to see in a report, and what no format can hold as it is. */
export const NASTY = 'a "b" <c> & \'d\' ]]> --> `e` | f\u0000\u001b[31m\u2028\ud800 <script>alert(1)</script>\n# g'

export const finding = (more: Partial<Finding> = {}): Finding => ({
  verdict: 'violated',
  invariant: 'acknowledged-survive',
  states: 'every acknowledged record is there',
  sentence: 'record 2 is gone',
  plan: {
    version: 1, scenario: 'journal/a', input: ['one'], disk: { profile: 'posix', sectorSize: 512, powersafeOverwrite: true }, randomSeed: 's/0',
    lives: [{ order: 'run-on', holds: [], faults: [], crash: { kind: 'power cut', after: 'app/add/write x #1', moment: 'settled', waitMs: 0, atMs: 1, clients: 'gone', image: [] } }],
  },
  fit: 'exact',
  story: ['app  append("one")  acknowledged', '*  power cut after app/add/write x #1'],
  profiles: { posix: true, strict: false },
  foundBy: { strategy: 'run-on', run: 2, seed: 's' },
  decisive: [{ label: 'app/add/write x #1', what: 'the bytes it wrote did not reach the medium', where: 'store.mjs:12:5' }],
  fingerprint: '0123456789ab',
  ...more,
})

export const result = (scenario: string, more: Partial<ScenarioResult> = {}): ScenarioResult => ({
  scenario, suite: scenario.split('/')[0]!, title: 'a title', implementation: 'mine', verdict: 'held',
  counts: { runs: 48, steps: 5, crashPoints: 1_204, crashPointsLeftOut: 0, crashStates: 9_310, recoveries: 2, checks: 20_000 },
  probes: {}, faults: {}, profiles: ['posix'], ...more,
})

export const kept = (more: Partial<KeptRow> = {}): KeptRow => ({
  file: 'k.repro.json', scenario: 'journal/a', implementation: 'mine', defect: { name: 'no-fsync', shows: true }, verdict: 'held', how: 'exactly', labels: { fit: 4, of: 4 }, ...more,
})

export const meta = (more: Partial<ReportMeta> = {}): ReportMeta => ({
  version: '0.1.0', seed: 's', runs: 48, profiles: ['posix', 'ext4'], interrupted: false, exitCode: 1,
  repros: [{ scenario: 'journal/a', implementation: 'mine', fingerprint: '0123456789ab', file: 'out/a.repro.json', replay: 'npx powercut replay out/a.repro.json' }],
  kept: [kept(), kept({ file: 'old.repro.json', defect: { name: 'no-fsync', shows: false, instead: 'now holds' } })],
  ...more,
})

/** One of each: held, violated with everything nasty in it, nothing shown, not applicable. */
export const RESULTS: readonly ScenarioResult[] = [
  result('journal/held'),
  result('journal/a', { verdict: 'violated', title: NASTY, reason: NASTY, finding: finding({ sentence: NASTY, story: [NASTY, `*  ${NASTY}`] }) }),
  result('store/idle', { verdict: 'not exercised', reason: 'the fault powerCut never fired' }),
  result('store/lacking', { verdict: 'not applicable', reason: 'mine does not state the capability resume' }),
]
