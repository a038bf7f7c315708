import type { Crash, Life, Plan, PlannedDifference } from '../harness/check/plan.ts'
import { shorten, thousands } from './plain.ts'

const INPUT_LIMIT = 160
const LISTED_MOST = 6

/** A plan in words, a line for each thing that decides the run. Lives and schedules that are the default are not mentioned. */
export function planWords(plan: Plan): string[] {
  const lines = [`input ${shorten(JSON.stringify(plan.input), INPUT_LIMIT)}`]
  const told = plan.lives.map(lifeWords)
  const isSpread = told.filter((words) => words.length > 0).length > 1
  told.forEach((words, index) => {
    for (const line of words) lines.push(isSpread ? `life ${index + 1}: ${line}` : line)
  })
  return lines
}

function lifeWords(life: Life): string[] {
  const lines = life.holds.map(({ operation, until }) => `${operation} waits until ${until === null ? 'nothing else can run' : `${until} has run`}`)
  for (const { fault, at, options } of life.faults) lines.push(`${fault} at ${at}${options === null ? '' : ` ${JSON.stringify(options)}`}`)
  if (life.crash) lines.push(crashWords(life.crash))
  return lines
}

export function crashWords(crash: Crash): string {
  const place = crash.after === null ? 'before the first operation' : `${crash.moment === 'performed' ? 'right after' : 'after'} ${crash.after}`
  const when = crash.waitMs === 0 ? place : `${crash.waitMs} ms of silence ${place}`
  const clients = crash.clients === 'live on' ? ', clients live on' : ''
  const rot = (crash.rot ?? []).map(({ path, offset, bit }) => `; bit ${bit} of byte ${offset} of ${path} flipped`).join('')
  const down = crash.downMs === undefined ? '' : `, ${thousands(Math.round(crash.downMs / 1_000))} s until the next boot`
  return `${crash.kind} ${when}${clients}${down}${crash.kind === 'power cut' ? `; ${imageWords(crash.image)}` : ''}${rot}`
}

function imageWords(image: readonly PlannedDifference[]): string {
  if (image.length === 0) return 'everything that was written survived'
  const listed = image.slice(0, LISTED_MOST).map(differenceWords)
  const rest = image.length - listed.length
  return `of what was written, all survived but ${listed.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

function differenceWords({ operation, part, form, range }: PlannedDifference): string {
  const bytes = range === undefined ? '' : ` bytes ${range[0]} to ${range[1]}`
  return `the ${part} of ${operation}${bytes} (${becameWords(part, form)})`
}

/** A name holds no bytes: "zeros" of it is that there is no entry at all, neither the one before nor the one after. */
function becameWords(part: PlannedDifference['part'], form: PlannedDifference['form']): string {
  if (typeof form === 'object') return `cut at byte ${form.cutAt}`
  if (form === 'lost') return 'lost'
  return form === 'zeros' && (part === 'name' || part === 'old name') ? 'missing, old and new' : `read as ${form}`
}
