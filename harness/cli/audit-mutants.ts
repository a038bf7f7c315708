import { attemptOf, type Attempt, type MutantRow } from '../../reports/audit.ts'
import { mutantsOf, SyncSites, type HostMutant, type SyncReport } from '../audit/host-mutant.ts'
import { siteKey } from '../audit/sync-site.ts'
import type { ScenarioResult } from '../check/verdict.ts'
import type { ImplementationDescription } from './catalogue.ts'
import type { ExitCode } from './exit-code.ts'
import { search, type SearchOptions } from './search.ts'
import type { Job } from './selection.ts'
import { untilKilled } from './until-killed.ts'

/** One mutant, and the scenarios whose runs came to what it leaves out: on all others it does what the implementation does. */
export interface Mutation {
  readonly implementation: ImplementationDescription
  readonly mutant: HostMutant
  readonly jobs: readonly Job[]
}

export interface Discovery {
  readonly results: readonly ScenarioResult[]
  readonly mutations: readonly Mutation[]
}

/** Runs the implementation as it is, and notes where it syncs. A mutant that dies under these very plans has died of what it lacks. */
export async function discover(jobs: readonly Job[], options: SearchOptions): Promise<Discovery> {
  const noted = new Map<Job, SyncSites>()
  const noting = jobs.map((job): Job => ({ ...job, implementation: { ...job.implementation, host: { notes: 'syncs' } } }))
  const results = await search(noting, {
    ...options,
    onSyncs: (job, syncs) => {
      if (!noted.has(job)) noted.set(job, new SyncSites())
      noted.get(job)!.add(syncs)
    },
  })
  const reports = new Map(jobs.map((job, index) => [job, noted.get(noting[index]!)?.report() ?? NOTHING] as const))
  return { results, mutations: mutationsOf(jobs, reports) }
}

const NOTHING: SyncReport = { sites: [], renames: [] }

export function mutationsOf(jobs: readonly Job[], reports: ReadonlyMap<Job, SyncReport>): Mutation[] {
  const implementations = [...new Set(jobs.map(({ implementation }) => implementation))]
  return implementations.flatMap((implementation) => {
    const own = jobs.filter((job) => job.implementation === implementation)
    const sites = new SyncSites()
    for (const job of own) sites.add(reports.get(job)!)
    return mutantsOf(sites.report()).map((mutant): Mutation => {
      const comesTo = (job: Job): boolean => reports.get(job)!.sites.some((site) => mutant.drops.includes(siteKey(site)))
      const jobsOfMutant = own.filter(comesTo).map((job) => ({ ...job, implementation: { ...implementation, host: { drops: mutant.drops } } }))
      return { implementation, mutant, jobs: jobsOfMutant }
    })
  })
}

/** Tries the scenarios of each mutation until one kills it. `onRow` is called in the order of the mutations. */
export async function tryMutations(mutations: readonly Mutation[], options: Omit<SearchOptions, 'onResult'>, onRow: (row: MutantRow) => void): Promise<MutantRow[]> {
  const rows: MutantRow[] = []
  await untilKilled(mutations.map(({ jobs }) => jobs), options, (results, index) => {
    const row = mutantRow(mutations[index]!, results.map(attemptOf))
    rows.push(row)
    onRow(row)
  })
  return rows
}

function mutantRow({ implementation, mutant: { without, place } }: Mutation, attempts: readonly Attempt[]): MutantRow {
  const isOpen = attempts.some(({ verdict }) => verdict === 'incomplete')
  const outcome = attempts.some(({ killed }) => killed) ? 'killed' : isOpen ? 'open' : 'survived'
  return { implementation: implementation.name, without, place, outcome, attempts }
}

/** 4: a mutant survived, which a person must judge, or nothing is known of it. */
export function mutantsCode(rows: readonly MutantRow[]): ExitCode {
  return rows.length > 0 && rows.every(({ outcome }) => outcome === 'killed') ? 0 : 4
}
