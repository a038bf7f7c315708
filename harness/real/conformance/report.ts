import type { Column } from './column.ts'
import { COVERED } from './coverage.ts'
import { fixtureRow } from './fixture-row.ts'
import type { TornWrites } from './process-death.ts'
import type { Violation } from './violation.ts'

/** All that a run found, as it is printed and as `--json` gives it. */
export interface Report {
  readonly seed: string
  readonly columns: readonly Column[]
  /** One sentence each. */
  readonly skipped: readonly string[]
  readonly tornWrites?: readonly TornWrites[]
}

const VIOLATIONS_SHOWN_MAX = 3

export function hasViolations({ columns, tornWrites = [] }: Report): boolean {
  return columns.some(({ violations }) => violations.length > 0) || tornWrites.some(({ violations }) => violations.length > 0)
}

export function asJson({ seed, columns, skipped, tornWrites }: Report): string {
  const plain = columns.map(({ coverage, milliseconds, ...rest }) => ({ ...rest, milliseconds: Math.round(milliseconds), coverage: Object.fromEntries(COVERED.map((covered) => [covered, coverage.get(covered) ?? 0])) }))
  return JSON.stringify({ seed, fileSystems: plain, skipped, ...(tornWrites !== undefined && { tornWrites }) }, null, 2)
}

export function asText({ seed, columns, skipped, tornWrites = [] }: Report): string {
  const lines: string[] = []
  if (columns.length > 0) {
    lines.push(`Conformance of the simulated disk, seed ${seed}`, '')
    lines.push(...table([['', ...columns.map(({ fileSystem }) => fileSystem)], ...figures(columns)]))
    lines.push('', 'Operations', ...table(COVERED.map((covered) => [covered, ...columns.map(({ coverage }) => whole(coverage.get(covered) ?? 0))])))
  }
  for (const { folder, kills, torn, none, all, violations } of tornWrites) {
    lines.push('', `Process death in ${folder}: ${whole(kills)} writers killed; ${whole(torn)} writes cut, ${whole(none)} without effect, ${whole(all)} complete; ${whole(violations.length)} violations`)
    for (const violation of violations.slice(0, VIOLATIONS_SHOWN_MAX)) lines.push(violation)
  }
  for (const { fileSystem, unmountable } of columns) {
    if (unmountable.images > 0) lines.push('', `Not mountable: ${fileSystem}, ${whole(unmountable.images)} images of ${whole(unmountable.programs)} programs. ${unmountable.says}.`)
  }
  for (const { violations } of columns) for (const violation of shown(violations)) lines.push(...textOf(violation))
  lines.push(...skipped)
  return lines.join('\n')
}

/** Those that were minimised, or else the first. */
function shown(violations: readonly Violation[]): readonly Violation[] {
  const minimised = violations.filter(({ minimal }) => minimal !== undefined)
  return minimised.length > 0 ? minimised : violations.slice(0, VIOLATIONS_SHOWN_MAX)
}

function textOf({ minimal, ...violation }: Violation): string[] {
  const lines = ['', `Violation: ${violation.fileSystem}, program ${violation.number} of seed ${violation.seed}: ${violation.reason}`, JSON.stringify(violation)]
  if (minimal === undefined) return lines
  lines.push(`The smallest program that shows it, of ${whole(minimal.runs)} that were tried${minimal.violation.tree === undefined ? ':' : ', as a row for the facts of the disk:'}`)
  return [...lines, minimal.violation.tree === undefined ? JSON.stringify(minimal.violation) : fixtureRow(minimal.violation)]
}

function figures(columns: readonly Column[]): string[][] {
  const row = (name: string, value: (column: Column) => string): string[] => [name, ...columns.map(value)]
  return [
    row('profile', ({ profile }) => profile),
    row('programs', ({ programs }) => whole(programs)),
    row('crash images', ({ images }) => whole(images)),
    row('images per second', ({ images, milliseconds }) => (milliseconds === 0 ? '' : whole(Math.round((images * 1000) / milliseconds)))),
    row('distinct outcomes', ({ outcomes }) => whole(outcomes)),
    row('not mountable', ({ unmountable }) => whole(unmountable.images)),
    row('violations', ({ violations }) => whole(violations.length)),
    row('admitted, never seen', ({ admitted, seen }) => (admitted === 0 ? '' : `${Math.round(((admitted - seen) * 100) / admitted)} % of ${whole(admitted)}`)),
  ]
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, place) => Math.max(...rows.map((row) => row[place]!.length)))
  return rows.map((row) => row.map((cell, place) => (place === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[place]!))).join('  ').trimEnd())
}

function whole(value: number): string {
  return value.toLocaleString('en')
}
