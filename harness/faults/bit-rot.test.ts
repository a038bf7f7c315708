import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scenario } from '../check/define-scenario.ts'
import type { Implementation } from '../check/implementation.ts'
import type { Scenario } from '../check/scenario.ts'
import { explore } from '../explore/explore.ts'
import { replay } from '../explore/replay.ts'
import { bitRot, type BitRotOptions } from './bit-rot.ts'
import { powerCut } from './crashes.ts'

interface Cell {
  put(value: number): Promise<void>
  get(): Promise<number | 'damaged' | 'empty'>
}

/** One number in a file, `value sum`. With the mistake it does not look at the sum. */
function cell(checks: boolean): Implementation<Cell> {
  return {
    name: checks ? 'checks' : 'trusts',
    capabilities: [],
    open: async ({ fs }) => ({
      put: (value) => fs.writeFile('/cell', `${value} ${value % 97} ${value % 89}`, { flush: true }),
      async get() {
        const text = await fs.readFile('/cell', 'utf8').catch(() => '')
        const [value, ...sums] = text.split(' ')
        if (text === '') return 'empty'
        return checks && text !== `${Number(value)} ${Number(value) % 97} ${Number(value) % 89}` ? 'damaged' : sums.length === 2 && Number.isInteger(Number(value)) ? Number(value) : 'damaged'
      },
    }),
  }
}

function cells(options: BitRotOptions = {}): Scenario<Cell> {
  return scenario<Cell, number, number | string>({
    id: 'cell/rot',
    title: 'a number is kept while bits rot',
    origin: [],
    input: fc.integer({ min: 10, max: 99_999 }),
    faults: [powerCut({ crashes: 1 }), bitRot(options)],
    workload: async (stage, value) => (await stage.start('server')).store.put(value),
    recover: async (stage) => (await stage.start('server')).store.get(),
    invariants: [{
      name: 'no other number',
      states: 'What is read was written, or is told to be damaged.',
      check: ({ input, lives }) => {
        const { observed } = lives[lives.length - 1]!
        return typeof observed !== 'number' || observed === input ? undefined : `${observed} was read, and ${input} was written`
      },
    }, {
      name: 'no false alarm',
      states: 'What did not rot is not told to be damaged.',
      check: ({ lives }) => (lives[lives.length - 1]!.observed === 'damaged' && (lives[0]!.crash?.rot ?? []).length === 0 ? 'healthy bytes were told to be damaged' : undefined),
    }],
  })
}

const OPTIONS = { seed: 'test', runs: 24, profiles: ['strict'], suite: 'cell' } as const

describe('bit rot', () => {
  test('a store that checks sums holds', async () => {
    const result = await explore(cells(), cell(true), OPTIONS)
    expect(result).toMatchObject({ verdict: 'held' })
    expect(result.faults.bitRot).toBeGreaterThan(24)
  })

  test('a store that trusts its file reads a number that nobody wrote; the plan names the bit, and shows it again', async () => {
    const store = cell(false)
    const result = await explore(cells(), store, OPTIONS)
    expect(result).toMatchObject({ verdict: 'violated', finding: { invariant: 'no other number', fit: 'exact' } })
    const { plan, sentence, story } = result.finding!
    const crash = plan.lives[0]!.crash!
    expect(crash).toMatchObject({ image: [], rot: [{ path: '/cell', offset: expect.any(Number) as number, bit: expect.any(Number) as number }] })
    expect(story.join('\n')).toMatch(/; bit \d of byte \d+ of \/cell flipped/)
    expect(await replay(plan, cells(), store)).toMatchObject({ verdict: 'violated', sentence, fit: 'exact' })
    const { rot: _rot, ...healthy } = crash
    expect((await replay({ ...plan, lives: [{ ...plan.lives[0]!, crash: healthy }, ...plan.lives.slice(1)] }, cells(), store)).verdict).toBe('held')
    const elsewhere = { ...crash, rot: [{ path: '/elsewhere', offset: 0, bit: 0 }] }
    expect((await replay({ ...plan, lives: [{ ...plan.lives[0]!, crash: elsewhere }, ...plan.lives.slice(1)] }, cells(), store)).fit).toEqual({ outdated: ['/elsewhere'] })
  })

  test('keeps to its paths, and is not exercised where they do not exist', async () => {
    expect(await explore(cells({ paths: ['/other'] }), cell(false), OPTIONS)).toMatchObject({ verdict: 'not exercised', reason: 'the fault bitRot never fired' })
  })

  test('refuses what is out of range', () => {
    expect(() => bitRot({ bitsMax: 0 })).toThrow(/^bitsMax is 0; it takes a whole number from 1 to 1,000$/)
    expect(() => bitRot({ paths: ['a'] })).toThrow(TypeError)
  })
})
