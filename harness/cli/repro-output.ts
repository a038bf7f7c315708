import type { WrittenRepro } from '../../reports/meta.ts'
import { reproOf } from '../check/repro.ts'
import type { ScenarioResult } from '../check/verdict.ts'
import { BUILT_IN } from './catalogue.ts'
import { HarnessError } from './errors.ts'
import { writeWhole } from './output-folder.ts'
import type { Job } from './selection.ts'

export interface ReproOutput {
  readonly written: readonly WrittenRepro[]
  /** Why the next one could not be written. A finding without its file is still worth reading. */
  readonly failure?: HarnessError
}

/** Writes a repro for every result that has a finding, until one cannot be written. */
export async function writeRepros(jobs: readonly Job[], results: readonly ScenarioResult[], folder: string): Promise<ReproOutput> {
  const written: WrittenRepro[] = []
  const names = new Set<string>()
  for (const [index, { finding, scenario, implementation }] of results.entries()) {
    const job = jobs[index]
    if (!finding || !job) continue
    const name = freeName(scenario, implementation, finding.fingerprint, names)
    names.add(name)
    const text = `${JSON.stringify(reproOf(finding, scenario, implementation), null, 2)}\n`
    try {
      const file = await writeWhole(folder, name, text)
      written.push({ scenario, implementation, file, replay: replayCommand(file, job) })
    } catch (failure) {
      if (!(failure instanceof HarnessError)) throw failure
      return { written, failure }
    }
  }
  return { written }
}

function freeName(scenario: string, implementation: string, fingerprint: string, taken: ReadonlySet<string>): string {
  const start = dashes(scenario)
  const names = [`${start}-${fingerprint.slice(0, 4)}`, `${start}-${fingerprint}`, `${start}-${dashes(implementation)}-${fingerprint}`].map((name) => `${name}.repro.json`)
  return names.find((name) => !taken.has(name)) ?? names[2]!
}

function dashes(name: string): string {
  return name.replace(/[^A-Za-z0-9_]+/g, '-').replace(/^-+|-+$/g, '')
}

/** With the files that the scenario and the implementation came from: a repro names no path that would be imported. */
function replayCommand(file: string, { scenario, implementation }: Job): string {
  const words = ['npx', 'powercut', 'replay', file]
  if (scenario.source !== BUILT_IN) words.push(scenario.source)
  if (implementation.source !== BUILT_IN && implementation.source !== scenario.source) words.push('--implementation', implementation.source)
  return words.map(quoted).join(' ')
}

/** As a POSIX shell reads it back. */
export function quoted(word: string): string {
  return /^[\w./@%+=:,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
