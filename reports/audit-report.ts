import type { ScenarioResult } from '../harness/check/verdict.ts'
import type { DefectRow, MutantRow } from './audit.ts'
import { plain, plural } from './plain.ts'
import { paint, type TextStyle } from './style.ts'

/** All that decides an audit. */
export interface AuditMeta {
  readonly version: string
  readonly seed: string
  /** Plans per scenario at most: a search ends when it has found something. */
  readonly runs: number
  readonly profiles: readonly string[]
  /** `defects`, `defects, by the general scenarios` or `host mutants`. */
  readonly of: string
}

export function auditHeader({ version, seed, runs, profiles }: AuditMeta, what: string, style: TextStyle): string {
  const text = `powercut ${version} · audit · ${what} · up to ${plural(runs, 'run')} per scenario · seed ${JSON.stringify(seed)} · profile${profiles.length === 1 ? '' : 's'} ${profiles.join(', ')}`
  return paint(plain(text), 'dim', style)
}

/** The JSON report of an audit. No clock is in it: equal options give equal bytes for any number of workers. */
export interface AuditJson {
  readonly version: 1
  readonly kind: 'powercut audit'
  readonly powercut: string
  readonly of: string
  readonly seed: string
  readonly runs: number
  readonly profiles: readonly string[]
  readonly interrupted: boolean
  readonly exitCode: number
  readonly summary: Readonly<Record<'killed' | 'survived' | 'open', number>>
  readonly defects?: readonly DefectRow[]
  readonly mutants?: readonly MutantRow[]
  /** Scenarios in which the implementation itself does not hold: then there are no mutants. */
  readonly unsound?: readonly ScenarioResult[]
}

type Rows = Pick<AuditJson, 'defects' | 'mutants' | 'unsound'>

export function auditJson({ version, of, seed, runs, profiles }: AuditMeta, rows: Rows, end: { readonly interrupted: boolean; readonly exitCode: number }): AuditJson {
  const all = [...(rows.defects ?? []), ...(rows.mutants ?? [])]
  const count = (outcome: 'killed' | 'survived' | 'open'): number => all.filter((row) => row.outcome === outcome).length
  const summary = { killed: count('killed'), survived: count('survived'), open: count('open') }
  return { version: 1, kind: 'powercut audit', powercut: version, of, seed, runs, profiles, ...end, summary, ...rows }
}
