import { FLAGS, type CommandName } from './flags.ts'

const USAGE: Readonly<Record<CommandName, string>> = {
  gate: 'powercut gate [FILES…]',
  audit: 'powercut audit [FILES…]',
  keep: 'powercut keep FILE [SCENARIO FILES…] | --defect NAME,…',
  bench: 'powercut bench',
  compare: 'powercut compare BASE HEAD',
  replay: 'powercut replay FILE [SCENARIO FILES…]',
  list: 'powercut list [FILES…]',
}

const PURPOSE: Readonly<Record<CommandName, string>> = {
  gate: 'run the scenarios and say what held; FILES are scenario files of yours, without any the built-in suites run',
  audit: 'whether the suites catch every built-in defect; with FILES or --implementation, whether they miss each sync of that implementation when it is left out',
  keep: 'keep a repro, so that every gate replays it: of a *.repro.json, or found anew of a built-in defect',
  bench: 'what each sync policy of the journal costs on this disk, what a crash takes under it, and which one to take',
  compare: 'whether HEAD is slower, writes more or loses more than BASE: two bench.json, or two journals that run turn by turn',
  replay: 'run the one plan in a *.repro.json again',
  list: 'suites, scenarios, implementations and defects',
}

const CODES = `Exit codes
  0    held (replay: it now holds; audit: all were killed; keep: it is kept)
  1    violated, stuck or failed (audit: a defect survived, or the implementation itself does not hold; bench, compare: worse)
  2    bad arguments or unreadable input; nothing was run or written
  3    powercut itself or its output failed
  4    nothing violated, but something was not exercised, incomplete or outdated (audit: a host mutant survived; keep: it does not violate; bench, compare: timings not compared)
  130  interrupted by Ctrl-C (SIGINT) or SIGTERM: what was found so far is printed; a second one ends at once`

export function helpText(command?: CommandName): string {
  if (command !== undefined) return `${USAGE[command]}\n  ${PURPOSE[command]}\n\nFlags\n${flagLines(command)}\n\n${CODES}\n`
  const commands = (Object.keys(USAGE) as CommandName[]).map((name) => `  ${USAGE[name]}\n      ${PURPOSE[name]}`)
  return [
    'powercut runs code that stores things in a small simulated computer, stops that computer at every dangerous moment, and shows what survives.',
    '',
    ...commands,
    '  powercut -v, --version | -h, --help',
    '',
    'Flags of gate ("npx powercut COMMAND --help" shows those of the others)',
    flagLines('gate'),
    '',
    CODES,
    '',
  ].join('\n')
}

function flagLines(command: CommandName): string {
  const flags = FLAGS.filter(({ commands }) => commands.includes(command))
  const heads = flags.map(({ name, value, many }) => `--${name}${value === undefined ? '' : ` ${value}`}${many ? ',…' : ''}`)
  const width = Math.max(...heads.map((head) => head.length))
  const lines = flags.map(({ help }, index) => `  ${heads[index]!.padEnd(width)}  ${help}`)
  if (flags.some(({ many }) => many)) lines.push('  A flag with ",…" takes several, separated by commas, or is given several times.')
  return lines.join('\n')
}
