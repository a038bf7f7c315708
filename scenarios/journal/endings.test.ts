import { expect, test } from 'vitest'
import type { LifeView } from '../../harness/check/scenario.ts'
import type { JournalContents } from './contract.ts'
import { deletedIsGone, keptUntilDeleted, sealedIsFinal, stateIsTrue } from './endings.ts'
import type { JournalInvariant } from './invariants.ts'
import { a, append, at, b, call, life, read, two } from './test-support/lives.ts'

const cut = 'power cut'
const done = a(2, 'x', 'done')
const seal = at(2, call('seal', { arguments: [done] }))
const discard = at(2, call('discard'))
const remove = at(3, call('delete'))
const failed = a(2, 'x', 'apperror')
const tidied = a(3, 'x', 'stream_end')

test.each<[string, JournalInvariant, LifeView<JournalContents>[], string | undefined]>([
  ['a run with text is visible', stateIsTrue, two([append(a(1))], cut, { records: [a(1)], state: 'visible', terminal: null }), undefined],
  ['a run without text is not', stateIsTrue, two([append(a(1, 'x', 'metering'))], cut, { records: [a(1, 'x', 'metering')], state: 'visible', terminal: null }), 'the run is reported as "visible" in life 2, with 1 records, none of them visible'],
  ['a run without records is empty or missing', stateIsTrue, two([], cut, { state: 'missing', terminal: null }), undefined],
  ['and nothing else', stateIsTrue, two([], cut, { state: 'nothing visible', terminal: null }), 'the run is reported as "nothing visible" in life 2, with 0 records, none of them visible'],
  ['a sealed run is sealed', stateIsTrue, two([append(a(1)), seal], cut, { records: [a(1), done], state: 'visible', terminal: 'completed' }), 'the run is reported as "visible" in life 2, with 2 records, the last of which sealed it'],
  ['an error that is tidied up stays one', stateIsTrue, two([append(failed), append(tidied)], cut, { records: [failed, tidied], state: 'nothing visible', terminal: 'completed' }), 'the run is reported as completed in life 2; by its records it ended as errored'],
  ['a run that goes on has no end', stateIsTrue, two([append(a(1))], cut, { records: [a(1)], state: 'visible', terminal: 'completed' }), 'the run is reported as ended (completed) in life 2; by its records it has not ended'],
  ['a run whose end is there does not go on', stateIsTrue, two([append(done)], cut, { records: [done], state: 'nothing visible', terminal: null }), 'the run is reported as going on in life 2; by its records it ended as completed'],

  ['nothing is appended behind a seal', sealedIsFinal, [life(1, [seal, at(5, append(b(1)))], null)], 'b #1 (token {"text":"x"}) was acknowledged, although the run had been sealed with a #2 (done {"text":"x"})'],
  ['not in a later life either', sealedIsFinal, [life(1, [seal], cut), life(2, [append(b(1))], null)], 'b #1 (token {"text":"x"}) was acknowledged, although the run had been sealed with a #2 (done {"text":"x"})'],
  ['a refusal is right', sealedIsFinal, [life(1, [seal, at(5, append(b(1), 'refused'))], null)], undefined],
  ['what runs at the same time may be taken', sealedIsFinal, [life(1, [seal, { ...at(2, append(b(1))), client: 'late' }], null)], undefined],
  ['a sealed run is not read as an open one', sealedIsFinal, [life(1, [seal], cut), life(2, [read([done], { state: 'visible' })], null)], 'the run was read as "visible", although it had been sealed with a #2 (done {"text":"x"})'],
  ['a seal that was not acknowledged binds nobody', sealedIsFinal, [life(1, [{ ...seal, outcome: 'indeterminate' }, at(5, append(b(1)))], null)], undefined],

  ['nothing of a deleted run is read', deletedIsGone, [life(1, [append(a(1)), discard], cut), life(2, [read([a(1)])], null)], 'a #1 (token {"text":"x"}) was read after the run had been deleted'],
  ['nothing is appended to it', deletedIsGone, [life(1, [discard, at(5, append(b(1)))], null)], 'b #1 (token {"text":"x"}) was acknowledged after the run had been deleted'],
  ['a deletion that was not acknowledged binds nobody', deletedIsGone, [life(1, [append(a(1)), { ...discard, outcome: 'indeterminate' }], cut), life(2, [read([a(1)])], null)], undefined],

  ['a run that nobody deletes is there', keptUntilDeleted, two([append(a(1))], cut, {}), 'a #1 (token {"text":"x"}) was acknowledged in life 1 and is gone in life 2, although its run was not to be deleted'],
  ['one that was discarded may be gone', keptUntilDeleted, two([append(a(1)), { ...discard, outcome: 'indeterminate' }], cut, {}), undefined],
  ['one that was deleted after an orderly end may be gone', keptUntilDeleted, two([append(a(1)), seal, remove], cut, {}), undefined],
  ['one that was never sealed may not', keptUntilDeleted, two([append(a(1)), remove], cut, {}), 'a #1 (token {"text":"x"}) was acknowledged in life 1 and is gone in life 2, although its run was not to be deleted'],
  ['one that failed may not, though it was tidied up', keptUntilDeleted, two([append(a(1)), append(failed), call('seal', { arguments: [tidied] }), remove], cut, {}), 'a #1 (token {"text":"x"}) was acknowledged in life 1 and is gone in life 2, although its run was not to be deleted'],
])('%s', (_, invariant, lives, sentence) => {
  expect(invariant.check({ input: null, lives })).toBe(sentence)
})
