import { expect, test } from 'vitest'
import { minimise } from './minimise.ts'
import type { Program } from './program.ts'

const PROGRAM: Program = {
  setup: [['mkdir', 'd'], ['write', 'a', 0, 3000, 65, 'ca'], ['write', 'b', 0, 100, 66, 'ca'], ['link', 'a', 'd/x']],
  operations: [
    ['write', 'b', 500, 9000, 67, 'c'], ['open', '1', 'a', 'ca'], ['put', '1', 0, 5000, 68], ['close', '1'], ['rename', 'a', 'd/y'], ['truncate', 'd/y', 700], ['fsync', 'd'], ['unlink', 'b'],
  ],
}

test('leaves what is needed to show it, at the smallest size', async () => {
  let runs = 0
  const shows = async ({ operations }: Program): Promise<string | undefined> => {
    runs++
    const renamed = operations.findIndex(([name]) => name === 'rename')
    const cut = operations.findIndex(([name, , length]) => name === 'truncate' && Number(length) >= 90)
    return renamed >= 0 && cut > renamed ? `shown in run ${runs}` : undefined
  }
  const found = await minimise(PROGRAM, 'at first', shows, 500)
  expect(found.program).toEqual({ setup: [['mkdir', 'd'], ['write', 'a', 0, 0, 65, 'c']], operations: [['rename', 'a', 'd/y'], ['truncate', 'd/y', 100]] })
  expect(found.runs).toBe(runs)
  expect(found.evidence).toMatch(/^shown in run \d+$/)
})

test('keeps to its runs, and to the program where nothing smaller shows it', async () => {
  const never = await minimise(PROGRAM, 'at first', async () => undefined, 5)
  expect(never).toEqual({ program: PROGRAM, evidence: 'at first', runs: 5 })
})

test('runs no program that a kernel would refuse, and none twice', async () => {
  const seen: string[] = []
  await minimise(PROGRAM, '', async (candidate) => {
    seen.push(JSON.stringify(candidate))
    return candidate.operations.some(([name]) => name === 'put') ? 'still' : undefined
  }, 500)
  expect(new Set(seen).size).toBe(seen.length)
  for (const text of seen) expect(/"put"/.test(text) && !/"open"/.test(text)).toBe(false)
})
