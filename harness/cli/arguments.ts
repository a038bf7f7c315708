import { parseArgs, type ParseArgsConfig } from 'node:util'
import { FILE_REPORTERS } from '../../reports/reporters.ts'
import { DEFAULT_RUNS, DEFAULT_STEPS } from '../explore/budget.ts'
import { DEFAULT_PROFILES, STRICTEST_FIRST } from '../explore/profiles.ts'
import { readBench, readCompare } from './bench-arguments.ts'
import type { AuditCommand, Command, KeepCommand, SearchCommand } from './command.ts'
import { UsageError } from './errors.ts'
import { FAILING, type FailingVerdict } from './exit-code.ts'
import { COMMANDS, FLAGS, GENERAL_FLAGS, type CommandName } from './flags.ts'
import { RUNS_MOST, WORKERS_MOST } from './limits.ts'
import { KEPT_FOLDER } from './kept-files.ts'
import { nearest, suggestion } from './nearest.ts'
import { readCount, readDuration, readFileName, readFolder, readSeed, readWords, splitWords } from './values.ts'

/** By command: an audit has no cases that programs for test reports could show. */
const REPORTERS: Readonly<Record<'gate' | 'audit', readonly string[]>> = { gate: ['text', ...FILE_REPORTERS.map(({ name }) => name)], audit: ['text', 'json'] }

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
  return READERS[name](positionals, given.flags)
}

type Flags = ReadonlyMap<string, readonly string[]>

const READERS: Readonly<Record<CommandName, (words: readonly string[], flags: Flags) => Command>> = {
  gate: (files, flags) => {
    const repros = flags.get('repros')?.[0]
    const failOn = readWords('fail-on', flags.get('fail-on') ?? [], FAILING) as FailingVerdict[]
    return { name: 'gate', ...readSearch(files, flags, 'gate'), scenarios: splitWords('scenario', flags.get('scenario') ?? []), failOn: failOn.length > 0 ? failOn : FAILING, ...(repros === undefined ? {} : { repros: readFolder('repros', repros) }) }
  },
  audit: readAudit,
  keep: readKeep,
  bench: readBench,
  compare: readCompare,
  replay: ([repro, ...files], flags) => {
    if (repro === undefined) throw new UsageError('replay needs a file, as in "npx powercut replay powercut-out/NAME.repro.json"')
    return { name: 'replay', repro, files, json: flags.has('json'), ...implementationOf(flags) }
  },
  list: (files, flags) => {
    const words = (flag: string): string[] => splitWords(flag, flags.get(flag) ?? [])
    return { name: 'list', files, suites: words('suite'), origins: words('origin'), invariants: words('invariant'), defects: words('defect'), json: flags.has('json') }
  },
}

function implementationOf(flags: Flags): { readonly implementation?: string } {
  const implementation = flags.get('implementation')?.[0]
  return implementation === undefined ? {} : { implementation }
}

function readAudit(files: readonly string[], flags: Flags): AuditCommand {
  const command: AuditCommand = {
    name: 'audit',
    ...readSearch(files, flags, 'audit'),
    defects: splitWords('defect', flags.get('defect') ?? []),
    general: flags.has('general'),
    matrix: flags.has('matrix'),
  }
  const onDefects = ['defect', 'general', 'matrix'].find((flag) => flags.has(flag))
  if (onDefects !== undefined && (files.length > 0 || command.implementation !== undefined)) {
    throw new UsageError(`--${onDefects} is about the built-in defects, and ${files.length > 0 ? 'a file' : '--implementation'} asks for the host mutants of an implementation; leave out one of the two`)
  }
  if (command.general && command.matrix) throw new UsageError('--general and --matrix exclude each other: the matrix holds the general scenarios too; leave out one of the two')
  return command
}

function readKeep([repro, ...files]: readonly string[], flags: Flags): KeepCommand {
  const { runs, seed, profiles, workers, json } = readSearch([], flags, 'audit')
  const defects = splitWords('defect', flags.get('defect') ?? [])
  const [as, into] = ['as', 'into'].map((flag) => flags.get(flag)?.[0])
  if (repro === undefined && defects.length === 0) throw new UsageError('keep needs a file or a defect, as in "npx powercut keep powercut-out/NAME.repro.json" or "npx powercut keep --defect NAME"')
  if (repro !== undefined && defects.length > 0) throw new UsageError(`keep takes a file or --defect, and it got both (${JSON.stringify(repro)} and ${defects.join(', ')}); leave out one of the two`)
  if (defects.length > 0 && flags.has('implementation')) throw new UsageError('--defect names the implementation already; leave out --implementation')
  if (as !== undefined && defects.length > 1) throw new UsageError(`--as names one file, and there are ${defects.length} defects; keep them one by one, or leave out --as`)
  return {
    name: 'keep',
    ...(repro === undefined ? {} : { repro }),
    files,
    defects,
    ...(as === undefined ? {} : { as: readFileName('as', as) }),
    into: into === undefined ? KEPT_FOLDER : readFolder('into', into),
    renew: flags.has('renew'),
    runs,
    seed,
    profiles,
    json,
    ...(workers === undefined ? {} : { workers }),
    ...implementationOf(flags),
  }
}

function readSearch(files: readonly string[], flags: Flags, name: 'gate' | 'audit'): SearchCommand {
  const many = (flag: string): readonly string[] => flags.get(flag) ?? []
  const [runs, budget, seed, workers, out] = ['runs', 'budget', 'seed', 'workers', 'out'].map((flag) => flags.get(flag)?.[0])
  const reporters = readWords('reporter', many('reporter'), REPORTERS[name])
  const profiles = readWords('profile', many('profile'), STRICTEST_FIRST)
  return {
    files,
    ...(runs === undefined ? { runs: DEFAULT_RUNS, steps: DEFAULT_STEPS } : { runs: readCount('runs', runs, RUNS_MOST, DEFAULT_RUNS) }),
    ...(budget === undefined ? {} : { budgetMs: readDuration('budget', budget) }),
    seed: seed === undefined ? 'powercut' : readSeed(seed),
    suites: splitWords('suite', many('suite')),
    profiles: profiles.length > 0 ? profiles : DEFAULT_PROFILES,
    reporters: reporters.length > 0 ? reporters : ['text'],
    out: out === undefined ? 'powercut-out' : readFolder('out', out),
    json: flags.has('json'),
    ...(workers === undefined ? {} : { workers: readCount('workers', workers, WORKERS_MOST, 2) }),
    ...implementationOf(flags),
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
      throw new UsageError(`--${flag} belongs to ${and(known.commands)}, not to ${name}; "npx powercut ${name} --help" shows what ${name} takes`)
    }
  }
}

/** gate; gate and audit; gate, audit and replay */
function and(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`
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
