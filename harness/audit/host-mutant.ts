import type { Implementation } from '../check/implementation.ts'
import { renameKey, siteKey, type RenameSite, type SyncSite } from './sync-site.ts'
import { withWatchedSyncs, type SyncWatch } from './watched-syncs.ts'

/** The sites that some runs of an implementation came to. Plain JSON, in an order that depends on nothing but the sites. */
export interface SyncReport {
  readonly sites: readonly SyncSite[]
  readonly renames: readonly RenameSite[]
}

/** An implementation on a host that leaves some syncs out: what it would be if their lines were not there. */
export interface HostMutant {
  /** What is missing: `the file sync of notes.txt`. */
  readonly without: string
  /** Where it stands in the code, from the inside out; empty where the stack shows none. */
  readonly place: readonly string[]
  /** Keys of the sites that do nothing. */
  readonly drops: readonly string[]
}

/** Notes the sites that an implementation comes to, and changes nothing. */
export class SyncSites {
  readonly #sites = new Map<string, SyncSite>()
  readonly #renames = new Map<string, RenameSite>()

  watch<Ops>(implementation: Implementation<Ops>): Implementation<Ops> {
    const sync = (site: SyncSite): boolean => {
      this.#add(site)
      return true
    }
    return onHost(implementation, { sync, renamed: (site) => this.#addRename(site) })
  }

  add({ sites, renames }: SyncReport): void {
    for (const site of sites) this.#add(site)
    for (const rename of renames) this.#addRename(rename)
  }

  report(): SyncReport {
    return { sites: inOrder(this.#sites), renames: inOrder(this.#renames) }
  }

  #add(site: SyncSite): void {
    const key = siteKey(site)
    if (site.kind === 'directory sync' || !this.#sites.has(key)) this.#sites.set(key, site)
  }

  #addRename(rename: RenameSite): void {
    const key = renameKey(rename)
    const syncs = new Set([...(this.#renames.get(key)?.syncs ?? []), ...rename.syncs])
    this.#renames.set(key, { ...rename, syncs: [...syncs].toSorted() })
  }
}

/** The implementation on a host on which these sites do nothing. */
export function mutated<Ops>(implementation: Implementation<Ops>, drops: readonly string[]): Implementation<Ops> {
  const dropped = new Set(drops)
  return onHost(implementation, { sync: (site) => !dropped.has(siteKey(site)) })
}

function onHost<Ops>(implementation: Implementation<Ops>, watch: SyncWatch): Implementation<Ops> {
  const { name, capabilities } = implementation
  return { name, capabilities, open: (host, options) => implementation.open(withWatchedSyncs(host, watch), options) }
}

const KINDS: Readonly<Record<SyncSite['kind'], string>> = {
  'file sync': 'the sync of',
  'directory sync': 'the directory sync of',
  'flushed write': 'the flush of the write to',
  'synchronous open': 'the write-through of',
}

/**
 * A mutant for each site; and one for each rename whose source is synced at several sites, without all of them, because each may stand in for the others.
 * A sync before a rename that stands alone is its site's mutant, which then says so.
 */
export function mutantsOf({ sites, renames }: SyncReport): HostMutant[] {
  const alone = new Map(renames.filter(({ syncs }) => syncs.length === 1).map((rename) => [rename.syncs[0]!, rename] as const))
  const single = sites.map((site): HostMutant => {
    const key = siteKey(site)
    const rename = alone.get(key)
    return { without: `${KINDS[site.kind]} ${site.role}${rename === undefined ? '' : ` before its rename to ${rename.to}`}`, place: site.place, drops: [key] }
  })
  const several = renames
    .filter(({ syncs }) => syncs.length > 1)
    .map(({ from, to, place, syncs }): HostMutant => ({ without: `every sync of ${from} before its rename to ${to}`, place, drops: syncs }))
  return [...single, ...several]
}

/** By file and line, then by key. */
function inOrder<Of extends { readonly place: readonly string[] }>(sites: ReadonlyMap<string, Of>): Of[] {
  const rank = ([key, { place }]: [string, Of]): (string | number)[] => {
    const [, file, line, column] = /([^( ]*):(\d+):(\d+)\)?$/.exec(place[0] ?? '') ?? []
    return [file ?? '', Number(line ?? 0), Number(column ?? 0), key]
  }
  return [...sites]
    .map((entry) => ({ entry, by: rank(entry) }))
    .toSorted((a, b) => compare(a.by, b.by))
    .map(({ entry: [, site] }) => site)
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at === -1 ? 0 : a[at]! < b[at]! ? -1 : 1
}
