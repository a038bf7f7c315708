import { expect, test } from 'vitest'
import type { LifeView } from '../../harness/check/scenario.ts'
import type { Json } from '../../harness/check/json.ts'
import type { Sync, Write } from './contract.ts'
import type { WithReplays } from './cursors.ts'
import { a, append, call, idOf, life, two } from './test-support/lives.ts'
import type { Users } from './users.ts'
import { userLaws } from './user-laws.ts'

const cut = 'power cut'
const death = 'process death'

/** The first law that is broken, with its sentence. */
function broken(sync: Sync, write: Write, lives: readonly LifeView<object>[], cacheStays = true): string | undefined {
  const input: Users = { sync, write, users: 1, steps: [], goesOn: false }
  for (const law of userLaws({ cacheStays })) {
    const sentence = law.check({ input, lives: lives as readonly LifeView<WithReplays>[] })
    if (sentence !== undefined) return `${law.name}: ${sentence}`
  }
  return undefined
}

const three = [append(a(1), 'acknowledged', [1, 1]), append(a(2), 'acknowledged', [1, 2]), append(a(3), 'acknowledged', [1, 3])]
const first = { records: [a(1)], ids: [idOf([1, 1])] }
const every = { everyRecords: 1 }
const third = { everyRecords: 3 }

test('an opening may lose what its policies leave at risk, and no more', () => {
  expect(broken(third, every, two(three, cut, first))).toBeUndefined()
  expect(broken(third, every, two(three, cut, {}))).toBe('loss-is-bounded: 3 acknowledged records of one opening are gone in life 2, the first of them a #1 (token {"text":"x"}); at most 2 may be')
  expect(broken(every, third, two(three, cut, first))).toBe('loss-is-bounded: 2 acknowledged records of one opening are gone in life 2, the first of them a #2 (token {"text":"x"}); none may be')
})

test('the death of a process takes what it had not written', () => {
  expect(broken(third, every, two(three, death, first))).toMatch(/^loss-is-bounded: 2 acknowledged records .* none may be$/)
  expect(broken(third, third, two(three, death, first))).toBeUndefined()
  expect(broken(third, every, two(three, death, first), false)).toBeUndefined()
})

test('each opening has a loss of its own', () => {
  const both = [append(a(1), 'acknowledged', [1, 1]), append(a(2), 'acknowledged', [2, 1])]
  expect(broken({ everyRecords: 2 }, every, two(both, cut, {}))).toBeUndefined()
})

test('what was said to be on the medium stays', () => {
  const said = call('durable', { arguments: [idOf([1, 2]) as unknown as Json] })
  expect(broken(third, every, two([...three, said], cut, first))).toBe('durable-stays: a #2 was said to be on the medium and is gone in life 2')
  expect(broken(third, every, two([...three, { ...said, outcome: 'indeterminate' }], cut, first))).toBeUndefined()
})

test('what was shown of an earlier life stays', () => {
  const shown = call('read', { result: { records: [a(2)], ids: [idOf([1, 2])], damaged: 1 } as unknown as Json })
  expect(broken(third, every, [life(1, three, death), life(2, [shown], cut), life(3, [], null, first)])).toBe('recovered-stays: a #2 (token {"text":"x"}) was read in life 2 and is gone in life 3')
  expect(broken(third, every, [life(1, [...three, shown], cut), life(2, [], null, first)])).toBeUndefined()
})

test('only what was sealed in good order is deleted', () => {
  const deleted = call('delete')
  const seal = call('seal', { arguments: [a(4, 'x', 'stream_end')] })
  const failed = append(a(3, 'x', 'apperror'))
  expect(broken(every, every, [life(1, [append(a(1)), deleted], null)])).toBe('deleted-in-good-order: the run was deleted, and nobody had sealed it')
  expect(broken(every, every, [life(1, [append(a(1)), seal, deleted], null)])).toBeUndefined()
  expect(broken(every, every, [life(1, [failed, seal, deleted], null)])).toBe('deleted-in-good-order: the run was deleted, and its end is "apperror"')
  expect(broken(third, every, [life(1, [failed, seal, deleted], null)])).toBeUndefined()
  expect(broken(every, every, [life(1, [failed, call('discard'), deleted], null)])).toBeUndefined()
})

test('an end that was acknowledged is there where the policy says so', () => {
  const end = append(a(4, 'x', 'done'), 'acknowledged', [1, 4])
  expect(broken({ terminal: true }, every, two([...three, end], cut, first))).toMatch(/^terminal-is-safe: /)
  expect(broken({ terminal: true }, every, two(three, cut, first))).toBeUndefined()
})
