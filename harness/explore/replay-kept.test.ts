import { expect, test } from 'vitest'
import type { Implementation } from '../check/implementation.ts'
import type { Plan } from '../check/plan.ts'
import { explore } from './explore.ts'
import { replayKept, type KeptReplay } from './replay-kept.ts'
import { appendScenario, logStore, type Log } from './test-support/log-store.ts'

const broken = logStore({ syncFile: false })
const mended = logStore()

async function keptPlan(): Promise<Plan> {
  const { finding } = await explore(appendScenario(), broken, { seed: 'test', runs: 4, profiles: ['posix'], suite: 'log' })
  return finding!.plan
}

const kept = async (implementation: Implementation<Log>, change: (plan: Plan) => Plan = (plan) => plan, cancelled = false): Promise<KeptReplay> =>
  replayKept(change(await keptPlan()), appendScenario(), implementation, { name: 'log.repro.json', cancelled: () => cancelled })

/** The store after somebody rewrote it: other operations on another file; an fsync in it or not. */
const rewritten = (sync: boolean): Implementation<Log> => ({
  name: 'rewritten',
  capabilities: [],
  async open({ fs }) {
    await fs.writeFile('/other', '', { flag: 'a' })
    const directory = await fs.open('/', 'r')
    await directory.sync()
    return {
      append: (text) => fs.appendFile('/other', `${text};`, { flush: sync }),
      read: async () => (await fs.readFile('/other', 'utf8')).split(';').filter((text) => /^[a-z0-9]+$/.test(text)),
    }
  },
})

test('on the code that it was found on it violates, exactly, with a finding whose plan is the same', async () => {
  const plan = await keptPlan()
  const replayed = await kept(broken)
  expect(replayed).toMatchObject({ verdict: 'violated', how: 'exactly', finding: { invariant: 'acknowledged survives', foundBy: { strategy: 'the kept repro log.repro.json' } } })
  expect(replayed.finding!.plan).toEqual(plan)
  expect(replayed.labels.fit).toBe(replayed.labels.of)
  expect(replayed.labels.of).toBeGreaterThan(0)
})

test('on mended code that has all of its labels it holds exactly', async () => {
  expect(await kept(mended)).toMatchObject({ verdict: 'held', how: 'exactly' })
})

test('code that was rewritten with the same mistake is caught in the neighbourhood, with a plan of its own that shows it', async () => {
  const replayed = await kept(rewritten(false))
  expect(replayed).toMatchObject({ verdict: 'violated', how: 'neighbourhood', finding: { invariant: 'acknowledged survives' } })
  expect(replayed.labels.fit).toBeLessThan(replayed.labels.of)
  const again = await replayKept(replayed.finding!.plan, appendScenario(), rewritten(false), { name: 'x', cancelled: () => false })
  expect(again).toMatchObject({ verdict: 'violated', how: 'exactly' })
})

test('code that was rewritten without the mistake holds in the neighbourhood, and the labels say how near that is', async () => {
  const replayed = await kept(rewritten(true))
  expect(replayed).toMatchObject({ verdict: 'held', how: 'neighbourhood' })
  expect(replayed.labels.fit).toBeLessThan(replayed.labels.of)
})

test('a hold and a fault of labels that are gone are left out, the others stay', async () => {
  const extra = (plan: Plan): Plan => {
    const [first, ...later] = plan.lives
    const lost = { operation: 'nobody/nothing/write x #9', until: null }
    return { ...plan, lives: [{ ...first!, holds: [lost], faults: [{ fault: 'ioError', at: 'nobody/nothing/write x #8', options: null }] }, ...later] }
  }
  const [plain, more] = [await kept(mended), await kept(mended, extra)]
  expect(more).toMatchObject({ verdict: 'held', how: 'neighbourhood', labels: { fit: plain.labels.fit, of: plain.labels.of + 2 } })
})

test('where it was cut short nothing is known, and where a capability lacks it is not applicable', async () => {
  expect(await kept(rewritten(true), undefined, true)).toMatchObject({ verdict: 'incomplete' })
  const scenario = appendScenario({ needs: ['levitation'] })
  expect(await replayKept(await keptPlan(), scenario, mended, { name: 'x', cancelled: () => false })).toMatchObject({
    verdict: 'not applicable', reason: 'log does not state the capability levitation',
  })
})
