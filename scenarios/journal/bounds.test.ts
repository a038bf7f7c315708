import { expect, test } from 'vitest'
import type { LifeView } from '../../harness/check/scenario.ts'
import { boundedLoss, onMediumWithin, sealedIsThere, terminalIsSafe } from './bounds.ts'
import type { JournalContents } from './contract.ts'
import type { JournalInvariant } from './invariants.ts'
import { a, append, at, b, call, crashed, life, two } from './test-support/lives.ts'

const cut = 'power cut'
const death = 'process death'
const three = [append(a(1)), append(a(2)), append(a(3), 'indeterminate')]
const seal = call('seal', { arguments: [a(9, 'x', 'done')] })
const end = append(a(3, 'x', 'done'))
const late = (endedAtMs: number): LifeView<JournalContents>[] => two([at(endedAtMs, append(a(1)))], crashed(cut, 100), {})

test.each<[string, JournalInvariant, LifeView<JournalContents>[], string | undefined]>([
  ['a power cut may take what is at risk', boundedLoss(2), two(three, cut, {}), undefined],
  ['and no more', boundedLoss(1), two(three, cut, {}), '2 acknowledged records are gone in life 2, the first of them a #1 (token {"text":"x"}); at most 1 may be'],
  ['what was not acknowledged does not count', boundedLoss(0), two(three, cut, { records: [a(1), a(2)] }), undefined],
  ['the death of the process takes none', boundedLoss(2), two(three, death, { records: [a(1)] }), '1 acknowledged records are gone in life 2, the first of them a #2 (token {"text":"x"}); none may be'],
  ['where records are buffered it may take these', boundedLoss(99, 1), two(three, death, { records: [a(1)] }), undefined],
  ['and no more of them', boundedLoss(99, 1), two(three, death, {}), '2 acknowledged records are gone in life 2, the first of them a #1 (token {"text":"x"}); at most 1 may be'],
  ['the loss of a later crash is not that of the first', boundedLoss(0), [life(1, three, cut, undefined), life(2, [], cut, { records: [a(1), a(2)] }), life(3, [], null, {})], undefined],

  ['a record that is too young may be gone', onMediumWithin(20), late(80), undefined],
  ['a record that is old enough may not', onMediumWithin(20), late(70), 'a #1 (token {"text":"x"}) was acknowledged 30 ms before the crash and is gone in life 2; 20 ms were promised'],
  ['syncs may take their time', onMediumWithin(20), late(75), undefined],
  ['one that was never acknowledged has no age', onMediumWithin(20), two([at(0, append(a(1), 'indeterminate'))], crashed(cut, 100), {}), undefined],

  ['what ends a run is there', terminalIsSafe, two([append(a(1)), end], cut, { records: [a(1)] }), 'a #3 (done {"text":"x"}) was acknowledged in life 1, and it is gone in life 2'],
  ['and so is what was acknowledged before', terminalIsSafe, two([at(1, append(a(1))), at(2, append(a(3, 'x', 'done')))], cut, { records: [a(3, 'x', 'done')] }), 'a #3 (done {"text":"x"}) was acknowledged in life 1, and a #1 (token {"text":"x"}) is gone in life 2'],
  ['what another opening had acknowledged may wait in its memory', terminalIsSafe, two([at(1, append(a(1), 'acknowledged', [1, 1])), at(2, append(a(3, 'x', 'done'), 'acknowledged', [2, 1]))], cut, { records: [a(3, 'x', 'done')] }), undefined],
  ['what was acknowledged behind it may be gone', terminalIsSafe, two([at(1, end), at(2, append(b(1)))], cut, { records: [a(3, 'x', 'done')] }), undefined],
  ['an end that was not acknowledged promises nothing', terminalIsSafe, two([at(1, append(a(1))), at(2, append(a(3, 'x', 'done'), 'indeterminate'))], cut, {}), undefined],

  ['a seal keeps what was acknowledged before it', sealedIsThere, two([at(1, append(a(1))), at(2, seal)], cut, { records: [a(9, 'x', 'done')] }), 'a #1 (token {"text":"x"}) was acknowledged before the run was sealed, and is gone in life 2'],
  ['a seal is there itself', sealedIsThere, two([at(2, seal)], cut, {}), 'a #9 (done {"text":"x"}) was acknowledged before the run was sealed, and is gone in life 2'],
  ['a seal that was not acknowledged keeps nothing', sealedIsThere, two([at(1, append(a(1))), { ...at(2, seal), outcome: 'indeterminate' }], cut, {}), undefined],
])('%s', (_, invariant, lives, sentence) => {
  expect(invariant.check({ input: null, lives })).toBe(sentence)
})
