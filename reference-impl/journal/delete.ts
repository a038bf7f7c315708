import type { Host } from '../../harness/host/host.ts'
import { makeDirectory, syncDirectory } from '../files/directory.ts'
import { codeOf } from '../files/error-code.ts'
import { removeFile } from '../files/presence.ts'
import { refused, type JournalError } from './errors.ts'
import { isDeleted, removeClaims } from './generation.ts'
import { checkedPlace, deletedPath, journalPath, type JournalPlace } from './place.ts'
import { scanFile } from './read.ts'
import { RULES, type Rules } from './rules.ts'
import type { Scan } from './scan.ts'
import { isClean } from './terminal.ts'

export interface DeleteOptions {
  /** Delete whatever the journal holds: the user deleted the chat. Default: false, only a run that was sealed after it had come to an orderly end. */
  readonly discard?: boolean
}

/**
 * Deletes a run's journal for good, whoever owns it. When it resolves, that is durable: no record of the run is read again, its owner's appends are not
 * acknowledged any more, and nobody opens it again, so that its ids are never issued for anything else. What stays is an empty file, the tombstone; it may be
 * removed together with the directory once no process that knew the run lives. Deleting again, also after a crash in the middle, ends well.
 *
 * Rejects with a refused `JournalError` where the run may have something to recover: it is not sealed, or it ended in an error or an interruption.
 */
export async function deleteJournal(host: Host, place: JournalPlace, { discard = false }: DeleteOptions = {}, rules: Rules = RULES): Promise<void> {
  const { directory, run } = checkedPlace(place)
  if (!discard && !(await mayGo(host, place, rules))) throw mayBeNeeded(run)
  await makeDirectory(host, directory)
  await makeTombstone(host, place)
  await syncDirectory(host, directory)
  await removeClaims(host, place, await host.fs.readdir(directory))
  await removeFile(host, journalPath(place))
  await syncDirectory(host, directory)
}

async function mayGo(host: Host, place: JournalPlace, rules: Rules): Promise<boolean> {
  const found = await scanFile(host, place, rules)
  return found === undefined || !found.sealed ? isDeleted(host, place) : isOrderly(found, rules.terminalStateIn)
}

/** Nothing is left to recover: the run was sealed, and did not end in an error or an interruption. */
export function isOrderly({ sealed, records }: Scan, terminalOf: Rules['terminalStateIn']): boolean {
  const terminal = terminalOf(records)
  return sealed && (terminal === undefined || isClean(terminal))
}

export function mayBeNeeded(run: string): JournalError {
  return refused(`the run ${JSON.stringify(run)} was not sealed after an orderly end; only discard deletes a journal that may be needed`)
}

async function makeTombstone(host: Host, place: JournalPlace): Promise<void> {
  try {
    await (await host.fs.open(deletedPath(place), 'wx', 0o600)).close()
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}
