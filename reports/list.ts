import { plain } from './plain.ts'

/** What can be named on the command line. `source`: `built-in`, or the file that it came from. */
export interface Listing {
  readonly suites: readonly { readonly id: string; readonly source: string; readonly contract: string; readonly methods: readonly string[] }[]
  readonly scenarios: readonly { readonly id: string; readonly source: string; readonly title: string; readonly origin: readonly string[]; readonly general?: boolean; readonly covers?: readonly string[] }[]
  readonly implementations: readonly ListedImplementation[]
}

export interface ListedImplementation {
  readonly name: string
  readonly source: string
  readonly role: 'reference' | 'defect' | 'given'
  readonly suite?: string
  /** Of a defect. */
  readonly mistake?: string
  readonly origin?: readonly string[]
  readonly caughtBy?: readonly string[]
}

/** Ends with a line break. Sections without a row are left out; where there is none, a sentence says so. */
export function listText({ suites, scenarios, implementations }: Listing): string {
  const width = Math.max(0, ...scenarios.map(({ id }) => id.length), ...implementations.map(({ name }) => name.length))
  const row = (name: string, parts: readonly string[]): string => plain(`  ${name.padEnd(width)}  ${parts.filter((part) => part !== '').join(' ')}`.trimEnd())
  const defects = implementations.filter(({ role }) => role === 'defect')
  const others = implementations.filter(({ role }) => role !== 'defect')
  const sections: [title: string, rows: string[]][] = [
    ['Suites', suites.map(({ id, contract, methods, source }) => row(id, [`contract ${contract}: ${methods.join(', ')}`, from(source)]))],
    ['Scenarios', scenarios.map(({ id, title, origin, source, general = false, covers = [] }) => row(id, [title, origins(origin), general ? '(general)' : '', covers.length === 0 ? '' : `{${covers.join(', ')}}`, from(source)]))],
    ['Implementations', others.map(({ name, role, suite = '', source }) => row(name, [role === 'reference' ? `reference of ${suite}` : '', from(source)]))],
    [
      'Defects: gate --implementation NAME runs one',
      defects.map(({ name, mistake = '', origin = [], caughtBy = [] }) => row(name, [mistake, origins(origin), `– must be caught by ${caughtBy.join(', ')}`])),
    ],
  ]
  const text = sections
    .filter(([, rows]) => rows.length > 0)
    .map(([title, rows]) => `${[title, ...rows].join('\n')}\n`)
    .join('\n')
  return text === '' ? 'Nothing fits all of these flags.\n' : text
}

function origins(origin: readonly string[]): string {
  return origin.length === 0 ? '' : `[${origin.join(', ')}]`
}

function from(source: string): string {
  return source === 'built-in' ? '' : `(${source})`
}
