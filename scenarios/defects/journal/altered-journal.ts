import type { Implementation } from '../../../harness/check/implementation.ts'
import type { Json } from '../../../harness/check/json.ts'
import type { Host, PathLike } from '../../../harness/host/host.ts'
import type { CompleteJournal, JournalContents, JournalOptions } from '../../journal/contract.ts'
import { referenceJournal } from '../../journal/reference.ts'
import { altered } from '../altered-host.ts'

/** What of the reference differs, and nothing else does. */
export interface Alteration {
  host?(host: Host): Host
  options?(options: JournalOptions): JournalOptions
  /** Methods in place of those of an opened journal. */
  methods?(journal: CompleteJournal, host: Host, options: JournalOptions): Partial<CompleteJournal> | Promise<Partial<CompleteJournal>>
}

/** The reference journal with one alteration. */
export function alteredJournal(name: string, { host: hostOf, options: optionsOf, methods }: Alteration): Implementation<CompleteJournal> {
  return {
    name,
    capabilities: referenceJournal.capabilities,
    async open(host: Host, given: Json): Promise<CompleteJournal> {
      const options = (optionsOf?.(given as JournalOptions) ?? given) as JournalOptions
      const journal = await referenceJournal.open(hostOf?.(host) ?? host, options as unknown as Json)
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

/** The bytes of a run's file; none where it is missing. */
export async function bytesOf(host: Host, { directory = '.', run }: JournalOptions): Promise<Buffer> {
  return host.fs.readFile(`${directory}/${run}.jsonl`).catch(() => Buffer.alloc(0))
}

/** The contents without the records for which `loses` is true; each costs `damage` places. */
export function withoutRecords(contents: JournalContents, loses: (record: Json, index: number) => boolean, damage: number): JournalContents {
  const kept = contents.records.map((record, index) => !loses(record, index))
  return {
    ...contents,
    records: contents.records.filter((_, index) => kept[index]),
    ...(contents.ids === undefined ? {} : { ids: contents.ids.filter((_, index) => kept[index]) }),
    damaged: contents.damaged + damage * kept.filter((there) => !there).length,
  }
}
