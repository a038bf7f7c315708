import { deepStrictEqual } from 'node:assert/strict'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Disk } from './disk.ts'
import { OPEN } from './open-flags.ts'
import { Performer } from './test-support/performer.ts'
import { sandbox } from './test-support/sandbox.ts'
import { sequence } from './test-support/steps.ts'
import { diskCalls, kernelCalls } from './test-support/system-calls.ts'
import type { Sandbox } from './test-support/sandbox.ts'
import type { Step } from './test-support/steps.ts'

/** Sequences of the normal run; POWERCUT_SEQUENCES changes it. */
const SEQUENCES = Number(process.env['POWERCUT_SEQUENCES'] ?? 2000)

let place: Sandbox
let umask: number
beforeAll(() => {
  umask = process.umask(0o022)
  place = sandbox()
})
afterAll(() => {
  place.remove()
  process.umask(umask)
})

describe.runIf(process.platform === 'linux')('Disk beside the real kernel', () => {
  test(`${SEQUENCES} random sequences of syscalls give the same results, errors and trees`, { timeout: 60_000 + SEQUENCES * 50 }, () => {
    const calls = new Map<string, number>()
    fc.assert(
      fc.property(sequence, (steps) => {
        const simulated = new Performer(diskCalls(new Disk(place.image)), place.root, place.countsDirectoryLinks)
        const real = new Performer(kernelCalls, place.root, place.countsDirectoryLinks)
        try {
          for (const step of steps) {
            const wanted = real.perform(step)
            const got = simulated.perform(step)
            deepStrictEqual({ step, outcome: got }, { step, outcome: wanted })
            const key = `${step.call} ${(wanted as { code?: string }).code ?? 'ok'}`
            calls.set(key, (calls.get(key) ?? 0) + 1)
          }
          deepStrictEqual(simulated.tree(), real.tree())
        } finally {
          real.closeAll()
          place.clear()
        }
      }),
      { numRuns: SEQUENCES },
    )
    const missed = REACHED.filter((outcome) => !calls.has(outcome))
    expect(SEQUENCES < 2000 ? [] : missed).toEqual([])
  })

  test.each([40, 41])('a chain of %i symbolic links', (links) => {
    const steps: Step[] = Array.from({ length: links }, (_, index) => ({ call: 'symlink', path: `l${index}`, to: `l${index + 1}` }))
    steps.push({ call: 'open', slot: 0, path: 'l0', flags: OPEN.RDWR | OPEN.CREAT, mode: 0o666 }, { call: 'stat', path: `l${links}` })
    try {
      const simulated = new Performer(diskCalls(new Disk(place.image)), place.root, place.countsDirectoryLinks)
      const real = new Performer(kernelCalls, place.root, place.countsDirectoryLinks)
      const wanted = steps.map((step) => real.perform(step))
      expect(steps.map((step) => simulated.perform(step))).toEqual(wanted)
      expect(wanted.at(-1)).toMatchObject(links === 40 ? { gave: { kind: 'file' } } : { code: 'ELOOP' })
      real.closeAll()
    } finally {
      place.clear()
    }
  })
})

/** What random sequences must come across, or their generator has lost its point. */
const REACHED = ['access EACCES', 'access ok', 'close ok', 'fdatasync ok', 'fstat ok', 'fsync ok', 'ftruncate EINVAL', 'ftruncate ok']
  .concat(['link EEXIST', 'link ENOENT', 'link ENOTDIR', 'link EPERM', 'link ok', 'lstat ENOTDIR', 'lstat ok'])
  .concat(['mkdir EEXIST', 'mkdir ENOENT', 'mkdir ENOTDIR', 'mkdir ok', 'open EEXIST', 'open EINVAL', 'open EISDIR', 'open ENAMETOOLONG', 'open ENOENT', 'open ENOTDIR', 'open ok'])
  .concat(['read EBADF', 'read ok', 'readdir ENOTDIR', 'readdir ok', 'readlink EINVAL', 'readlink ok'])
  .concat(['rename EBUSY', 'rename EINVAL', 'rename EISDIR', 'rename ENOENT', 'rename ENOTDIR', 'rename ENOTEMPTY', 'rename ok'])
  .concat(['rmdir ENOENT', 'rmdir ENOTDIR', 'rmdir ENOTEMPTY', 'rmdir ok', 'stat ENOENT', 'stat ok', 'symlink EEXIST', 'symlink ENAMETOOLONG', 'symlink ok'])
  .concat(['truncate EISDIR', 'truncate ok', 'unlink EISDIR', 'unlink ENOTDIR', 'unlink ok', 'write EBADF', 'write ok'])
