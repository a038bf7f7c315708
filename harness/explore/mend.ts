import { dirname } from 'node:path'
import type { Finding } from '../check/verdict.ts'
import { Disk } from '../disk/disk.ts'
import { OPEN } from '../disk/open-flags.ts'
import type { CrashPoint } from '../world/life.ts'
import type { Operation } from '../world/operation.ts'
import { heals, isSpent, type Tries } from './heals.ts'
import { recordLife, type LifeRecord } from './life-record.ts'
import type { Found } from './minimise.ts'
import { planned } from './planned.ts'
import { Search, type SearchSubject } from './search.ts'
import { fileOf } from './source-position.ts'

/** What a sync of the file makes durable, and what one of the directory of its path does. */
const OF_FILE: ReadonlySet<string> = new Set(['write', 'ftruncate'])
const OF_NAME: ReadonlySet<string> = new Set(['open', 'rename', 'link', 'symlink', 'unlink', 'mkdir', 'rmdir'])
/** Call sites that are tried. */
const SITES_MAX = 8

interface Site {
  readonly kind: string
  readonly where: string
}

/**
 * Tries to mend a loss with one fsync at one place in the code: after every operation that this place issues, its file is synced, or the directory of its
 * name. What mends it names what is missing.
 *
 * Laws, each learned from a false proof
 * - A place is a call site from a stack, not a label: the second save has another temporary name.
 * - There is a crash point between the operation and the inserted sync.
 * - The inserted sync would meet the plan's faults as any other: where a sync or an operation fails in the plan, nothing is tried and the fault is named.
 */
export async function mend(subject: SearchSubject, found: Found, losses: ReadonlySet<number>, tries: Tries): Promise<Finding['mended']> {
  const { violation, faults, input } = found
  const [crashed, second] = violation.crashed
  if (violation.verdict !== 'violated' || crashed?.state.kind !== 'power cut' || crashed.clients !== 'gone' || second !== undefined) return undefined
  if (faults.some(({ fault }) => fault === 'fsyncError' || fault === 'ioError' || fault === 'diskFull')) return undefined
  const search = new Search({ ...subject, input, downMs: crashed.downMs })
  for (const site of sitesOf((await life(search, found)).record, losses)) {
    if (isSpent(tries)) break
    const { record, between } = await life(search, found, site)
    const mended = { ...record, crashPoints: withPoints(record.crashPoints, between) }
    if (await heals(tries, new Search({ ...subject, input, downMs: crashed.downMs }), mended, found)) {
      return { by: OF_FILE.has(site.kind) ? 'one fsync of the file' : 'one fsync of the directory', after: site.kind, where: site.where }
    }
  }
  return isSpent(tries) ? undefined : 'no single fsync'
}

/** The lengths of the log just before each inserted sync, by step. */
type Between = Map<number, number>

async function life({ subject }: Search, { order, holds, faults, input }: Found, site?: Site): Promise<{ readonly record: LifeRecord; readonly between: Between }> {
  const { scenario, implementation, randomSeed } = subject
  const disk = new Disk()
  const follows = planned({ order, holds, faults })
  const between: Between = new Map()
  let steps = 0
  let logged = 0
  const performed = (operation: Operation): void => {
    steps++
    follows.performed?.(operation)
    const changed = disk.log.length > logged
    if (changed && site !== undefined && operation.kind.name === site.kind && operation.stack !== undefined && fileOf(operation.stack) === site.where) {
      between.set(steps, disk.log.length)
      insertSync(disk, operation)
    }
    logged = disk.log.length
  }
  const chooser = { ...follows, performed }
  return { record: await recordLife({ scenario, implementation, input, randomSeed, number: 1, startMs: 0, disk, chooser, stacks: true }), between }
}

function insertSync(disk: Disk, { kind, a, b }: Operation): void {
  if (OF_FILE.has(kind.name)) return disk.fsync(a as number)
  const path = kind.name === 'rename' || kind.name === 'link' || kind.name === 'symlink' ? (b as string) : (a as string)
  const fd = disk.open(dirname(path), OPEN.RDONLY)
  disk.fsync(fd)
  disk.close(fd)
}

/** Places that issued what was lost, then all other places that changed the disk. */
function sitesOf({ steps }: LifeRecord, losses: ReadonlySet<number>): Site[] {
  const sites = new Map<string, Site & { lost: boolean }>()
  for (const { operation, logFrom, logTo } of steps) {
    const { kind, stack } = operation
    const where = stack === undefined ? undefined : fileOf(stack)
    if (where === undefined || logTo === logFrom || !(OF_FILE.has(kind.name) || OF_NAME.has(kind.name))) continue
    const lost = Array.from({ length: logTo - logFrom }, (_, at) => logFrom + at).some((n) => losses.has(n))
    const key = `${kind.name} ${where}`
    const known = sites.get(key)
    if (known === undefined) sites.set(key, { kind: kind.name, where, lost })
    else known.lost ||= lost
  }
  const all = [...sites.values()]
  return [...all.filter(({ lost }) => lost), ...all.filter(({ lost }) => !lost)].slice(0, SITES_MAX)
}

function withPoints(points: readonly CrashPoint[], between: Between): CrashPoint[] {
  return points.flatMap((point) => {
    const log = point.moment === 'performed' ? between.get(point.step) : undefined
    return log === undefined ? [point] : [{ ...point, log }, point]
  })
}
