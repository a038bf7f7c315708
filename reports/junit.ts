import type { ScenarioResult } from '../harness/check/verdict.ts'
import { casesOf, type Case } from './cases.ts'
import type { ReportMeta } from './meta.ts'

/**
 * JUnit XML: a test suite for each suite, a test case for each scenario on each implementation. A broken law is a failure; what has shown nothing is an
 * error, because it must not look like success; *not applicable* is skipped. No times are in it: equal options give equal bytes.
 */
export function junitXml(results: readonly ScenarioResult[], meta: ReportMeta): string {
  const cases = casesOf(results, meta)
  const suites = [...new Set(cases.map(({ suite }) => suite))]
  const properties = Object.entries({ powercut: meta.version, seed: meta.seed, runs: String(meta.runs), profiles: meta.profiles.join(', ') })
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites name="powercut" ${counts(cases)}>`]
  for (const suite of suites) {
    const own = cases.filter((one) => one.suite === suite)
    lines.push(`  <testsuite name="${attribute(suite)}" ${counts(own)}>`, '    <properties>')
    for (const [name, value] of properties) lines.push(`      <property name="${name}" value="${attribute(value)}"/>`)
    lines.push('    </properties>', ...own.map(caseXml), '  </testsuite>')
  }
  return `${[...lines, '</testsuites>'].join('\n')}\n`
}

function caseXml({ suite, name, status, verdict, message, text, repro }: Case): string {
  const start = `    <testcase classname="${attribute(suite)}" name="${attribute(name)}"`
  const tag = status === 'broken' ? 'failure' : status === 'nothing shown' ? 'error' : status === 'skipped' ? 'skipped' : undefined
  if (tag === undefined) return `${start}/>`
  const type = tag === 'skipped' ? '' : ` type="${attribute(verdict)}"`
  const body = text === undefined ? '/>' : `>${content(text)}</${tag}>`
  const output = repro === undefined ? '' : `\n      <system-out>${content(`[[ATTACHMENT|${repro}]]`)}</system-out>`
  return `${start}>\n      <${tag}${type} message="${attribute(message)}"${body}${output}\n    </testcase>`
}

function counts(cases: readonly Case[]): string {
  const count = (status: Case['status']): number => cases.filter((one) => one.status === status).length
  return `tests="${cases.length}" failures="${count('broken')}" errors="${count('nothing shown')}" skipped="${count('skipped')}"`
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

// Everything that XML 1.0 cannot hold, not even as an entity: its purpose is to match control characters and halves of surrogate pairs.
// oxlint-disable-next-line no-control-regex
const UNSPEAKABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Text between tags. What XML cannot hold is written as JavaScript would. */
function content(text: string): string {
  return text
    .replace(UNSPEAKABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!)
}

/** White space in an attribute would become a blank. */
function attribute(text: string): string {
  return content(text).replace(/[\n\r\t]/g, (character) => `&#${character.charCodeAt(0)};`)
}
