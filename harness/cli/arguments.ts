import { parseArgs, type ParseArgsConfig } from 'node:util'
import { DEFAULT_RUNS } from '../explore/budget.ts'
import { DEFAULT_PROFILES, STRICTEST_FIRST } from '../explore/profiles.ts'
import { UsageError } from './errors.ts'
import { FAILING, type FailingVerdict } from './exit-code.ts'
import { COMMANDS, FLAGS, GENERAL_FLAGS, type CommandName } from './flags.ts'
import { RUNS_MOST, WORKERS_MOST } from './limits.ts'
import { nearest, suggestion } from './nearest.ts'
import { readCount, readDuration, readFolder, readSeed, readWords, splitWords } from './values.ts'

/** What was asked for, with every default filled in and every value checked that can be checked without reading a file. */
export type Command = { readonly name: 'help'; readonly of?: CommandName } | { readonly name: 'version' } | GateCommand | ReplayCommand | ListCommand

export interface GateCommand {
  readonly name: 'gate'
  readonly files: readonly string[]
  readonly runs: number
  readonly budgetMs?: number
  readonly seed: string
  /** Empty: all. */
  readonly suites: readonly string[]
  readonly scenarios: readonly string[]
  /** A file, or the name of a built-in implementation. */
  readonly implementation?: string
  readonly profiles: readonly string[]
  readonly failOn: readonly FailingVerdict[]
  readonly reporters: readonly Reporter[]
  readonly out: string
  readonly json: boolean
  readonly workers?: number
}

export interface ReplayCommand {
  readonly name: 'replay'
  readonly repro: string
  readonly files: readonly string[]
  readonly implementation?: string
  readonly json: boolean
}

export interface ListCommand {
  readonly name: 'list'
  readonly files: readonly string[]
  readonly json: boolean
}

export type Reporter = 'text' | 'json'
const REPORTERS: readonly Reporter[] = ['text', 'json']

/** Throws a `UsageError` at the first thing that is wrong. */
export function readCommand(words: readonly string[]): Command {
  const given = readTokens(words)
  const [name, ...positionals] = given.positionals
  if (given.flags.has('version')) return { name: 'version' }
  if (name === undefined) {
    if (given.flags.has('help')) return { name: 'help' }
    throw new UsageError(`no command was given; accepted: ${COMMANDS.join(', ')}; "npx powercut --help" explains them`)
  }
  if (name === 'help') return helpCommand(positionals[0])
  if (!isCommand(name)) throw new UsageError(`the command ${JSON.stringify(name)} is unknown; ${suggestion(name, COMMANDS, '"npx powercut --help" explains them')}`)
  if (given.flags.has('help')) return { name: 'help', of: name }
  refuseForeignFlags(name, given.flags)
  const one = (flag: string): string | undefined => given.flags.get(flag)?.[0]
  const json = given.flags.has('json')
  const implementation = one('implementation')
  const chosen = implementation === undefined ? {} : { implementation }
  if (name === 'list') return { name, files: positionals, json }
  if (name === 'replay') {
    const [repro, ...files] = positionals
    if (repro === undefined) throw new UsageError('replay needs a file, as in "npx powercut replay powercut-out/NAME.repro.json"')
    return { name, repro, files, json, ...chosen }
  }
  return { ...readGate(positionals, given.flags), ...chosen }
}

function readGate(files: readonly string[], flags: ReadonlyMap<string, readonly string[]>): GateCommand {
  const many = (flag: string): readonly string[] => flags.get(flag) ?? []
  const one = (flag: string): string | undefined => flags.get(flag)?.[0]
  const [runs, budget, seed, workers, out] = ['runs', 'budget', 'seed', 'workers', 'out'].map(one)
  const failOn = readWords('fail-on', many('fail-on'), FAILING) as FailingVerdict[]
  const reporters = readWords('reporter', many('reporter'), REPORTERS) as Reporter[]
  const profiles = readWords('profile', many('profile'), STRICTEST_FIRST)
  return {
    name: 'gate',
    files,
    runs: runs === undefined ? DEFAULT_RUNS : readCount('runs', runs, RUNS_MOST, DEFAULT_RUNS),
    ...(budget === undefined ? {} : { budgetMs: readDuration('budget', budget) }),
    seed: seed === undefined ? 'powercut' : readSeed(seed),
    suites: splitWords('suite', many('suite')),
    scenarios: splitWords('scenario', many('scenario')),
    profiles: profiles.length > 0 ? profiles : DEFAULT_PROFILES,
    failOn: failOn.length > 0 ? failOn : FAILING,
    reporters: reporters.length > 0 ? reporters : ['text'],
    out: out === undefined ? 'powercut-out' : readFolder('out', out),
    json: flags.has('json'),
    ...(workers === undefined ? {} : { workers: readCount('workers', workers, WORKERS_MOST, 2) }),
  }
}

function helpCommand(of: string | undefined): Command {
  if (of === undefined) return { name: 'help' }
  if (!isCommand(of)) throw new UsageError(`the command ${JSON.stringify(of)} is unknown; ${suggestion(of, COMMANDS)}`)
  return { name: 'help', of }
}

function isCommand(name: string): name is CommandName {
  return (COMMANDS as readonly string[]).includes(name)
}

function refuseForeignFlags(name: CommandName, flags: ReadonlyMap<string, unknown>): void {
  for (const flag of flags.keys()) {
    const known = FLAGS.find((row) => row.name === flag)
    if (known && !known.commands.includes(name)) {
      throw new UsageError(`--${flag} belongs to ${known.commands.join(' and ')}, not to ${name}; "npx powercut ${name} --help" shows what ${name} takes`)
    }
  }
}

interface Given {
  readonly positionals: readonly string[]
  readonly flags: ReadonlyMap<string, readonly string[]>
}

/** parseArgs finds the tokens; the sentences are ours. What starts with a dash is a forgotten value, but for a negative number, which the flag itself refuses or takes. */
function readTokens(words: readonly string[]): Given {
  const options: NonNullable<ParseArgsConfig['options']> = { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } }
  for (const { name, value } of FLAGS) options[name] = { type: value === undefined ? 'boolean' : 'string' }
  const { tokens } = parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true })
  const positionals: string[] = []
  const flags = new Map<string, string[]>()
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    const { name, value, inlineValue, rawName } = token
    if (GENERAL_FLAGS.includes(name)) {
      flags.set(name, [])
      continue
    }
    const flag = FLAGS.find((row) => row.name === name)
    if (!flag) throw new UsageError(`the flag ${rawName} is unknown; ${flagSuggestion(name)}`)
    if (flag.value === undefined) {
      if (value !== undefined) throw new UsageError(`--${name} takes no value, it got ${JSON.stringify(value)}; type just "--${name}"`)
    } else if (value === undefined || (!inlineValue && /^-(?!\d)/.test(value))) {
      throw new UsageError(`--${name} needs a value${value === undefined ? '' : `, it is followed by ${JSON.stringify(value)}`}; type "--${name} ${flag.value}"`)
    }
    const before = flags.get(name)
    if (before && !flag.many) throw new UsageError(`--${name} was given twice; give it once`)
    flags.set(name, [...(before ?? []), ...(value === undefined ? [] : [value])])
  }
  return { positionals, flags }
}

function flagSuggestion(name: string): string {
  const near = nearest(name, [...FLAGS.map((row) => row.name), ...GENERAL_FLAGS])
  return near === undefined ? '"npx powercut --help" lists them' : `did you mean --${near}?`
}
