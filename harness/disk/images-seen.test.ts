import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SeenHashes } from './images-seen.ts'

it('says what a set of pairs says, and grows', () => {
  const lane = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer())
  fc.assert(
    fc.property(fc.array(fc.tuple(lane, lane), { maxLength: 400 }), (pairs) => {
      const seen = new SeenHashes()
      const model = new Set<string>()
      for (const [hash1, hash2] of pairs) {
        expect(seen.add(hash1, hash2)).toBe(!model.has(`${hash1} ${hash2}`))
        model.add(`${hash1} ${hash2}`)
      }
      expect(seen.size).toBe(model.size)
    }),
  )
})
