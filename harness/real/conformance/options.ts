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

const PROGRAMS_DEFAULT = 100
const CUTS_DEFAULT = 30
const COUNT_MAX = 1_000_000
const TYPES: readonly string[] = [...new Set(FILE_SYSTEMS.map(({ type }) => type))]

interface Flag {
  readonly name: string
  /** What its value is called; undefined: it takes none. */
  readonly value?: string
  readonly help: string
}

const FLAGS: readonly Flag[] = [
  { name: 'programs', value: 'N', help: `random programs per file system (with --process-death: kills per folder), 1 to ${COUNT_MAX.toLocaleString('en')}; default ${PROGRAMS_DEFAULT}` },
  { name: 'cuts', value: 'N', help: `crash images per program, at most, 1 to ${COUNT_MAX.toLocaleString('en')}; default ${CUTS_DEFAULT}` },
  { name: 'file-system', value: 'TYPE', help: `only these, separated by commas or each with its flag: ${TYPES.join(', ')}; default all` },
  { name: 'seed', value: 'TEXT', help: 'equal seeds give equal programs; default powercut' },
  { name: 'profile', value: 'NAME', help: `check against this profile in place of the file system's own: ${profileNames().join(', ')}` },
  { name: 'process-death', help: 'kill writers instead, and check where their writes are cut; needs no root' },
  { name: 'json', help: 'the report as JSON' },
  { name: 'help', help: 'this text' },
]

const HELP = `npm run conformance -- [FLAGS]
  Does the simulated disk admit what real kernels leave after a power cut? Runs random programs on real file systems over a disk that logs every write, cuts the
  power at places of that log, and checks what a mount then shows. A program that is not admitted is made as small as possible. Linux, root and loop devices;
  elsewhere it says so in one sentence and ends with 0.

Flags
${flagLines()}

Exit codes
  0    no violation, or skipped
  1    violations
  2    bad arguments; nothing was run
  3    the run itself failed
  130  interrupted; nothing is left behind
`

/** Throws an Error with one sentence for a flag or a value that is not known. */
export function readOptions(values: readonly string[]): Options | { readonly help: string } {
  const { tokens } = parseArgs({ args: [...values], options: Object.fromEntries(FLAGS.map(({ name, value }) => [name, { type: value === undefined ? 'boolean' : 'string', ...(name === 'help' && { short: 'h' }) } as const])), strict: false, allowPositionals: true, tokens: true })
  const given = new Map<string, string[]>()
  for (const token of tokens) {
    if (token.kind === 'positional') throw new Error(`conformance got '${token.value}'; it takes only flags: ${names()}`)
    if (token.kind !== 'option') continue
    const flag = FLAGS.find(({ name }) => name === token.name)
    if (flag === undefined) throw new Error(`conformance got '${token.rawName}'; it takes ${names()}`)
    if (flag.value === undefined && token.value !== undefined) throw new Error(`--${flag.name} got '${token.value}'; it takes no value`)
    if (flag.value !== undefined && (token.value === undefined || (token.inlineValue !== true && token.value.startsWith('-')))) throw new Error(`--${flag.name} got no value; it takes ${flag.value}: ${flag.help}`)
    given.set(flag.name, [...(given.get(flag.name) ?? []), token.value ?? ''])
  }
  if (given.has('help')) return { help: HELP }
  const types = given.get('file-system')?.flatMap((list) => list.split(',')) ?? TYPES
  for (const type of types) if (!TYPES.includes(type)) throw new Error(`--file-system got '${type}'; it takes ${TYPES.join(', ')}`)
  const profile = given.get('profile')?.at(-1)
  if (profile !== undefined && !profileNames().includes(profile)) throw new Error(`--profile got '${profile}'; it takes one of ${profileNames().join(', ')}`)
  return {
    programs: count('programs', given.get('programs')?.at(-1), PROGRAMS_DEFAULT),
    cuts: count('cuts', given.get('cuts')?.at(-1), CUTS_DEFAULT),
    types,
    seed: given.get('seed')?.at(-1) ?? 'powercut',
    json: given.has('json'),
    ...(profile !== undefined && { profile }),
    processDeath: given.has('process-death'),
  }
}

function count(name: string, given: string | undefined, fallback: number): number {
  if (given === undefined) return fallback
  const value = Number(given)
  if (!/^\d+$/.test(given) || value < 1 || value > COUNT_MAX) throw new Error(`--${name} got '${given}'; it takes a whole number from 1 to ${COUNT_MAX.toLocaleString('en')}`)
  return value
}

function names(): string {
  return FLAGS.map(({ name }) => `--${name}`).join(', ')
}

function flagLines(): string {
  const heads = FLAGS.map(({ name, value }) => `--${name}${value === undefined ? '' : ` ${value}`}`)
  const width = Math.max(...heads.map((head) => head.length))
  return FLAGS.map(({ help }, index) => `  ${heads[index]!.padEnd(width)}  ${help}`).join('\n')
}
