import { readFileSync, realpathSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { basename, dirname } from 'node:path'

/** Where a result was measured. Timings of two places are not comparable. */
export interface Machine {
  readonly fileSystem: string
  /** As the kernel states them, with commas; '' where it does not. */
  readonly mountOptions: string
  /** What the file system stands on, and what is known of it. */
  readonly device: string
  readonly kernel: string
  readonly cpu: string
  readonly cores: number
  /** GiB. */
  readonly memory: number
  readonly node: string
  /** Threads that perform file operations. */
  readonly threadPool: number
}

/** Threads of libuv's pool where UV_THREADPOOL_SIZE says nothing. */
const THREAD_POOL_DEFAULT = 4

export function machineAt(folder: string): Machine {
  const mount = mountOf(folder)
  const processors = cpus()
  return {
    fileSystem: mount?.type ?? 'unknown',
    mountOptions: mount?.options ?? '',
    device: mount === undefined ? 'unknown' : describeDevice(mount),
    kernel: `${type()} ${release()}`,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memory: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    threadPool: Number(process.env['UV_THREADPOOL_SIZE'] ?? THREAD_POOL_DEFAULT) || THREAD_POOL_DEFAULT,
  }
}

/** Why timings here say little about a real disk; undefined where an fsync reaches a device. */
export function nothingCosts({ fileSystem }: Machine): string | undefined {
  if (['tmpfs', 'ramfs', 'devtmpfs'].includes(fileSystem)) return `fsync costs nothing here: ${fileSystem} has no disk`
  if (['overlay', 'overlayfs'].includes(fileSystem)) return 'fsync may cost nothing here: overlay hides what lies below'
  return undefined
}

interface Mount {
  readonly type: string
  readonly options: string
  readonly source: string
}

/** The mount that the path lies on; undefined where the kernel has no such list. */
function mountOf(existing: string): Mount | undefined {
  let lines: string[]
  try {
    lines = readFileSync('/proc/self/mountinfo', 'utf8').trimEnd().split('\n')
  } catch {
    return undefined
  }
  const path = realpathSync(existing)
  const found = lines.map(mountIn).filter(({ place }) => place === '/' || path === place || path.startsWith(`${place}/`))
  // The last one mounted hides the earlier ones at the same place.
  return found.reduce<(Mount & { readonly place: string }) | undefined>((longest, one) => (longest === undefined || one.place.length >= longest.place.length ? one : longest), undefined)
}

function mountIn(line: string): Mount & { readonly place: string } {
  const [before = '', behind = ''] = line.split(' - ')
  const [, , , , place = '', options = ''] = before.split(' ')
  const [kind = '', source = '', superOptions = ''] = behind.split(' ')
  const all = new Set([...options.split(','), ...superOptions.split(',')].filter((option) => option !== ''))
  return { type: kind, options: [...all].join(','), source, place: place.replaceAll('\\040', ' ') }
}

/** Never by a number that changes from run to run, as that of a loop device does. */
function describeDevice({ source }: Mount): string {
  const block = `/sys/class/block/${basename(source)}`
  const backing = read(`${block}/loop/backing_file`)
  const below = backing === undefined ? undefined : mountOf(dirname(backing))
  if (below !== undefined) return `loop device over a file on ${below.type} on ${describeDevice(below)}`
  // A partition has no queue of its own.
  const queue = read(`${block}/queue/write_cache`) === undefined ? `${block}/../queue` : `${block}/queue`
  const facts = [read(`${block}/device/model`), read(`${queue}/write_cache`), read(`${queue}/rotational`) === '1' ? 'rotating' : undefined].filter((fact) => fact !== undefined)
  return facts.length === 0 ? source : `${source} (${facts.join(', ')})`
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim() || undefined
  } catch {
    return undefined
  }
}

/** What has to be equal for timings to be compared. */
export function sameMachine(a: Machine, b: Machine): boolean {
  const facts = ({ fileSystem, device, kernel, cpu, cores, node, threadPool }: Machine): string => [fileSystem, device, kernel, cpu, cores, node, threadPool].join('\n')
  return facts(a) === facts(b)
}
