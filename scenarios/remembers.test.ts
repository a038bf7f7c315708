import { expect, test } from 'vitest'
import { explore } from '../harness/explore/explore.ts'
import { defects } from './defects/index.ts'
import { suites } from './index.ts'

/** Everything is run once more, with all that is pending varied: remembering and leaving out must change no verdict. */
const implementations = [
  ...suites.map(({ id, reference }) => ({ suite: id, implementation: reference, only: undefined })),
  ...defects.filter(({ caughtBy }) => caughtBy.length > 0).map(({ suite, implementation, caughtBy }) => ({ suite, implementation, only: caughtBy[0] })),
]

test.each(implementations)('$suite, $implementation.name: the same verdict whether recoveries are remembered or run', async ({ suite: id, implementation, only }) => {
  const suite = suites.find((candidate) => candidate.id === id)!
  const scenario = suite.scenarios.find((candidate) => candidate.id === only) ?? suite.scenarios[0]!
  const said = async (remembers: boolean): Promise<unknown> => {
    const { verdict, finding } = await explore(scenario, implementation, { seed: 'remembers', runs: 2, first: 0, count: 1, profiles: ['ext4'], suite: id, remembers })
    return { verdict, invariant: finding?.invariant, input: finding?.plan.input }
  }
  expect(await said(true)).toEqual(await said(false))
})
