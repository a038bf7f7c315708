import { parentPort, workerData } from 'node:worker_threads'
import { mutated, SyncSites } from '../audit/host-mutant.ts'
import type { Implementation } from '../check/implementation.ts'
import { explore } from '../explore/explore.ts'
import { replayKept } from '../explore/replay-kept.ts'
import { replay } from '../explore/replay.ts'
import { loadCatalogue, type Catalogue, type NamedImplementation } from './catalogue.ts'
import { UsageError } from './errors.ts'
import { PROGRESS_MESSAGE_MS } from './limits.ts'
import { SIGNAL, type Answer, type FromWorker, type Progress, type Request, type WorkerStart } from './messages.ts'

/** The thread in which all code under test runs. It is given names and plans, finds the code in its own catalogue, and answers with data. */

const { signals: shared, ...request } = workerData as WorkerStart
const signals = new Int32Array(shared)
const port = parentPort!
const catalogue = loadCatalogue(request)
// The first request reports it; until then it must not count as unhandled.
catalogue.catch(() => undefined)

port.on('message', (message: Request) => {
  void answer(message).then(post)
})

function post(message: FromWorker): void {
  port.postMessage(message)
}

async function answer(message: Request): Promise<Answer> {
  try {
    return await perform(message, await catalogue)
  } catch (error) {
    if (error instanceof UsageError) return { kind: 'unusable', message: error.message }
    const { message: text, stack } = error instanceof Error ? error : new Error(String(error))
    return { kind: 'broken', message: text, stack: stack ?? text }
  }
}

async function perform(message: Request, { description, scenario, implementation }: Catalogue): Promise<Answer> {
  if (message.kind === 'describe') return { kind: 'described', description }
  const sites = new SyncSites()
  const subject = [scenario(message.scenario), onItsHost(implementation(message.implementation), message.implementation, sites)] as const
  const cancelled = (): boolean => {
    Atomics.add(signals, SIGNAL.pulse, 1)
    return Atomics.load(signals, SIGNAL.cancel) !== 0
  }
  if (message.kind === 'replay kept') return { kind: 'replayed kept', kept: await replayKept(message.plan, ...subject, { name: message.name, cancelled }) }
  if (message.kind === 'replay') return { kind: 'replayed', replayed: await replay(message.plan, ...subject) }
  const { seed, runs, profiles, suite, first, count } = message
  const result = await explore(...subject, {
    seed,
    runs,
    profiles,
    suite,
    first,
    count,
    cancelled,
    onProgress: teller(),
  })
  return { kind: 'explored', result, ...(notesSyncs(message.implementation) ? { syncs: sites.report() } : {}) }
}

function teller(): (progress: Progress) => void {
  let toldMs = 0
  let told: Progress['plan'] | undefined
  return (progress) => {
    Atomics.add(signals, SIGNAL.pulse, 1)
    Atomics.store(signals, SIGNAL.runs, progress.runs)
    Atomics.store(signals, SIGNAL.crashStates, progress.crashStates)
    const nowMs = performance.now()
    if (progress.plan === told && nowMs - toldMs < PROGRESS_MESSAGE_MS) return
    told = progress.plan
    toldMs = nowMs
    post({ kind: 'progress', ...progress })
  }
}

function notesSyncs({ host }: NamedImplementation): boolean {
  return host !== undefined && 'notes' in host
}

function onItsHost(implementation: Implementation, { host }: NamedImplementation, sites: SyncSites): Implementation {
  if (host === undefined) return implementation
  return 'drops' in host ? mutated(implementation, host.drops) : sites.watch(implementation)
}
