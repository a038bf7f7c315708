import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { sessionStoreDefects } from '../defects/session-store/index.ts'
import { sessionStoreSuite } from './suite.ts'

const table = (await readFile(new URL('./README.md', import.meta.url), 'utf8')).split('\n').flatMap((line) => {
  const [, bugs, , scenario, defect] = line.split('|').map((cell) => cell.trim().replaceAll('`', ''))
  return defect === undefined || bugs === 'bug' || bugs!.startsWith('---') ? [] : [{ bugs: bugs!.split(', '), scenario: `session-store/${scenario}`, defect }]
})

/** `hermes-webui #1, #2` names two bugs of one program. */
function named(bugs: readonly string[]): string[] {
  return bugs.map((bug) => (bug.startsWith('#') ? `${bugs[0]!.split(' ')[0]} ${bug}` : bug))
}

test.each(table.map((row) => [row.bugs.join(', '), row.defect, row] as const))('%s is planted as %s, which its scenario must catch', (_bugs, _defect, { bugs, scenario, defect }) => {
  const planted = sessionStoreDefects.find(({ implementation }) => implementation.name === defect)
  expect(planted?.caughtBy).toContain(scenario)
  expect(planted?.origin).toEqual(expect.arrayContaining(named(bugs)))
})

test('no planted mistake is missing', () => {
  const shown = new Set(table.map(({ defect }) => defect))
  const others = sessionStoreDefects.map(({ implementation }) => implementation.name).filter((name) => !shown.has(name))
  // One that shows what the fence of the reference store was made for, one that keeps files of killed saves, one that hides damage.
  expect(others).toEqual(['damage-not-told', 'temporaries-stay', 'unsettled-followed'])
})

test('every scenario that is about bugs is in it, or about those that need no defect of their own', () => {
  const shown = new Set(table.map(({ scenario }) => scenario))
  expect(sessionStoreSuite.scenarios.filter(({ id, general }) => general !== true && !shown.has(id)).map(({ id }) => id)).toEqual([])
})
