import type { CatalogueDescription } from './catalogue.ts'
import { HarnessError, UsageError } from './errors.ts'
import type { Lane } from './lane.ts'

/** Loads the catalogue in a worker and brings back what can be said of it. Throws a `UsageError` where a file of the user's cannot be used. */
export async function describe(lane: Lane, files: readonly string[]): Promise<CatalogueDescription> {
  const answer = await lane.ask({ kind: 'describe' })
  if (answer.kind === 'described') return answer.description
  if (answer.kind === 'unusable') throw new UsageError(answer.message)
  if (answer.kind === 'broken') throw new HarnessError(`the suites could not be loaded: ${answer.message}\n${answer.stack}`)
  if (answer.kind !== 'lost') throw new HarnessError(`the suites could not be loaded: a worker answered ${JSON.stringify(answer.kind)}`)
  if (files.length > 0) throw new UsageError(`${files.join(', ')} cannot be loaded: its top level ${answer.why}; a scenario file only exports`)
  throw new HarnessError(`the built-in suites could not be loaded: their code ${answer.why}`)
}
