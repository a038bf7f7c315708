import { describe, expect, test } from 'vitest'
import { powerCut, processDeath } from './crashes.ts'
import { firings, shares, type Site } from './test-support/firings.ts'

describe('the death of one process', () => {
  const sites: Site[] = Array.from({ length: 20 }, (_, index) => ({ name: ['write', 'fsync', 'read', 'timer'][index % 4]!, path: '/a' }))

  test('comes in half of the runs before the operation had its effect', () => {
    const moments = shares(firings(processDeath({ single: true }), sites, 4_000).map(({ decision }) => (decision.fault === 'processDeath' ? decision.moment : '')))
    expect([...moments.keys()].sort()).toEqual(['after', 'before'])
    expect(Math.abs(moments.get('before')! - 0.5)).toBeLessThan(0.04)
  })
})

test('crashes are counted from 1 to 4', () => {
  for (const crashes of [0, 5, 1.5]) expect(() => powerCut({ crashes })).toThrow(`crashes is ${crashes}; it takes a whole number from 1 to 4`)
  expect(powerCut()).toEqual({ name: 'powerCut', options: { crashes: 2 } })
  expect(processDeath({ crashes: 1 })).toEqual({ name: 'processDeath', options: { crashes: 1, single: false } })
})
