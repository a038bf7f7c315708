import type { Finding } from '../check/verdict.ts'
import type { Step } from '../world/life.ts'
import { heals, isSpent, type Tries } from './heals.ts'
import { judge } from './judge.ts'
import type { CrashedLife } from './lineage.ts'
import type { Found } from './minimise.ts'
import { planned } from './planned.ts'
import type { PlanRun } from './run-plan.ts'
import { Search, type SearchSubject } from './search.ts'
import { CrashCursor } from '../disk/images.ts'
import type { Difference } from '../disk/image.ts'
import { racesOf, reversed, type Race } from './races.ts'
import { fileOf } from './source-position.ts'

/** Races of the smallest run that are turned round, and operations of the last power cut that are flipped, at most. */
const RACES_MAX = 60
/** Of a longer run, as of one that never comes to rest, nobody would read the orders, and to find its races takes long. */
const STEPS_MAX = 1_000
const FLIPS_MAX = 24

/**
 * Which orders decide it: every race of the smallest run is turned round, each alone; those that heal it are kept, and of these the tightest, that have no other
 * one between them. None: it needs no concurrency, or more than one race decides it together.
 */
export async function criticalOrders(subject: SearchSubject, found: Found, shown: PlanRun, tries: Tries): Promise<NonNullable<Finding['because']>> {
  const steps = (shown.crashed[0]?.record ?? shown.last).steps
  if (steps.length > STEPS_MAX) return []
  const { input, order, holds, faults, violation } = found
  const downMs = violation.crashed[0]?.downMs
  const healing: Race[] = []
  for (const race of racesOf(steps).slice(0, RACES_MAX)) {
    if (isSpent(tries)) break
    const hold = reversed(steps, race)
    if (holds.some(({ operation }) => operation === hold.operation)) continue
    const search = new Search({ ...subject, input, ...(downMs === undefined ? {} : { downMs }) })
    const plan = planned({ order, holds: [...holds, hold], faults })
    const record = await search.record(plan)
    const labels = record.steps.map(({ operation }) => operation.label)
    const turned = labels.indexOf(hold.operation) > labels.indexOf(hold.until!) && labels.includes(hold.until!)
    if (!turned || plan.loose().length > 0 || plan.unmatched().length > 0) continue
    if (await heals(tries, search, record, found)) healing.push(race)
  }
  const tight = healing.filter((race) => !healing.some((other) => other !== race && race.first <= other.first && other.second <= race.second))
  const places = new Map(tight.map(({ first, second }) => [`${siteOf(steps[first]!)} ${siteOf(steps[second]!)}`, { before: placeOf(steps[first]!), after: placeOf(steps[second]!) }]))
  return [...places.values()]
}

function placeOf({ operation: { label, stack } }: Step): NonNullable<Finding['because']>[number]['before'] {
  const where = stack === undefined ? undefined : fileOf(stack)
  return { label, ...(where === undefined ? {} : { where }) }
}

/** Two symmetric processes race at the same places: that is one explanation. */
function siteOf(step: Step): string {
  const { label, where } = placeOf(step)
  return where === undefined ? label : `${step.operation.kind.name} ${where}`
}

/** Micro-operations that survived the last power cut and without which nothing is broken: flipped one at a time. */
export async function criticalSurvivors(subject: SearchSubject, found: Found, { crashed }: PlanRun): Promise<number[]> {
  const last = crashed[crashed.length - 1]
  if (last === undefined || last.state.kind !== 'power cut' || found.violation.verdict !== 'violated' || last.clients !== 'gone') return []
  const { record, point, state } = last
  const cursor = new CrashCursor(record.disk.base, record.disk.log, state.disk)
  cursor.advance(point.log)
  const search = new Search({ ...subject, input: found.input })
  const shown = cursor.imageFrom(state.differences).hash
  const survivors: number[] = []
  const flips = record.disk.log.slice(0, point.log).filter(({ n, kind }) => (kind === 'entry' || kind === 'data') && state.differences.every((difference) => difference.n !== n))
  let tried = 0
  for (const { n, kind } of flips.toReversed()) {
    const flip: Difference = { n, part: kind === 'entry' ? 'name' : 'data', form: 'lost' }
    const image = cursor.imageFrom([...state.differences, flip])
    if (image.hash === shown) continue
    if (tried++ === FLIPS_MAX) break
    const flipped: CrashedLife = { ...last, state: { ...state, differences: image.differences, key: image.hash, dirty: false, image: () => image.build(), boot: state.boot } }
    const lineage = [...crashed.slice(0, -1), flipped]
    const { observation } = await search.recover(lineage)
    if (judge(search, lineage, observation)?.invariant !== found.violation.invariant) survivors.push(n)
  }
  return survivors
}
