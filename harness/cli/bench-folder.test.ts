import { describe, expect, test } from 'vitest'
import { measuredIn } from './bench-folder.ts'
import { HarnessError } from './errors.ts'

describe('what stops a measurement', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' })
  const measured = (error: unknown): Promise<never> => measuredIn('disk', 'journals', () => Promise.reject(error))

  test.each([
    ['as the system throws it', full, full.message],
    ['as a store throws it', new Error('the journal stopped', { cause: new Error('earlier', { cause: full }) }), 'the journal stopped'],
  ])('an error of the disk is one sentence, %s', async (_, error, why) => {
    await expect(measured(error)).rejects.toThrow(HarnessError)
    await expect(measured(error)).rejects.toThrow(`journals could not be measured in "disk" (${why}); give a folder on a disk that has room and works, as in "--dir ."`)
  })

  test.each([new TypeError('x is not a function'), new Error('a store said no'), new HarnessError('the output could not be written', { cause: full })])('anything else stays as it is: %s', async (error) => {
    await expect(measured(error)).rejects.toBe(error)
  })

  test('what succeeds is given back', async () => {
    expect(await measuredIn('disk', 'journals', () => Promise.resolve(1))).toBe(1)
  })
})
