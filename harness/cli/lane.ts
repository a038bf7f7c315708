import { Worker } from 'node:worker_threads'
import type { CatalogueRequest } from './catalogue.ts'
import { messageOf } from './errors.ts'
import { ANSWER_WITHIN_MS, WORKER_HEAP_MB } from './limits.ts'
import { SIGNAL, SIGNAL_BYTES, type Answer, type FromWorker, type Progress, type Request, type WorkerStart } from './messages.ts'

/** The worker was lost before it answered. `last`: what it reported last, if anything. */
export interface Lost {
  readonly kind: 'lost'
  /** In words that follow "the code under test", for a person. */
  readonly why: string
  readonly last?: Progress
}

/** Ended by ourselves: nobody waits for the answer any more. */
export interface Dropped {
  readonly kind: 'dropped'
}

export interface LaneOptions extends CatalogueRequest {
  /** Where output of code under test goes: never to our stdout. */
  readonly onOutput: (text: string) => void
  /** Default: `ANSWER_WITHIN_MS`. */
  readonly answerWithinMs?: number
}

/**
 * One worker thread that is replaced when it is lost. It performs one request at a time. A worker that gives no sign of life for `answerWithinMs` is ended:
 * code under test that loops forever cannot be stopped in any other way.
 */
export class Lane {
  readonly #options: LaneOptions
  readonly #signals: Int32Array<SharedArrayBuffer> = new Int32Array(new SharedArrayBuffer(SIGNAL_BYTES))
  #worker: Worker | undefined
  #settle: ((answer: Answer | Lost | Dropped) => void) | undefined
  #onProgress: ((progress: Progress) => void) | undefined
  #last: Progress | undefined
  #watch: NodeJS.Timeout | undefined

  constructor(options: LaneOptions) {
    this.#options = options
    this.#worker = this.#start()
  }

  ask(request: Request, onProgress?: (progress: Progress) => void): Promise<Answer | Lost | Dropped> {
    Atomics.store(this.#signals, SIGNAL.cancel, 0)
    this.#last = undefined
    this.#onProgress = onProgress
    this.#worker ??= this.#start()
    this.#worker.postMessage(request)
    return new Promise((resolve) => {
      this.#settle = resolve
      this.#watchFor()
    })
  }

  /** Asks the search that runs now to end at the next crash point. */
  cancel(): void {
    Atomics.store(this.#signals, SIGNAL.cancel, 1)
  }

  /** Ends the request that runs now, and its thread with it. */
  drop(): void {
    if (this.#settle) this.#endThread({ kind: 'dropped' })
  }

  async close(): Promise<void> {
    clearInterval(this.#watch)
    const worker = this.#worker
    this.#forget()
    await worker?.terminate()
  }

  #start(): Worker {
    const { files, implementationFile, onOutput } = this.#options
    const workerData: WorkerStart = { files, signals: this.#signals.buffer, ...(implementationFile === undefined ? {} : { implementationFile }) }
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData, resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB }, stdout: true, stderr: true })
    worker.on('message', (message: FromWorker) => this.#receive(message))
    worker.on('error', (error: unknown) => this.#lose(lostWords(error)))
    worker.on('exit', (code) => this.#lose(`ended its thread with code ${code} (process.exit?)`))
    for (const stream of [worker.stdout, worker.stderr]) stream.setEncoding('utf8').on('data', onOutput)
    return worker
  }

  #receive(message: FromWorker): void {
    if (message.kind !== 'progress') {
      this.#end(message)
      return
    }
    const { runs, crashStates, plan } = message
    this.#last = { runs, crashStates, plan }
    this.#watchFor()
    this.#onProgress?.(this.#last)
  }

  /** In two halves: where the whole computer slept, the first timer is late by hours and the worker has had no time to answer. */
  #watchFor(): void {
    const { answerWithinMs = ANSWER_WITHIN_MS } = this.#options
    clearInterval(this.#watch)
    let silentHalves = 0
    let pulse = Atomics.load(this.#signals, SIGNAL.pulse)
    this.#watch = setInterval(() => {
      const pulseNow = Atomics.load(this.#signals, SIGNAL.pulse)
      silentHalves = pulseNow === pulse ? silentHalves + 1 : 0
      pulse = pulseNow
      if (silentHalves === 2) this.#lose(`gave no answer for ${answerWithinMs / 1_000} s: it may be in an endless loop`)
    }, answerWithinMs / 2)
  }

  #lose(why: string): void {
    const last = this.#last && { ...this.#last, runs: Atomics.load(this.#signals, SIGNAL.runs), crashStates: Atomics.load(this.#signals, SIGNAL.crashStates) }
    this.#endThread({ kind: 'lost', why, ...(last === undefined ? {} : { last }) })
  }

  #endThread(answer: Lost | Dropped): void {
    const worker = this.#worker
    this.#forget()
    void worker?.terminate()
    this.#end(answer)
  }

  /** The next request starts a new thread. */
  #forget(): void {
    for (const event of ['message', 'exit', 'error']) this.#worker?.removeAllListeners(event)
    this.#worker?.on('error', () => undefined)
    this.#worker = undefined
  }

  #end(answer: Answer | Lost | Dropped): void {
    clearInterval(this.#watch)
    const settle = this.#settle
    this.#settle = undefined
    settle?.(answer)
  }
}

function lostWords(error: unknown): string {
  if ((error as { code?: unknown } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY') return 'ran out of memory'
  return `threw outside of any promise: ${messageOf(error)}`
}
