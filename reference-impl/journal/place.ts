import { join } from 'node:path'
import { refused } from './errors.ts'

/**
 * Where a run's journal lies: `<directory>/<run>.jsonl`, beside the empty files that say who owns it, `<run>.generation-<n>`, and that it was deleted,
 * `<run>.deleted`.
 */
export interface JournalPlace {
  /** Made, with its parents, where it is missing. */
  readonly directory: string
  /** Letters, digits, `_`, `-` and `.`, not starting with a dot, at most 200 characters. */
  readonly run: string
}

const RUN = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,199}$/

/** Throws a refused `JournalError` for a run that has no proper name. */
export function checkedPlace({ directory, run }: JournalPlace): JournalPlace {
  return { directory, run: checkedRun(run) }
}

function checkedRun(run: string): string {
  if (typeof run !== 'string' || !RUN.test(run)) {
    throw refused(`run is ${JSON.stringify(run)}; it takes 1 to 200 letters, digits, "_", "-" and ".", and does not start with a dot`)
  }
  return run
}

export function journalPath({ directory, run }: JournalPlace): string {
  return join(directory, `${run}.jsonl`)
}

export function generationPath({ directory, run }: JournalPlace, generation: number): string {
  return join(directory, `${run}.generation-${generation}`)
}

/** The tombstone of a deleted run: a name in its directory. */
export function deletedName({ run }: JournalPlace): string {
  return `${run}.deleted`
}

export function deletedPath(place: JournalPlace): string {
  return join(place.directory, deletedName(place))
}

/** The generation that a directory entry claims for this run; undefined for any other entry. */
export function claimedGeneration({ run }: JournalPlace, name: string): number | undefined {
  const prefix = `${run}.generation-`
  if (!name.startsWith(prefix)) return undefined
  const digits = name.slice(prefix.length)
  return /^[1-9][0-9]{0,14}$/.test(digits) ? Number(digits) : undefined
}
