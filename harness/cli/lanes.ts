import { availableParallelism } from 'node:os'
import type { CatalogueDescription } from './catalogue.ts'
import type { SearchCommand } from './command.ts'
import { describe } from './describe.ts'
import { implementationFile } from './implementation-flag.ts'
import { onInterrupt } from './interrupt.ts'
import { Lane } from './lane.ts'
import { WORKERS_MOST } from './limits.ts'
import { checkWritable } from './output-folder.ts'
import type { Screen } from './screen.ts'

export interface Lanes {
  readonly lanes: readonly Lane[]
  /** Aborted by Ctrl-C or by the end of the budget, with why as its reason. */
  readonly cut: AbortController
  readonly description: CatalogueDescription
}

/** `out` or `into`: the folder that something may be written to. */
export type LanesRequest = Pick<SearchCommand, 'files' | 'implementation' | 'budgetMs' | 'workers'> & ({ readonly out: string; readonly into?: undefined } | { readonly out?: undefined; readonly into: string })

/** Starts the workers of a command that searches, loads what the command speaks of, gives both to `body`, and ends the workers whatever happens. */
export async function withLanes<T>(command: LanesRequest, screen: Screen, body: (lanes: Lanes) => Promise<T>): Promise<T> {
  const { files, implementation, budgetMs, out, into } = command
  const chosen = implementationFile(implementation)
  const count = command.workers ?? Math.min(availableParallelism(), WORKERS_MOST)
  const lanes = Array.from({ length: count }, () => new Lane({ files, ...chosen, onOutput: (text) => screen.notice(text) }))
  const cut = new AbortController()
  const timers: NodeJS.Timeout[] = []
  const stopListening = onInterrupt(screen, () => cut.abort('interrupted'))
  try {
    const [description] = await Promise.all([describe(lanes[0]!, [...files, ...Object.values(chosen)]), into === undefined ? checkWritable(out!) : checkWritable(into, 'into')])
    if (budgetMs !== undefined) timers.push(setTimeout(() => cut.abort(`the budget of ${budgetMs / 1_000} s ended`), budgetMs))
    return await body({ lanes, cut, description })
  } finally {
    timers.forEach(clearTimeout)
    stopListening()
    screen.endProgress()
    await Promise.all(lanes.map((lane) => lane.close()))
  }
}
