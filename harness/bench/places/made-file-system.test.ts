import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loopDevicesIn } from '../../real/conformance/folders.ts'
import { machineAt, nothingCosts } from '../machine.ts'
import { MADE_FILE_SYSTEMS, onMade, whyNotMade } from './made-file-system.ts'

describe('file systems made for the benchmark', () => {
  let folder: string
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'powercut-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const left = (): readonly string[] => [...readdirSync(folder), ...loopDevicesIn(folder), ...readFileSync('/proc/self/mounts', 'utf8').split('\n').filter((line) => line.includes(folder))]

  for (const type of MADE_FILE_SYSTEMS) {
    test(`${type} is there while it is used, and nothing is left; where it cannot be made, a sentence says why`, async () => {
      const reason = whyNotMade(type)
      if (reason !== undefined) return expect(reason).toMatch(/^it needs /)
      await onMade(type, folder, async (mounted) => {
        writeFileSync(join(mounted, 'file'), 'text')
        const machine = machineAt(mounted)
        expect(machine.fileSystem).toBe(type)
        expect(nothingCosts(machine) !== undefined).toBe(type === 'tmpfs')
        if (type !== 'tmpfs') expect(machine.device).toMatch(/^loop device over a file on /)
      })
      expect(left()).toEqual([])
      // Also where the folder is given as a person types it.
      await expect(onMade(type, relative('.', folder), () => Promise.reject(new Error('in the middle')))).rejects.toThrow('in the middle')
      expect(left()).toEqual([])
    })
  }
})
