/**
 * `npm run conformance`: does the simulated disk admit what real kernels leave after a power cut? Random programs run on real file systems over a disk that logs
 * every write and flush; the power is cut at places of that log; what a mount then shows must be admitted by the file system's profile.
 *
 * Exit codes: 0 no violation, or skipped because this machine cannot do it (one sentence says why); 1 violations; 2 bad arguments; 3 the run itself failed;
 * 130 interrupted. Nothing is left behind in any of them: no mounts, loop devices, children or folders.
 */
import { availableParallelism } from 'node:os'
import { type Column, type ColumnPlan, emptyColumn, fillColumn } from './column.ts'
import { FILE_SYSTEMS } from './file-systems.ts'
import { Lane } from './lane.ts'
import { type Options, readOptions } from './options.ts'
import { tornWrites } from './process-death.ts'
import { asJson, asText, hasViolations, type Report } from './report.ts'
import { missingFor, missingHere } from './requirements.ts'

/** Lanes that work at once, at least (if so many are asked for). */
const LANES_LEAST = 2

const lanes = new Set<Lane>()
let interrupted = false

async function run(options: Options): Promise<Report> {
  if (options.processDeath) return { seed: options.seed, columns: [], skipped: [], tornWrites: await tornWrites(options.programs, options.seed, () => interrupted) }
  const reason = missingHere()
  if (reason !== undefined) return { seed: options.seed, columns: [], skipped: [`Skipped: ${reason}.`] }
  const skipped: string[] = []
  const wanted = FILE_SYSTEMS.filter(({ type }) => options.types.includes(type)).filter((fileSystem) => {
    const missing = missingFor(fileSystem)
    if (missing !== undefined) skipped.push(`Skipped ${fileSystem.name}: ${missing}.`)
    return missing === undefined
  })
  const plans = wanted.map((fileSystem): ColumnPlan => {
    const same = wanted.filter(({ type }) => type === fileSystem.type)
    return { fileSystem, programs: Math.floor((options.programs + same.indexOf(fileSystem)) / same.length), cuts: options.cuts, seed: options.seed }
  })
  const columns = plans.map(({ fileSystem }) => emptyColumn(fileSystem, options.profile))
  const waiting = plans.map((plan, index) => ({ plan, column: columns[index]! })).filter(({ plan }) => plan.programs > 0)
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await fill(next.plan, next.column, () => progress(columns))
  }
  // A lane waits for the kernel most of the time.
  const atOnce = Math.min(waiting.length, Math.max(LANES_LEAST, availableParallelism()))
  await Promise.all(Array.from({ length: atOnce }, work))
  return { seed: options.seed, columns: columns.filter(({ programs }) => programs > 0), skipped }
}

async function fill(plan: ColumnPlan, column: Column, tell: () => void): Promise<void> {
  const lane = new Lane()
  lanes.add(lane)
  try {
    await fillColumn(column, plan, lane, tell)
  } finally {
    lane.end()
    lanes.delete(lane)
  }
}

function progress(columns: readonly Column[]): void {
  if (!process.stderr.isTTY) return
  const parts = columns.map(({ fileSystem, programs, violations }) => `${fileSystem} ${programs}${violations.length === 0 ? '' : ` (${violations.length} violations)`}`)
  process.stderr.write(`\r\u001b[K${parts.join('   ')}`)
}

function endLanes(): void {
  for (const lane of lanes) lane.end()
}

process.on('exit', endLanes)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted = true
    process.exit(130)
  })
}

async function main(): Promise<number> {
  let options: Options
  try {
    const read = readOptions(process.argv.slice(2))
    if ('help' in read) {
      process.stdout.write(read.help)
      return 0
    }
    options = read
  } catch (error) {
    console.error((error as Error).message)
    return 2
  }
  try {
    const report = await run(options)
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
    console.log(options.json ? asJson(report) : asText(report))
    return hasViolations(report) ? 1 : 0
  } catch (error) {
    console.error(`The conformance run failed: ${(error as Error).message}`)
    return 3
  }
}

process.exitCode = await main()
