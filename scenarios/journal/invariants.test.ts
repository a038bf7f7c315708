import { expect, test } from 'vitest'
import type { HistoryEntry } from '../../harness/check/history.ts'
import type { LifeView } from '../../harness/check/scenario.ts'
import type { JournalContents } from './contract.ts'
import { stateIsTrue } from './endings.ts'
import { entryOf } from './evidence.ts'
import { idsIssuedOnce } from './identity.ts'
import { acknowledgedSurvive, exactlyOnce, inOrder, noSilentHole, onlyAttempted, shownStays, type JournalInvariant } from './invariants.ts'
import { a, append, b, life, read, two } from './test-support/lives.ts'

/** A run whose last record says how it ended, and what a read tells of that. */
function ended(terminalState: string, terminal: string): LifeView<JournalContents>[] {
  const done = entryOf('a', 1, { event: 'done', payload: { terminal_state: terminalState } })
  return two([append(done)], 'power cut', { records: [done], state: 'nothing visible', terminal })
}

const check = (invariant: JournalInvariant, lives: readonly LifeView<JournalContents>[]): string | undefined => invariant.check({ input: null, lives })
const cut = 'power cut'
const death = 'process death'
const three = [append(a(1)), append(a(2)), append(a(3), 'indeterminate')]

test('what was read as it was appended satisfies all', () => {
  const lives = [...two([append(a(1), 'acknowledged', [1, 1]), append(b(1), 'indeterminate')], cut, { records: [a(1), b(1)], ids: [{ generation: 1, sequence: 1 }, { generation: 1, sequence: 2 }] })]
  for (const invariant of [acknowledgedSurvive, exactlyOnce, idsIssuedOnce, inOrder, noSilentHole, onlyAttempted, shownStays]) expect(check(invariant, lives)).toBeUndefined()
})

test.each<[string, JournalInvariant, LifeView<JournalContents>[], string | undefined]>([
  ['an acknowledged record may not be gone', acknowledgedSurvive, two(three, cut, { records: [a(1)] }), 'a #2 (token {"text":"x"}) was acknowledged in life 1 and is gone in life 2'],
  ['an indeterminate record may be gone', acknowledgedSurvive, two(three, cut, { records: [a(1), a(2)] }), undefined],
  ['a pending record may be gone', acknowledgedSurvive, two([append(a(1), 'pending')], cut, {}), undefined],
  ['one of an earlier life may not be gone in the third', acknowledgedSurvive, [...two(three, cut, { records: [a(1), a(2)] }), life(3, [], null, { records: [a(1)] })], 'a #2 (token {"text":"x"}) was acknowledged in life 1 and is gone in life 3'],
  ['one of the second life may not be gone in it', acknowledgedSurvive, [life(1, [], cut), life(2, [append(b(1))], null, {})], 'b #1 (token {"text":"x"}) was acknowledged in life 2 and is gone in life 2'],
  ['a life that read nothing is no evidence', acknowledgedSurvive, [life(1, three, cut), life(2, [], cut)], undefined],

  ['a record nobody appended', onlyAttempted, two(three, cut, { records: [b(1)] }), 'b #1 (token {"text":"x"}) was read in life 2 and nobody had appended it'],
  ['something that is no record of ours', onlyAttempted, two(three, cut, { records: ['junk'] }), 'an unknown record ("junk") was read in life 2 and nobody had appended it'],
  ['a refused record', onlyAttempted, two([append(a(1), 'refused')], cut, { records: [a(1)] }), 'a #1 (token {"text":"x"}) was refused and was read in life 2 all the same'],
  ['a record with other content', onlyAttempted, two([append(a(1, 'é\u2028'))], cut, { records: [a(1, 'é')] }), 'a #1 (token {"text":"é\u2028"}) came back in life 2 with other content: a #1 (token {"text":"é"})'],
  ['a record of the future', onlyAttempted, [life(1, [], cut), life(2, [], cut, { records: [a(1)] }), life(3, [append(a(1))], null)], 'a #1 (token {"text":"x"}) was read in life 2 and nobody had appended it'],

  ['a record that was shown may not be gone later', shownStays, [life(1, three, death), life(2, [read([a(3)])], cut), life(3, [], null, {})], 'a #3 (token {"text":"x"}) was read in life 2 and is gone in life 3'],
  ['a record that was shown and is there', shownStays, [life(1, three, death), life(2, [read([a(3)])], cut), life(3, [], null, { records: [a(3)] })], undefined],
  ['a read that had not ended shows nothing', shownStays, [life(1, three, death), life(2, [{ ...read([a(3)]), outcome: 'indeterminate' }], cut), life(3, [], null, {})], undefined],

  ['a record twice', exactlyOnce, two(three, death, { records: [a(1), a(2), a(1)] }), 'a #1 (token {"text":"x"}) was read twice in life 2'],

  ['two records of a writer the other way round', inOrder, two(three, death, { records: [a(2), a(1)] }), 'a #1 (token {"text":"x"}) was read after #2 of the same writer in life 2'],
  ['two writers have no order', inOrder, two([append(a(1)), append(b(1))], death, { records: [b(1), a(1)] }), undefined],
  ['a later life before an earlier one', inOrder, [life(1, [append(a(1))], cut), life(2, [append(b(1))], null, { records: [b(1), a(1)] })], 'a #1 (token {"text":"x"}) of life 1 was read after a record of life 2 in life 2'],

  ['a hole after a process death', noSilentHole, two(three, death, { records: [a(1), a(3)], damaged: 1 }), 'a #2 (token {"text":"x"}) is missing in life 2 before a #3, although no power was cut'],
  ['a silent hole after a power cut', noSilentHole, two(three, cut, { records: [a(1), a(3)] }), 'a #2 (token {"text":"x"}) is missing in life 2 before a #3, and nothing was reported damaged'],
  ['a hole after a power cut that is reported', noSilentHole, two(three, cut, { records: [a(1), a(3)], damaged: 1 }), undefined],
  ['a missing end is no hole', noSilentHole, two(three, death, { records: [a(1)] }), undefined],
  ['a hole after an earlier power cut that is reported', noSilentHole, [life(1, three, cut), life(2, [], death), life(3, [], null, { records: [a(3)], damaged: 1 })], undefined],

  ['an id twice', idsIssuedOnce, [life(1, [append(a(1), 'acknowledged', [1, 1])], cut), life(2, [append(b(1), 'acknowledged', [1, 1])], null)], 'id 1.1 of a #1 was issued again in life 2 to b #1'],
  ['a lost record\'s id on another one', idsIssuedOnce, two([append(a(1), 'acknowledged', [1, 1])], cut, { records: [b(1)], ids: [{ generation: 1, sequence: 1 }] }), 'id 1.1 of a #1 was read in life 2 on b #1'],
  ['a run that stopped at its limit of tool calls', stateIsTrue, ended('tool_limit_reached', 'tool_limit_reached'), undefined],
  ['such a run reported as completed', stateIsTrue, ended('tool_limit_reached', 'completed'), 'the run is reported as completed in life 2; by its records it ended as tool_limit_reached'],

  ['no ids at all', idsIssuedOnce, two([append(a(1)), append(a(2))], cut, { records: [a(1)] }), undefined],
])('%s', (_, invariant, lives, sentence) => {
  expect(check(invariant, lives)).toBe(sentence)
})

test('an append that resolved to null has no id', () => {
  const withoutId: HistoryEntry = { ...append(a(1)), result: null }
  expect(check(idsIssuedOnce, [life(1, [withoutId, { ...append(a(2)), result: null }], null)])).toBeUndefined()
})
