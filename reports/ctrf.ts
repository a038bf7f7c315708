import type { ScenarioResult } from '../harness/check/verdict.ts'
import { casesOf, type Case } from './cases.ts'
import type { ReportMeta } from './meta.ts'

type Status = 'passed' | 'failed' | 'skipped' | 'other'

/** Common Test Report Format, specification 0.0.0 (ctrf.io). Its times are all 0: no clock is in a report, so that equal options give equal bytes. */
export interface CtrfReport {
  readonly reportFormat: 'CTRF'
  readonly specVersion: '0.0.0'
  readonly generatedBy: 'powercut'
  readonly results: {
    readonly tool: { readonly name: 'powercut'; readonly version: string; readonly extra: Readonly<Record<string, unknown>> }
    readonly summary: Readonly<Record<'tests' | 'passed' | 'failed' | 'skipped' | 'pending' | 'other' | 'suites' | 'start' | 'stop', number>>
    readonly tests: readonly CtrfTest[]
  }
}

export interface CtrfTest {
  readonly name: string
  readonly status: Status
  readonly duration: 0
  readonly suite: readonly string[]
  /** The verdict. */
  readonly rawStatus: string
  readonly message?: string
  readonly trace?: string
  readonly tags?: readonly string[]
  readonly attachments?: readonly { readonly name: string; readonly contentType: 'application/json'; readonly path: string }[]
}

/** A broken law is *failed*; what has shown nothing is *other*; *not applicable* is *skipped*. */
const STATUS: Readonly<Record<Case['status'], Status>> = { passed: 'passed', broken: 'failed', 'nothing shown': 'other', skipped: 'skipped' }

export function ctrfReport(results: readonly ScenarioResult[], meta: ReportMeta): CtrfReport {
  const cases = casesOf(results, meta)
  const tests = cases.map(testOf)
  const count = (status: Status): number => tests.filter((test) => test.status === status).length
  const { version, seed, runs, profiles } = meta
  return {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    generatedBy: 'powercut',
    results: {
      tool: { name: 'powercut', version, extra: { seed, runs, profiles } },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: 0,
        other: count('other'),
        suites: new Set(cases.map(({ suite }) => suite)).size,
        start: 0,
        stop: 0,
      },
      tests,
    },
  }
}

function testOf({ suite, name, status, verdict, message, text, invariant, repro }: Case): CtrfTest {
  return {
    name,
    status: STATUS[status],
    duration: 0,
    suite: [suite],
    rawStatus: verdict,
    ...(message === '' ? {} : { message }),
    ...(text === undefined ? {} : { trace: text }),
    ...(invariant === undefined ? {} : { tags: [invariant] }),
    ...(repro === undefined ? {} : { attachments: [{ name: 'repro', contentType: 'application/json', path: repro }] }),
  }
}
