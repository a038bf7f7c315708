import type { ScenarioResult } from '../harness/check/verdict.ts'
import { ctrfReport } from './ctrf.ts'
import { html } from './html.ts'
import { reportJson } from './json.ts'
import { junitXml } from './junit.ts'
import { markdown } from './markdown.ts'
import type { ReportMeta } from './meta.ts'

/** A report of a gate in a file of its own. */
export interface FileReporter {
  readonly name: 'json' | 'junit' | 'ctrf' | 'markdown' | 'html'
  readonly file: string
  render(results: readonly ScenarioResult[], meta: ReportMeta): string
}

/** No clock is in any of them: equal options give equal bytes. */
export const FILE_REPORTERS: readonly FileReporter[] = [
  { name: 'json', file: 'report.json', render: (results, meta) => json(reportJson(results, meta)) },
  { name: 'junit', file: 'junit.xml', render: junitXml },
  { name: 'ctrf', file: 'ctrf.json', render: (results, meta) => json(ctrfReport(results, meta)) },
  { name: 'markdown', file: 'report.md', render: markdown },
  { name: 'html', file: 'report.html', render: html },
]

function json(report: unknown): string {
  return `${JSON.stringify(report, null, 2)}\n`
}
