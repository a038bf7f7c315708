import { parseArgs } from 'node:util'
import { UsageError } from './errors.ts'
import { readCount, readFolder, readWords } from './values.ts'

export type StoreBenchPart = 'exact' | 'sessions' | 'streams'
const PARTS: readonly StoreBenchPart[] = ['exact', 'sessions', 'streams']

export interface StoreBenchCommand {
  /** Whose file system is measured. Nothing is left in it. */
  readonly dir: string
  readonly json: boolean
  readonly parts: readonly StoreBenchPart[]
  readonly streams: number
  /** Tokens per second and stream. */
  readonly rate: number
  readonly seconds: number
}

const STREAMS = 1_000
const RATE = 60
const SECONDS = 10

export const STORE_BENCH_HELP: string = `npm run bench:store -- [--dir DIR] [--json]
  what saving, loading and listing chat sessions costs on this disk, and how many answers can stream at once

  --dir DIR      the folder whose file system is measured (default: the current one); nothing is left in it
  --json         the result as JSON on stdout and nothing else there
  --only NAME,…  exact (simulated: what a save writes and syncs), sessions or streams (default: all three)
  --streams N    answers that stream at once, 1 to 10,000 (default ${STREAMS.toLocaleString('en')})
  --rate N       tokens per second that each one offers, 1 to 1,000 (default ${RATE})
  --seconds N    for so long, 1 to 3,600 (default ${SECONDS}); what is not stored then is the backlog, and nobody waits for it
  -h, --help     this text
`

/** Throws a `UsageError`. */
export function readStoreBench(words: readonly string[]): StoreBenchCommand | 'help' {
  const values = parsed(words)
  if (values.help === true) return 'help'
  const parts = readWords('only', values.only ?? [], PARTS) as StoreBenchPart[]
  const count = (flag: 'streams' | 'rate' | 'seconds', most: number, usual: number): number => (values[flag] === undefined ? usual : readCount(flag, values[flag], most, usual))
  return {
    dir: values.dir === undefined ? '.' : readFolder('dir', values.dir),
    json: values.json === true,
    parts: parts.length > 0 ? parts : PARTS,
    streams: count('streams', 10_000, STREAMS),
    rate: count('rate', 1_000, RATE),
    seconds: count('seconds', 3_600, SECONDS),
  }
}

interface Values {
  readonly dir?: string
  readonly json?: boolean
  readonly only?: string[]
  readonly streams?: string
  readonly rate?: string
  readonly seconds?: string
  readonly help?: boolean
}

function parsed(words: readonly string[]): Values {
  const text = { type: 'string' } as const
  try {
    const options = { dir: text, json: { type: 'boolean' }, only: { type: 'string', multiple: true }, streams: text, rate: text, seconds: text, help: { type: 'boolean', short: 'h' } } as const
    return parseArgs({ args: [...words], options }).values
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(/\. |\n/)[0]!}; "npm run bench:store -- --help" lists the options`)
  }
}
