import { expect, test } from 'vitest'
import { emptyColumn } from './column.ts'
import { FILE_SYSTEMS } from './file-systems.ts'
import type { Program } from './program.ts'
import { asJson, asText, hasViolations } from './report.ts'
import { violationOf } from './violation.ts'

const btrfs = FILE_SYSTEMS.find(({ type }) => type === 'btrfs')!
const PROGRAM: Program = { setup: [['mkdir', 'd']], operations: [['write', 'd/x', 0, 3, 66, 'c'], ['link', 'd/x', 'y'], ['symlink', 'd/x', 'l']] }
const outcome = { first: 3, last: 4, count: 1, complete: false, tree: [['d', { kind: 'directory', identity: 1 }], ['d/x', { kind: 'file', identity: 2, bytes: Uint8Array.of(66, 66, 0) }], ['l', { kind: 'symlink', identity: 3, target: 'd/x' }], ['y', { kind: 'file', identity: 2, bytes: Uint8Array.of(66, 66, 0) }]] } as const

test('a violation is printed with its smallest program as a row for the facts of the disk', () => {
  const column = emptyColumn(btrfs)
  const violation = violationOf(btrfs, 'btrfs', 'seed/btrfs', 7, PROGRAM, outcome)
  column.violations.push({ ...violation, minimal: { runs: 41, violation } })
  const report = { seed: 'seed', columns: [column], skipped: [] }
  expect(hasViolations(report)).toBe(true)
  expect(asText(report)).toContain([
    'The smallest program that shows it, of 41 that were tried, as a row for the facts of the disk:',
    '  {',
    "    title: 'seen on btrfs',",
    "    setup: [['mkdir', 'd']],",
    "    operations: [['write', 'd/x', 0, 3, 66, 'c'], ['link', 'd/x', 'y'], ['symlink', 'd/x', 'l']],",
    "    trees: [{ tree: 'd/ 1:d/x=B2,01 l->d/x 1:y=B2,01', yes: 'btrfs posix', no: '' }],",
    '  },',
  ].join('\n'))
})

test('media that a known mistake of the kernel leaves unmountable are counted and told, and are no violations', () => {
  const column = emptyColumn(btrfs)
  column.unmountable.images = 12
  column.unmountable.programs = 3
  const report = { seed: 'seed', columns: [column], skipped: [] }
  expect(hasViolations(report)).toBe(false)
  expect(asText(report)).toContain(`Not mountable: btrfs, 12 images of 3 programs. ${btrfs.mistake!.says}.`)
  expect(JSON.parse(asJson(report))).toMatchObject({ fileSystems: [{ unmountable: { images: 12, programs: 3 } }] })
})
