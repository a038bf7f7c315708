// Does "powercut compare" see what it should? A journal that takes 15 % longer per append must be found, and equal code must raise no alarm. It measures time,
// and so is no test: run it on a machine that does little else.
//   npm run check:compare -- --dir DIR      the flags go to "powercut compare"; --times N: comparisons of equal code (default 10)
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const SLOWER = 0.15
const TIMES = 10
/** What compare measures where nothing is said. */
const WORK = [['none', 8], ['every record', 1], ['100 or 250 ms', 64]]

const root = fileURLToPath(new URL('..', import.meta.url))
const given = process.argv.slice(2)
const at = given.indexOf('--times')
const times = at === -1 ? TIMES : Number(given.splice(at, 2)[1])
const folder = mkdtempSync(join(tmpdir(), 'powercut-check-'))

function powercut(...words) {
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'dist/harness/cli/main.js'), ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  if (status !== 0 && status !== 1) throw new Error(`powercut ${words.join(' ')} ended with code ${status}`)
  return { status, stdout }
}

/** Work without a clock, which code under test has none of. Its text goes into the files of the journals. */
function burn(turns) {
  let value = turns
  for (let turn = 0; turn < turns; turn++) value = (Math.imul(value, 1103515245) + 12345) | 0
  return value
}

/** Turns of that work in a microsecond: of the fastest of many tries. */
function turnsPerUs() {
  const turns = 200_000
  const took = Array.from({ length: 200 }, () => {
    const start = performance.now()
    burn(turns)
    return performance.now() - start
  })
  return turns / (Math.min(...took) * 1_000)
}

/** The reference in a file of its own. `burnUs`: sync policy → microseconds of work that each append does before it begins. */
function journal(name, burnUs) {
  const speed = turnsPerUs()
  const turns = Object.fromEntries(Object.entries(burnUs).map(([sync, us]) => [sync, Math.round(us * speed)]))
  const path = join(folder, `${name}.mjs`)
  writeFileSync(path, `import { referenceJournal } from ${JSON.stringify(pathToFileURL(join(root, 'dist/scenarios/index.js')).href)}
const turnsBySync = ${JSON.stringify(turns)}
${String(burn)}
export const implementation = {
  ...referenceJournal,
  name: ${JSON.stringify(name)},
  async open(host, options) {
    const journal = await referenceJournal.open(host, options)
    const turns = turnsBySync[JSON.stringify(options.sync ?? {})] ?? 0
    return { ...journal, append: (record) => (burn(turns), journal.append(record)) }
  },
}
`)
  return path
}

try {
  const equal = journal('equal', {})
  const dir = given.includes('--dir') ? given.slice(given.indexOf('--dir'), given.indexOf('--dir') + 2) : []
  const burnUs = {}
  for (const [policy, streams] of WORK) {
    powercut('bench', ...dir, '--implementation', equal, '--policies', policy.replaceAll(' ', '-'), '--streams', String(streams), '--rounds', '15', '--profile', 'strict', '--out', folder, '--reporter', 'json')
    const { syncPolicies } = await import(pathToFileURL(join(root, 'dist/scenarios/journal/bench.js')).href)
    const { samples } = JSON.parse(readFileSync(join(folder, 'bench.json'), 'utf8')).places[0].rows.find((row) => row.contender === 'equal')
    const middle = samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)]
    burnUs[JSON.stringify(syncPolicies.find(({ name }) => name === policy).sync)] = middle * SLOWER
    console.log(`${policy}, ${streams} ${streams === 1 ? 'stream' : 'streams'}: ${middle.toFixed(2)} µs per record, planted ${(middle * SLOWER).toFixed(2)} µs`)
  }
  const slower = powercut('compare', equal, journal('slower', burnUs), ...given)
  console.log(slower.stdout)
  let alarms = 0
  for (let run = 1; run <= times; run++) {
    const { status, stdout } = powercut('compare', equal, journal('same', {}), ...given, '--seed', `equal ${run}`)
    if (status === 1) alarms++
    console.log(`equal code, comparison ${run}: ${status === 1 ? `ALARM\n${stdout}` : 'no alarm'}`)
  }
  console.log(`planted slowdown of ${SLOWER * 100} %: ${slower.status === 1 ? 'found' : 'NOT FOUND'}; equal code, ${times} comparisons: ${alarms} alarms`)
  process.exitCode = slower.status === 1 && alarms === 0 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
