import type { Implementation } from '../../../harness/check/implementation.ts'
import type { Json } from '../../../harness/check/json.ts'
import type { Host, PathLike } from '../../../harness/host/host.ts'
import type { Rules } from '../../../reference-impl/journal/rules.ts'
import type { CompleteJournal, JournalOptions } from '../../journal/contract.ts'
import { openReference, referenceJournal } from '../../journal/reference.ts'
import { altered } from '../altered-host.ts'

/** What of the reference differs, and nothing else does. */
export interface Alteration {
  host?(host: Host): Host
  options?(options: JournalOptions): JournalOptions
  /** Decisions of the reference in place of its own. */
  readonly rules?: Partial<Rules>
  /** Methods in place of those of an opened journal. */
  methods?(journal: CompleteJournal, host: Host, options: JournalOptions): Partial<CompleteJournal> | Promise<Partial<CompleteJournal>>
}

/** The reference journal with one alteration. */
export function alteredJournal(name: string, { host: hostOf, options: optionsOf, rules = {}, methods }: Alteration): Implementation<CompleteJournal> {
  return {
    name,
    capabilities: referenceJournal.capabilities,
    async open(host: Host, given: Json): Promise<CompleteJournal> {
      const options = (optionsOf?.(given as JournalOptions) ?? given) as JournalOptions
      const journal = await openReference(hostOf?.(host) ?? host, options, rules)
      return methods === undefined ? journal : altered(journal, await methods(journal, host, options))
    },
  }
}

/** True for the file that holds the records of a run. */
export function isRunFile(path: PathLike): boolean {
  return String(path).endsWith('.jsonl')
}

/** A directory is opened to be synced, and only for reading. */
export function isDirectory(path: PathLike): boolean {
  return !/\.(?:jsonl|generation-\d+|deleted)$/.test(String(path))
}

/** What a write is given, as text. */
export function textOf(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString()
}
