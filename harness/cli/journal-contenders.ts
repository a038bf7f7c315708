import type { AppendStore, Contender } from '../bench/append-store.ts'
import type { Implementation } from '../check/implementation.ts'
import { benchedJournals } from '../../scenarios/journal/bench.ts'
import { suites } from '../../scenarios/index.ts'
import { defects } from '../../scenarios/defects/index.ts'
import { UsageError } from './errors.ts'
import { implementationFile } from './implementation-flag.ts'
import { suggestion } from './nearest.ts'
import { loadImplementation } from './user-module.ts'

const JOURNAL = 'journal'

/** The journal that a word names: a file that exports one, or a built-in one. Throws a `UsageError`. */
export async function contenderNamed(flag: string, text: string): Promise<Contender> {
  const { implementationFile: file } = implementationFile(text)
  if (file !== undefined) return contenderOf(await loadImplementation(file))
  const built = benchedJournals.find(({ name }) => name === text)
  if (built !== undefined) return built
  const others = [...suites.filter(({ contract }) => contract.name === JOURNAL).map(({ reference }) => reference), ...defects.filter(({ suite }) => suite === JOURNAL).map(({ implementation }) => implementation)]
  const found = others.find(({ name }) => name === text)
  if (found !== undefined) return contenderOf(found)
  throw new UsageError(`${flag} ${JSON.stringify(text)} is neither a file nor a built-in journal; ${suggestion(text, [...benchedJournals, ...others].map(({ name }) => name))}`)
}

/** Any implementation of the journal's contract: every stream opens one, with the policy as its `sync`. */
export function contenderOf(implementation: Implementation): Contender {
  return {
    name: implementation.name,
    simulated: true,
    openAll: (host, runs, sync) => Promise.all(runs.map(async (run) => (await implementation.open(host, { run, sync })) as AppendStore)),
  }
}
