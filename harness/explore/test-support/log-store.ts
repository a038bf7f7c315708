import fc from 'fast-check'
import type { Host } from '../../host/host.ts'
import { scenario } from '../../check/define-scenario.ts'
import type { Implementation } from '../../check/implementation.ts'
import type { Invariant, Scenario } from '../../check/scenario.ts'
import { powerCut, processDeath } from '../../faults/crashes.ts'

/** The smallest store there is: lines in a file. Each test plants one mistake. */
export interface Log {
  append(text: string): Promise<void>
  read(): Promise<string[]>
}

export interface LogOptions {
  readonly name?: string
  readonly syncFile?: boolean
  readonly syncDirectory?: boolean
  readonly acknowledgeFirst?: boolean
}

const FILE = '/log'

/** Records are `<text>;`, so that a torn or NUL tail is not read as one. */
export function logStore({ name = 'log', syncFile = true, syncDirectory = true, acknowledgeFirst = false }: LogOptions = {}): Implementation<Log> {
  return {
    name,
    capabilities: [],
    async open(host: Host) {
      const file = await host.fs.open(FILE, 'a')
      if (syncFile) await file.sync()
      if (syncDirectory) {
        const directory = await host.fs.open('/', 'r')
        await directory.sync()
        await directory.close()
      }
      const write = async (text: string): Promise<void> => {
        await file.write(`${text};`)
        if (syncFile) await file.sync()
      }
      return {
        append: async (text) => {
          const written = write(text)
          if (!acknowledgeFirst) await written
        },
        read: async () => (await host.fs.readFile(FILE, 'utf8')).split(';').filter((text) => /^[a-z0-9]+$/.test(text)),
      }
    },
  }
}

export const acknowledgedSurvives: Invariant<string[], string[]> = {
  name: 'acknowledged survives',
  states: 'Every acknowledged record is read after any crash.',
  check: ({ lives }) => {
    const acknowledged = lives.flatMap(({ history }) => history.filter(({ method, outcome }) => method === 'append' && outcome === 'acknowledged').map((entry) => String(entry.arguments[0])))
    const observed = lives[lives.length - 1]!.observed
    if (observed === undefined) return undefined
    const lost = acknowledged.find((text) => !observed.includes(text))
    return lost === undefined ? undefined : `record ${JSON.stringify(lost)} was acknowledged and is gone`
  },
}

export const texts: fc.Arbitrary<string[]> = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 4 })

export function appendScenario(overrides: Partial<Scenario<Log>> = {}): Scenario<Log> {
  return scenario<Log, string[], string[]>({
    id: 'log/append',
    title: 'Records are appended, then the computer stops',
    origin: [],
    input: texts,
    faults: [processDeath(), powerCut()],
    async workload(stage, input) {
      const { store } = await stage.start('server')
      for (const [index, text] of input.entries()) await store.append(`${text}${index}`)
    },
    async recover(stage) {
      const { store } = await stage.start('server')
      return store.read()
    },
    invariants: [acknowledgedSurvives],
    ...overrides,
  })
}
