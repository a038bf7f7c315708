import type { Host } from '../host/host.ts'
import type { Json } from './json.ts'

/** The operations of a kind of store, by name: the methods of the `Ops` that `open` gives, and what an implementation may or may not be able to do. */
export interface Contract {
  readonly name: string
  readonly methods: readonly string[]
  /** Capability → what an implementation that states it promises, in words. */
  readonly capabilities: Readonly<Record<string, string>>
}

/** Something that fulfils a contract: the reference, a defect, a user's store, a program in another language. */
export interface Implementation<Ops = object> {
  readonly name: string
  readonly capabilities: readonly string[]
  /**
   * Called in each process that the scenario starts, with that process's host. Everything durable or random comes from `host`; nothing may be kept in
   * module state. Resolves to the operations: asynchronous methods, JSON arguments, JSON results. A method that rejects with an error whose `refused`
   * is true states that the call certainly had no effect.
   */
  open(host: Host, options: Json): Promise<Ops>
}

/** The call certainly had no effect. Stores may throw their own error with `refused: true` instead. */
export class RefusedError extends Error {
  readonly refused = true
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RefusedError'
  }
}

/** The process that a call ran in has died; the call may have had an effect or not. */
export class ProcessDied extends Error {
  readonly process: string
  constructor(process: string) {
    super(`process "${process}" died`)
    this.name = 'ProcessDied'
    this.process = process
  }
}
