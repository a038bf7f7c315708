import { describe, expect, test } from 'vitest'
import type { CtrfReport } from './ctrf.ts'
import { html } from './html.ts'
import { junitXml } from './junit.ts'
import { markdown } from './markdown.ts'
import { FILE_REPORTERS } from './reporters.ts'
import { elements, parseMarkup, textOf } from './test-support/markup.ts'
import { finding, kept, meta, NASTY, result, RESULTS } from './test-support/results.ts'

test.each(FILE_REPORTERS.map((reporter) => [reporter.name, reporter] as const))('%s: equal results give equal bytes, and no clock is in them', (_, { render }) => {
  const text = render(RESULTS, meta())
  expect(render(RESULTS, meta())).toBe(text)
  expect(text).not.toMatch(new RegExp(String(new Date().getFullYear())))
  expect(text.endsWith('\n')).toBe(true)
  expect(() => render([], meta({ kept: [], repros: [] }))).not.toThrow()
})

describe('JUnit', () => {
  const document = parseMarkup(junitXml(RESULTS, meta()))

  test('is well-formed whatever a store has written, and counts what its cases are', () => {
    const [all] = elements(document, 'testsuites')
    expect(all!.attributes).toEqual({ name: 'powercut', tests: '6', failures: '1', errors: '2', skipped: '1' })
    for (const suite of elements(document, 'testsuite')) {
      const cases = elements(suite, 'testcase')
      const { tests, failures, errors, skipped } = suite.attributes
      expect([tests, failures, errors, skipped].map(Number)).toEqual([cases.length, ...['failure', 'error', 'skipped'].map((tag) => elements(suite, tag).length)])
      for (const one of cases) expect(one.attributes['classname']).toBe(suite.attributes['name'])
    }
    expect(elements(document, 'testsuite').map(({ attributes }) => attributes['name'])).toEqual(['journal', 'store', 'kept repros'])
  })

  test('a broken law is a failure with its story and its repro; what has shown nothing is an error, never a success', () => {
    const [failure] = elements(document, 'failure')
    expect(failure!.attributes['type']).toBe('violated')
    expect(textOf(failure!)).toMatch(/Law {10}every acknowledged record is there\n[^]*Replay {7}npx powercut replay out\/a\.repro\.json/)
    expect(elements(document, 'system-out').map(textOf)).toEqual(['[[ATTACHMENT|out/a.repro.json]]'])
    expect(elements(document, 'error').map(({ attributes }) => attributes['message'])).toEqual([
      'the fault powerCut never fired',
      expect.stringMatching(/^! old\.repro\.json {2}outdated: on no-fsync, the defect that it names, it now holds/),
    ])
    expect(elements(document, 'skipped').map(({ attributes }) => attributes['message'])).toEqual(['mine does not state the capability resume'])
  })

  test('what decided the run is there', () => {
    expect(elements(document, 'property').slice(0, 4).map(({ attributes }) => attributes)).toEqual([
      { name: 'powercut', value: '0.1.0' }, { name: 'seed', value: 's' }, { name: 'runs', value: '48' }, { name: 'profiles', value: 'posix, ext4' },
    ])
  })
})

describe('CTRF', () => {
  const { render } = FILE_REPORTERS.find(({ name }) => name === 'ctrf')!
  const report = JSON.parse(render(RESULTS, meta())) as CtrfReport

  test('has all that the specification requires, and nothing that it does not know', () => {
    expect(Object.keys(report).toSorted()).toEqual(['generatedBy', 'reportFormat', 'results', 'specVersion'])
    expect(report).toMatchObject({ reportFormat: 'CTRF', specVersion: '0.0.0' })
    expect(report.results.tool).toEqual({ name: 'powercut', version: '0.1.0', extra: { seed: 's', runs: 48, profiles: ['posix', 'ext4'] } })
    const known = ['name', 'status', 'duration', 'suite', 'message', 'trace', 'rawStatus', 'tags', 'attachments']
    for (const one of report.results.tests) {
      expect(known).toEqual(expect.arrayContaining(Object.keys(one)))
      expect(one.name).not.toBe('')
      expect(['passed', 'failed', 'skipped', 'pending', 'other']).toContain(one.status)
      expect([Number.isInteger(one.duration), one.suite.length]).toEqual([true, 1])
    }
  })

  test('its summary is that of its tests', () => {
    const count = (status: string): number => report.results.tests.filter((one) => one.status === status).length
    const { summary } = report.results
    expect(summary).toEqual({ tests: 6, passed: count('passed'), failed: count('failed'), skipped: count('skipped'), pending: 0, other: count('other'), suites: 3, start: 0, stop: 0 })
    expect([summary.passed, summary.failed, summary.skipped, summary.other]).toEqual([2, 1, 1, 2])
  })

  test('a finding has its trace, its invariant and the file that replays it', () => {
    expect(report.results.tests[1]).toMatchObject({
      status: 'failed', rawStatus: 'violated', tags: ['acknowledged-survive'], attachments: [{ name: 'repro', contentType: 'application/json', path: 'out/a.repro.json' }],
      trace: expect.stringMatching(/Story {8}/) as string,
    })
  })
})

describe('HTML', () => {
  const page = html(RESULTS, meta())
  const document = parseMarkup(page, { html: true })

  test('is well-formed whatever a store has written, and has no script and nothing that is loaded', () => {
    for (const tag of ['script', 'link', 'img', 'iframe']) expect(elements(document, tag)).toEqual([])
    expect(page).not.toMatch(/url\(|@import|https?:|\son\w+="/)
    expect(textOf(elements(document, 'main')[0]!)).toContain('<script>alert(1)</script>')
  })

  test('says what held in its title, has a row per scenario, and each finding once with the command that replays it', () => {
    expect(textOf(elements(document, 'title')[0]!)).toBe('powercut: 1 violated, 1 not exercised, 1 not applicable, 1 held')
    expect(elements(elements(document, 'tbody')[0]!, 'tr')).toHaveLength(RESULTS.length)
    const twice = html(RESULTS, meta({ kept: [kept({ verdict: 'violated', finding: finding(), reason: 'record 2 is gone' })] }))
    expect(elements(parseMarkup(twice, { html: true }), 'article')).toHaveLength(1)
    expect(page).toContain('<dd class="command"><pre>npx powercut replay out/a.repro.json</pre></dd>')
  })

  test('findings come first: below the rows of a whole library nobody looks for them', () => {
    expect(elements(document, 'h2').map(textOf)).toEqual(['1 finding', 'Scenarios', 'Kept repros'])
  })

  test('the crash stands out in the story, and profiles that allow it among those that do not', () => {
    const crashes = elements(document, 'li').filter(({ attributes }) => attributes['class'] === 'crash')
    expect(crashes).toHaveLength(1)
    const chips = elements(document, 'span').filter((one) => /^(?:posix|strict): /.test(textOf(one)))
    expect(chips.map((one) => [textOf(one), one.attributes['class']])).toEqual([['posix: yes', 'chip red'], ['strict: no', 'chip']])
  })
})

describe('Markdown', () => {
  test('a table row per scenario and a fenced finding, whatever a store has written', () => {
    const text = markdown(RESULTS, meta())
    expect(text).toMatch(/^# powercut: \*\*1 violated\*\*, \*\*1 not exercised\*\*, \*\*1 not applicable\*\*, \*\*1 held\*\*\n/)
    const rows = text.split('\n').filter((line) => /^\| [✓✗!–] /.test(line))
    expect(rows).toHaveLength(RESULTS.length)
    // Seven cells: the bars that a text holds are escaped.
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(8)
    expect(text).not.toMatch(/^# g/m)
    expect(text).toContain('- ! old.repro.json  outdated')
  })

  test('a fence is longer than any in the text', () => {
    const text = markdown([result('a/b', { verdict: 'violated', reason: NASTY, finding: finding({ story: ['````'] }) })], meta({ kept: [] }))
    expect(text.match(/^`{5}$/gm)).toHaveLength(2)
  })
})
