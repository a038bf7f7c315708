import fc from 'fast-check'
import { scenario } from '../../check/define-scenario.ts'
import { RefusedError, type Implementation } from '../../check/implementation.ts'
import type { Fault, Invariant, Scenario } from '../../check/scenario.ts'
import type { FileHandle, Host } from '../../host/host.ts'
import { powerCut } from '../crashes.ts'

/** A file of records that survives what a disk may do; each test plants one mistake. */
export interface Ledger {
  append(name: string, length: number): Promise<void>
  read(): Promise<string[]>
}

export interface Mistakes {
  /** Retries a sync that failed until it ends well. */
  readonly retriesSync?: boolean
  /** Goes on appending after a write or a sync that failed. */
  readonly goesOnAfterError?: boolean
  /** Takes a file that cannot be read for an empty one. */
  readonly emptyIfUnreadable?: boolean
  /** Does not look at how many bytes were written. */
  readonly ignoresShortWrite?: boolean
  /** Takes what one read gives for the whole file, as `readFile` does. */
  readonly readsOnce?: boolean
  /** Opens its file without writing it anew: what the page cache shows is taken for durable after a sync. */
  readonly trustsPageCache?: boolean
}

const FILE = '/ledger'

/** Opening writes the good records anew: what the page cache shows need not be on the medium. After an error nothing is appended. */
export function ledger(mistakes: Mistakes = {}): Implementation<Ledger> {
  return { name: Object.keys(mistakes)[0] ?? 'ledger', capabilities: [], open: (host) => open(host, mistakes) }
}

async function open(host: Host, mistakes: Mistakes): Promise<Ledger> {
  const kept = recordsOf(await textOf(host, mistakes))
  if (mistakes.trustsPageCache !== true) await writeAnew(host, kept)
  const file = await host.fs.open(FILE, 'a')
  if (mistakes.trustsPageCache === true) await file.sync().then(() => syncDirectory(host))
  let broken = false
  const names = kept.map(([name]) => name)
  return {
    async append(name, length) {
      if (broken) throw new RefusedError('an earlier append failed')
      try {
        await writeAll(file, record(name, length), mistakes)
        await (mistakes.retriesSync === true ? syncUntilWell(file) : file.sync())
      } catch (error) {
        broken = mistakes.goesOnAfterError !== true
        throw error
      }
      names.push(name)
    },
    read: async () => names,
  }
}

async function writeAnew(host: Host, kept: readonly (readonly [name: string, length: number])[]): Promise<void> {
  const temporary = await host.fs.open(`${FILE}.new`, 'w')
  await writeAll(temporary, kept.map(([name, length]) => record(name, length)).join(''), {})
  await temporary.sync()
  await temporary.close()
  await host.fs.rename(`${FILE}.new`, FILE)
  await syncDirectory(host)
}

async function syncDirectory(host: Host): Promise<void> {
  const directory = await host.fs.open('/', 'r')
  await directory.sync()
  await directory.close()
}

/** `<name:length>`, so many dots, `!` and a line feed. */
function record(name: string, length: number): string {
  return `<${name}:${length}>${'.'.repeat(length)}!\n`
}

/** Up to the first one that is damaged. */
function recordsOf(text: string): [name: string, length: number][] {
  const records: [string, number][] = []
  for (const line of text.split('\n').slice(0, -1)) {
    const [, name, length] = /^<(\w+):(\d+)>\.*!$/.exec(line) ?? []
    if (name === undefined || line.length + 1 !== record(name, Number(length)).length) break
    records.push([name, Number(length)])
  }
  return records
}

async function textOf(host: Host, { emptyIfUnreadable, readsOnce }: Mistakes): Promise<string> {
  try {
    if (readsOnce === true) return await host.fs.readFile(FILE, 'latin1')
    const file = await host.fs.open(FILE, 'r')
    const pieces: Buffer[] = []
    for (let ended = false; !ended; ) {
      const { bytesRead, buffer } = await file.read()
      pieces.push(buffer.subarray(0, bytesRead))
      ended = bytesRead === 0
    }
    await file.close()
    return Buffer.concat(pieces).toString('latin1')
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT' || emptyIfUnreadable === true) return ''
    throw error
  }
}

async function writeAll(file: FileHandle, text: string, { ignoresShortWrite }: Mistakes): Promise<void> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at)
    at = ignoresShortWrite === true ? bytes.length : at + bytesWritten
  }
}

async function syncUntilWell(file: FileHandle): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    try {
      return await file.sync()
    } catch {
      // The mistake: it takes the next success for its own.
    }
  }
}

export const acknowledgedSurvives: Invariant<Input, string[]> = {
  name: 'acknowledged survives',
  states: 'Every acknowledged record is read after any crash.',
  check: ({ lives }) => {
    const acknowledged = lives.flatMap(({ history }) => history.filter(({ method, outcome }) => method === 'append' && outcome === 'acknowledged').map((entry) => String(entry.arguments[0])))
    const observed = lives[lives.length - 1]!.observed
    const lost = observed === undefined ? undefined : acknowledged.find((name) => !observed.includes(name))
    return lost === undefined ? undefined : `record ${lost} was acknowledged and is gone`
  },
}

/** Whoever recovered has read it to somebody: it may not be gone later. */
export const whatWasReadStays: Invariant<Input, string[]> = {
  name: 'what was read stays',
  states: 'Every record that a recovery read is read by the next one, too.',
  check: ({ lives }) => {
    const read = lives.map(({ observed }) => observed)
    const lost = read.slice(0, -1).flatMap((names) => names ?? []).find((name) => read.at(-1)?.includes(name) === false)
    return lost === undefined ? undefined : `record ${lost} was read after an earlier crash and is gone`
  },
}

/** Lengths of records to append; 0 restarts the process. */
type Input = number[]

/** Somebody appends, goes on after every error, and restarts the process now and then. */
export function ledgerScenario(faults: readonly Fault[], overrides: Partial<Scenario<Ledger>> = {}): Scenario<Ledger> {
  return scenario<Ledger, Input, string[]>({
    id: 'ledger/append',
    title: 'Records are appended under faults of the disk, then the computer stops',
    origin: [],
    input: fc.array(fc.oneof({ weight: 2, arbitrary: fc.integer({ min: 1, max: 200 }) }, { weight: 3, arbitrary: fc.integer({ min: 4_000, max: 9_000 }) }, { weight: 1, arbitrary: fc.constant(0) }), { minLength: 2, maxLength: 6 }),
    faults: [powerCut({ crashes: 1 }), ...faults],
    async workload(stage, input) {
      const connection = await stage.start('server')
      for (const [index, length] of input.entries()) {
        await (length === 0 ? connection.restart() : connection.store.append(`r${index}`, length)).catch(() => undefined)
      }
    },
    recover: async (stage) => (await stage.start('server')).store.read(),
    invariants: [acknowledgedSurvives],
    ...overrides,
  })
}
