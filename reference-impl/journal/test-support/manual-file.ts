import type { Clock } from '../../../harness/host/host.ts'
import type { Medium } from '../writer.ts'

/** One call that waits for the test to end it. */
export interface Pending {
  readonly operation: 'write' | 'sync' | 'sleep'
  /** Of a write: its text. */
  readonly text: string
  /** Of a sleep: how long. */
  readonly ms: number
  done(): Promise<void>
  fail(error: Error): Promise<void>
}

/** Lets every continuation run. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

/** A file and a clock whose every call waits until the test ends it, so that a test decides what overlaps. */
export class ManualFile {
  readonly pending: Pending[] = []
  /** Everything written so far. */
  text = ''
  /** How often a sync ended well. */
  syncs = 0

  get operations(): string[] {
    return this.pending.map(({ operation }) => operation)
  }

  /** The oldest pending call of this kind. */
  next(operation: Pending['operation']): Pending {
    const found = this.pending.find((pending) => pending.operation === operation)
    if (found === undefined) throw new Error(`no ${operation} is pending; pending: ${this.operations.join(', ') || 'nothing'}`)
    return found
  }

  /** Ends the oldest pending call of this kind, once all continuations have run. */
  async done(operation: Pending['operation']): Promise<void> {
    await settle()
    await this.next(operation).done()
  }

  async fail(operation: Pending['operation'], error: Error): Promise<void> {
    await settle()
    await this.next(operation).fail(error)
  }

  /** Ends everything that is pending, and what follows from it, but no sleep. */
  async finishAll(): Promise<void> {
    for (;;) {
      await settle()
      const pending = this.pending.find(({ operation }) => operation !== 'sleep')
      if (pending === undefined) return
      await pending.done()
    }
  }

  readonly #lines: string[] = []

  readonly medium: Omit<Medium<string>, 'stands'> = {
    add: (line) => void this.#lines.push(line),
    write: () => this.#wait('write', this.#lines.splice(0).join(''), 0, (text) => void (this.text += text)),
    sync: () => this.#wait('sync', '', 0, () => void this.syncs++),
  }

  readonly clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    sleep: (ms, { signal } = {}) =>
      Promise.race([this.#wait('sleep', '', ms, () => undefined), new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)))]),
  }

  #wait<T>(operation: Pending['operation'], text: string, ms: number, effect: (text: string) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = (settleIt: () => void) => (): Promise<void> => {
        this.pending.splice(this.pending.indexOf(pending), 1)
        settleIt()
        return settle()
      }
      const pending: Pending = {
        operation,
        text,
        ms,
        done: end(() => resolve(effect(text))),
        fail: (error) => end(() => reject(error))(),
      }
      this.pending.push(pending)
    })
  }
}
