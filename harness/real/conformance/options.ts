import { parseArgs } from 'node:util'
import { profileNames } from '../../disk/profiles/index.ts'
import { FILE_SYSTEMS } from './file-systems.ts'

export interface Options {
  /** Per file system. */
  readonly programs: number
  /** Crash images per program, at most. */
  readonly cuts: number
  readonly types: readonly string[]
  readonly seed: string
  readonly json: boolean
  /** Checks against this profile in place of the file system's own. */
  readonly profile?: string
  readonly processDeath: boolean
}

export const PROGRAMS_DEFAULT = 100
export const CUTS_DEFAULT = 30
const COUNT_MAX = 1_000_000

/** Throws an Error with one sentence for a flag or a value that is not known. */
export function readOptions(values: readonly string[]): Options {
  const { values: flags } = parseArgs({
    args: [...values],
    options: {
      programs: { type: 'string' },
      cuts: { type: 'string' },
      'file-system': { type: 'string', multiple: true },
      seed: { type: 'string' },
      json: { type: 'boolean' },
      profile: { type: 'string' },
      'process-death': { type: 'boolean' },
    },
  })
  const known = [...new Set(FILE_SYSTEMS.map(({ type }) => type))]
  const types = flags['file-system']?.flatMap((list) => list.split(',')) ?? known
  for (const type of types) if (!known.some((name) => name === type)) throw new Error(`--file-system got '${type}'; it takes ${known.join(', ')}`)
  const { profile } = flags
  if (profile !== undefined && !profileNames().includes(profile)) throw new Error(`--profile got '${profile}'; it takes one of ${profileNames().join(', ')}`)
  return {
    programs: count('programs', flags.programs, PROGRAMS_DEFAULT),
    cuts: count('cuts', flags.cuts, CUTS_DEFAULT),
    types,
    seed: flags.seed ?? 'powercut',
    json: flags.json === true,
    ...(profile !== undefined && { profile }),
    processDeath: flags['process-death'] === true,
  }
}

function count(name: string, given: string | undefined, fallback: number): number {
  if (given === undefined) return fallback
  const value = Number(given)
  if (!Number.isInteger(value) || value < 1 || value > COUNT_MAX) throw new Error(`--${name} got '${given}'; it takes a whole number from 1 to ${COUNT_MAX.toLocaleString('en')}`)
  return value
}
