import { expect, test } from 'vitest'
import { simulate } from './check-outcomes.ts'
import { addCoverage, type Covered, COVERED } from './coverage.ts'
import { randomProgram } from './random-program.ts'

const programs = Array.from({ length: 300 }, (_, number) => randomProgram('test', number))

test('programs run on the simulated disk, from two files and a directory, and three steps of each sync nothing', () => {
  for (const program of programs) {
    const { disk, lengths } = simulate(program)
    const base = disk.base.node(disk.base.root)
    expect(base?.kind === 'directory' && base.entries.size >= 2).toBe(true)
    expect(program.setup[0]).toEqual(['mkdir', 'd'])
    expect(lengths.at(-1)).toBe(disk.log.length)
    expect(program.operations.length).toBeGreaterThanOrEqual(3)
    expect(disk.log.filter(({ kind }) => kind === 'entry' || kind === 'data').length).toBeGreaterThanOrEqual(2)
  }
})

test('they cover the syscall table', () => {
  const coverage = new Map<Covered, number>()
  for (const program of programs) addCoverage(coverage, simulate(program))
  expect(COVERED.filter((covered) => !coverage.has(covered))).toEqual([])
})

test('the same seed and number give the same program', () => {
  expect(randomProgram('test', 7)).toEqual(programs[7])
  expect(randomProgram('other', 7)).not.toEqual(programs[7])
})
