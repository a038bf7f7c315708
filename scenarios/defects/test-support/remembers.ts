import { expect, test } from 'vitest'
import { explore } from '../../../harness/explore/explore.ts'
import { suites } from '../../index.ts'
import { defects } from '../index.ts'

/**
 * The reference of a suite, and the first defect that each scenario catches, are run once more with all that is pending varied: remembering and leaving out must
 * change no verdict.
 */
export function expectSameVerdicts(suiteId: string): void {
  const suite = suites.find(({ id }) => id === suiteId)!
  const caught = defects.filter((defect) => defect.suite === suiteId).map(({ implementation, caughtBy }) => ({ implementation, scenarioId: caughtBy[0]! }))
  const first = caught.filter(({ scenarioId }, index) => caught.findIndex((other) => other.scenarioId === scenarioId) === index)

  test.each([{ implementation: suite.reference, scenarioId: suite.scenarios[0]!.id }, ...first])(
    '$implementation.name: the same verdict whether recoveries are remembered or run',
    async ({ implementation, scenarioId }) => {
      const scenario = suite.scenarios.find(({ id }) => id === scenarioId)!
      const said = async (remembers: boolean): Promise<unknown> => {
        const { verdict, finding } = await explore(scenario, implementation, { seed: 'remembers', runs: 2, first: 0, count: 1, profiles: ['ext4'], suite: suiteId, remembers })
        return { verdict, invariant: finding?.invariant, input: finding?.plan.input }
      }
      expect(await said(true)).toEqual(await said(false))
    },
  )
}
