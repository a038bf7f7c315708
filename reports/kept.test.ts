import { expect, test } from 'vitest'
import { keptLines, keptSummary, type KeptRow } from './kept.ts'

const PLAIN = { colour: false }
const row = (more: Partial<KeptRow> = {}): KeptRow => ({
  file: 'a.repro.json', scenario: 'journal/a', implementation: 'mine', defect: { name: 'no-fsync', shows: true }, verdict: 'held', how: 'exactly', labels: { fit: 4, of: 4 }, ...more,
})

test.each<[string, KeptRow, string[]]>([
  ['held exactly is nothing to read', row(), []],
  ['held in the neighbourhood', row({ how: 'neighbourhood', labels: { fit: 3, of: 4 } }), ['✓ a.repro.json  held (neighbourhood, 3 of 4 labels) on mine']],
  ['violated', row({ verdict: 'violated', reason: 'record 1 is gone\n' }), ['✗ a.repro.json  violated on mine: record 1 is gone\\n']],
  ['violated nearby', row({ verdict: 'violated', how: 'neighbourhood', labels: { fit: 0, of: 1 }, reason: 'lost' }), ['✗ a.repro.json  violated (neighbourhood, 0 of 1 label) on mine: lost']],
  ['outdated', row({ defect: { name: 'no-fsync', shows: false, instead: 'now holds' } }), ['! a.repro.json  outdated: on no-fsync, the defect that it names, it now holds; keep a new one with "npx powercut keep --defect no-fsync --renew"']],
  ['without its defect', row({ verdict: 'incomplete', reason: 'interrupted' }), ['! a.repro.json  incomplete: interrupted']],
])('%s', (_, given, lines) => {
  expect(keptLines(given, PLAIN)).toEqual(lines)
})

test('the summary counts what happened, each file once', () => {
  const rows = [row(), row({ implementation: 'other', how: 'neighbourhood' }), row({ file: 'b', defect: { name: 'x', shows: false }, verdict: 'failed' }), row({ file: 'c', verdict: 'not applicable' })]
  expect(keptSummary(rows, PLAIN)).toBe('3 kept repros: 1 held exactly, 1 held in the neighbourhood, 1 not applicable, 1 outdated, 1 broken')
  expect(keptSummary([], PLAIN)).toBe('')
})
