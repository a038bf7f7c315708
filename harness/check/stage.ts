import type { Clock } from '../host/host.ts'
import { currentTask, type TaskContext } from '../world/context.ts'
import { DeterminismError } from '../world/guard.ts'
import type { Operation } from '../world/operation.ts'
import type { Process } from '../world/process.ts'
import { ARRIVE, KILL, RESTART, START } from '../world/syscalls.ts'
import { EPOCH_MS, type CrashPoint, type LifeBody } from '../world/life.ts'
import type { World } from '../world/world.ts'
import { ProcessDied, type Implementation } from './implementation.ts'
import { jsonCopy, jsonText, type Json } from './json.ts'
import { isInjected, isRefused, Recorder, type OpenCall } from './recorder.ts'
import type { Connection, Stage } from './scenario.ts'

interface Call {
  readonly entry: OpenCall | undefined
  readonly process: Process
  readonly client: TaskContext
  readonly reject: (error: unknown) => void
}

/** What outlives a crash of the computer: the clients, and what they wait for. */
export interface Outside {
  readonly clients: Map<string, TaskContext>
  /** Clients that have not ended. */
  open: number
  /** The life that is going on. */
  life: Life | undefined
  waiting: readonly Operation[]
  calls: readonly Call[]
}

/** One life of a scenario on a world: processes, their calls, and the history of what clients see. */
interface Life {
  readonly world: World
  readonly recorder: Recorder
  readonly probes: Set<string>
  readonly implementation: Implementation
  readonly outside: Outside
  readonly calls: Set<Call>
  readonly ordinals: Map<string, number>
  mainEnded: boolean
  /** The body has returned, not thrown. */
  returned: boolean
}

export interface LifeRun<T> {
  readonly body: LifeBody
  readonly recorder: Recorder
  readonly probes: ReadonlySet<string>
  readonly outside: Outside
  /** What the body returned, once it has. */
  value(): T | undefined
}

const MAIN: TaskContext = { process: 'client', name: 'main', owner: undefined }

/**
 * One life of a scenario: the stage that the body holds, the connections to the processes, and the history of what clients see.
 *
 * Laws
 * - Nothing but JSON crosses a connection; arguments and results are copied.
 * - A call whose process dies rejects with `ProcessDied` and is indeterminate; a call to a process that is already dead is refused.
 * - An error that the world injected may end a body or a process; any other one that nobody catches makes the run *failed*.
 * - The body ends with its life; clients live on in the next one, where what they awaited from the old one rejects with `ProcessDied`.
 */
export function lifeOf<T>(
  world: World,
  implementation: Implementation,
  body: (stage: Stage<never>) => Promise<T>,
  options: { readonly outside?: Outside; readonly crashAt?: (point: CrashPoint) => boolean } = {},
): LifeRun<T> {
  const outside = options.outside ?? { clients: new Map([['main', MAIN]]), open: 0, life: undefined, waiting: [], calls: [] }
  const life: Life = {
    world, implementation, outside, recorder: new Recorder(), probes: new Set(), calls: new Set(), ordinals: new Map(), mainEnded: false, returned: false,
  }
  outside.life = life
  let value: T | undefined
  world.onProcessDeath = (process) => die(life, process)
  world.onUncaught = (error, process) => {
    if (error instanceof ProcessDied) return false
    if (process === undefined || !isInjected(error)) return true
    die(life, process)
    return false
  }
  const begin = (): void => {
    for (const call of outside.calls) call.reject(new ProcessDied(call.process.name))
    world.adopt(outside.waiting)
    outside.calls = []
    outside.waiting = []
    world.inTask(MAIN, () => {
      void (async () => body(stageOf(outside)))().then(
        (result) => {
          value = result
          life.mainEnded = true
          life.returned = true
        },
        (error: unknown) => {
          // A recovery that cannot go on has shown nothing: its own process must not die under it.
          if (world.life > 1 && error instanceof ProcessDied) world.fail(error, undefined)
          bodyFailed(life, error)
          life.mainEnded = true
        },
      )
    })
  }
  return {
    recorder: life.recorder,
    probes: life.probes,
    outside,
    value: () => value,
    body: {
      begin,
      finished: () => life.mainEnded && outside.open === 0,
      returned: () => life.returned,
      historyLength: () => life.recorder.length,
      awaited: () => awaited(life),
      ...(options.crashAt === undefined ? {} : { crashAt: options.crashAt }),
    },
  }
}

/** The computer has stopped: what its clients still wait for moves to the next life. What its body waited for is gone with it. */
export function leaveLife(run: LifeRun<unknown>): Outside {
  const { outside } = run
  const life = outside.life!
  outside.calls = [...life.calls].filter((call) => call.client !== MAIN)
  outside.waiting = life.world.takeOutside().filter((operation) => operation.task !== MAIN)
  return outside
}

function stageOf(outside: Outside): Stage<never> {
  const world = (): World => outside.life!.world
  const clock: Clock = {
    now: () => {
      world().disk.touches?.outside('clock')
      return Math.floor(EPOCH_MS + world().nowMs)
    },
    monotonic: () => world().sinceBootMs,
    sleep: (ms, options) => world().sleep(undefined, ms, options?.signal),
  }
  return {
    clock,
    start: async (name, options = null) => connectionTo(outside, (await outsideOperation(outside, START, name, () => boot(outside.life!, name, options))) as Process),
    client: (name, run) => {
      if (outside.clients.has(name)) throw new Error(`client ${JSON.stringify(name)} exists already; give each client its own name`)
      const task: TaskContext = { process: 'client', name, owner: undefined }
      world().severalTasks()
      outside.clients.set(name, task)
      outside.open++
      const ended = (): void => void outside.open--
      world().inTask(task, () => {
        void (async () => run())().then(ended, (error: unknown) => {
          bodyFailed(outside.life!, error)
          ended()
        })
      })
    },
    sometimes: (probe) => void outside.life!.probes.add(probe),
    heal: () => world().heal(),
  }
}

function connectionTo(outside: Outside, first: Process): Connection<never> {
  let process = first
  const { name, options } = first
  const store = new Proxy({}, {
    get: (_target, method) => (typeof method === 'symbol' || method === 'then' ? undefined : (...args: unknown[]) => invoke(outside.life!, process, method, args)),
  })
  return {
    store: store as never,
    kill: async () => {
      await outsideOperation(outside, KILL, name, () => die(outside.life!, process))
    },
    restart: async () => {
      process = (await outsideOperation(outside, RESTART, name, () => {
        const life = outside.life!
        const running = life.world.processes.get(name)
        if (running !== undefined) die(life, running)
        return boot(life, name, options)
      })) as Process
    },
    pause: () => outside.life!.world.pause(name),
    resume: () => outside.life!.world.resume(name),
  }
}

function outsideOperation(outside: Outside, kind: typeof START, process: string, run: () => unknown): Promise<unknown> {
  return outside.life!.world.issue(undefined, kind, run, process, undefined, undefined, clientTask())
}

function clientTask(): TaskContext {
  const context = currentTask()
  return context !== undefined && context.owner === undefined ? context : MAIN
}

function bodyFailed(life: Life, error: unknown): void {
  if (!(error instanceof ProcessDied) && !isInjected(error)) life.world.fail(error, undefined)
}

function die(life: Life, process: Process): void {
  if (!process.alive) return
  life.world.endProcess(process.name)
  for (const call of [...life.calls]) {
    if (call.process !== process) continue
    life.calls.delete(call)
    const error = new ProcessDied(process.name)
    if (call.entry !== undefined) life.recorder.end(call.entry, 'indeterminate', now(life), undefined, error)
    call.reject(error)
  }
}

function taskFor(life: Life, process: Process, name: string): TaskContext {
  const key = `${process.name}/${name}`
  const ordinal = (life.ordinals.get(key) ?? 0) + 1
  life.ordinals.set(key, ordinal)
  return { process: process.name, name: ordinal === 1 ? name : `${name}-${ordinal}`, owner: process }
}

function boot(life: Life, name: string, options: Json): Promise<Process> {
  const { process, host } = life.world.spawn(name, options)
  const task = taskFor(life, process, 'open')
  return track(life, process, undefined, () => life.world.inTask(task, async () => life.implementation.open(host, jsonCopy(options)))).then(
    (store) => {
      process.store = store
      return process
    },
    (error: unknown) => {
      die(life, process)
      throw error
    },
  )
}

const NO_ARGUMENTS: readonly Json[] = Object.freeze([])

function invoke(life: Life, process: Process, method: string, args: readonly unknown[]): Promise<unknown> {
  const { world, recorder } = life
  const client = clientTask()
  const copies = args.length === 0 ? NO_ARGUMENTS : (jsonCopy([...args]) as readonly Json[])
  const entry = recorder.call(client.name, process.name, method, copies, now(life))
  if (!process.alive) return handled(refuse(life, process, entry, client))
  const task = taskFor(life, process, client === MAIN ? method : `${client.name}.${method}`)
  const arrive = (): unknown => {
    const store = process.store as Record<string, unknown> | null | undefined
    const operation = store?.[method]
    if (typeof operation === 'function') return Reflect.apply(operation, store, copies === NO_ARGUMENTS ? [] : (jsonCopy(copies) as unknown[]))
    const error = new TypeError(`the implementation ${JSON.stringify(life.implementation.name)} has no method ${method}()${typeof store === 'object' && store !== null ? '' : `: its open() gave ${String(store)}`}`)
    world.fail(error, process.name)
    throw error
  }
  return handled(track(life, process, entry, () => world.issue(process, ARRIVE, arrive, undefined, undefined, undefined, task)))
}

/** A call to a dead process: refused, as an operation of its own, so that a client that tries again and again takes steps. */
async function refuse(life: Life, process: Process, entry: OpenCall, client: TaskContext): Promise<never> {
  await life.world.issue(undefined, ARRIVE, () => undefined, undefined, undefined, undefined, client)
  const error = new ProcessDied(process.name)
  life.recorder.end(entry, 'refused', now(life), undefined, error)
  throw error
}

/** A client may leave a call alone: that it was rejected is in the history, and no error of the process that is running then. */
function handled<T>(call: Promise<T>): Promise<T> {
  call.catch(() => undefined)
  return call
}

/** Virtual milliseconds since the boot: a remembered life must not know when it began. */
function now({ world }: Life): number {
  return world.sinceBootMs
}

/** Runs `work` as a call of the process: it settles like the work, unless the process dies first. */
function track(life: Life, process: Process, entry: OpenCall | undefined, work: () => unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const { world, recorder, calls } = life
    const call: Call = { entry, process, client: clientTask(), reject }
    calls.add(call)
    const refuse = (error: unknown): void => {
      if (!calls.delete(call)) return
      if (error instanceof DeterminismError) world.fail(error, process.name)
      if (entry !== undefined) recorder.end(entry, isRefused(error) ? 'refused' : 'indeterminate', now(life), undefined, error)
      reject(error)
    }
    const acknowledge = (result: unknown): void => {
      if (!calls.has(call)) return
      if (entry === undefined) {
        calls.delete(call)
        return resolve(result)
      }
      let text: string
      try {
        text = jsonText(result)
      } catch (error) {
        return refuse(new TypeError(`${entry.method}() gave a result that is not JSON`, { cause: error }))
      }
      calls.delete(call)
      recorder.end(entry, 'acknowledged', now(life), text)
      resolve(JSON.parse(text))
    }
    Promise.resolve(work()).then(acknowledge, refuse)
  })
}

function awaited(life: Life): string {
  const names = [...life.calls].map((call) => `${call.process.name}.${call.entry?.method ?? 'open'}()`)
  if (names.length > 0) return `still awaited: ${names.slice(0, 4).join(', ')}${names.length > 4 ? ` and ${names.length - 4} more` : ''}`
  const bodies = (life.mainEnded ? 0 : 1) + life.outside.open
  return `${bodies} of the scenario's own bodies ${bodies === 1 ? 'has' : 'have'} not ended`
}
