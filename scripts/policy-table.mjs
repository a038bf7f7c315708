// Measures the sync policies and writes what came out into README.md (between its markers) and reports/baselines (bench.json, bench.svg).
//   npm run bench:policies -- --dir DIR      as root: on an ext4 image in DIR; else in DIR itself. Other flags go to "powercut bench".
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [START, END] = ['<!-- measured policies: written by "npm run bench:policies" -->', '<!-- end of measured policies -->']

/** A result that exists: `--from FILE` measures nothing. */
const given = process.argv.slice(2)
const from = given[0] === '--from' ? given[1] : undefined
const out = mkdtempSync(join(tmpdir(), 'powercut-policies-'))
try {
  const isRoot = process.getuid?.() === 0
  if (from === undefined) {
    const bench = ['bench', ...(isRoot && !given.includes('--file-systems') ? ['--file-systems', 'ext4'] : []), ...given, '--out', out, '--reporter', 'json']
    const { status } = spawnSync(process.execPath, [join(root, 'dist/harness/cli/main.js'), ...bench], { stdio: ['ignore', 'inherit', 'inherit'] })
    if (status !== 0) throw new Error(`powercut ${bench.join(' ')} ended with code ${status}; nothing was written`)
  }
  const result = JSON.parse(readFileSync(from ?? join(out, 'bench.json'), 'utf8'))
  const place = result.places.find(({ name, rows }) => name === 'ext4' && rows.length > 0) ?? result.places[0]
  const { policySection } = await import('../dist/reports/policy-table.js')
  const { benchPicture } = await import('../dist/reports/bench-picture.js')
  const alone = { ...result, places: [place] }
  const picture = benchPicture(alone)
  if (picture === undefined) throw new Error('there is no policy to draw; nothing was written')
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const [start, end] = [readme.indexOf(START), readme.indexOf(END)]
  if (start === -1 || end < start) throw new Error(`README.md has no place for the table: it takes the lines ${START} and ${END}; nothing was written`)
  const baselines = join(root, 'reports/baselines')
  mkdirSync(baselines, { recursive: true })
  writeFileSync(join(baselines, 'bench.json'), `${JSON.stringify(alone)}\n`)
  writeFileSync(join(baselines, 'bench.svg'), picture)
  writeFileSync(join(root, 'README.md'), `${readme.slice(0, start)}${START}\n\n${policySection(result, place)}\n${readme.slice(end)}`)
  console.log('Written  README.md, reports/baselines/bench.json, reports/baselines/bench.svg')
} finally {
  rmSync(out, { recursive: true, force: true })
}
