import type { Arbitrary } from 'fast-check'
import type { Clock } from '../host/host.ts'
import type { History } from './history.ts'
import type { Json } from './json.ts'
import type { Crash } from './plan.ts'

/** What a scenario holds: never the store itself, but what starts processes that run it. */
export interface Stage<Ops> {
  /** Starts a process that opens the implementation with `options`. Rejects when `open` rejects. One process name runs at most once at a time. */
  start(process: string, options?: Json): Promise<Connection<Ops>>
  /** A client lives outside the computer and survives its crashes. Its calls to a dead process reject with `ProcessDied`. */
  client(name: string, body: () => Promise<void>): void
  /** The clock of the world, for clients: `now()` of a perfect wall clock. */
  readonly clock: Clock
  /** States that something interesting happened. A probe that no run of a scenario reached is reported as not exercised. */
  sometimes(probe: string): void
  /** Ends all faults; from here the run must come to rest, or it is stuck. */
  heal(): void
}

export interface Connection<Ops> {
  /** The operations of the implementation. Each call is an operation of the world, with JSON copies of arguments and result, recorded in the history. */
  readonly store: Ops
  /** SIGKILL: pending operations never settle, descriptors close, locks drop, the page cache stays. */
  kill(): Promise<void>
  /** Kills the process if it lives, and starts it again with fresh memory and the same options. This connection then leads to the new one. */
  restart(): Promise<void>
  /** SIGSTOP and SIGCONT: none of its operations run until it is resumed; time goes on. */
  pause(): void
  resume(): void
}

/** What `recover` knows about the lives before it. */
export interface LifeContext {
  /** 2 for the first life after a crash. */
  readonly number: number
  /** The crash that ended the life before. */
  readonly crash: Crash
  /** All that clients saw in earlier lives. */
  readonly history: History
}

/** One life, as an invariant sees it. */
export interface LifeView<Observed> {
  readonly number: number
  readonly history: History
  /** The crash that ended this life; null if it was the last one. */
  readonly crash: Crash | null
  /** What `recover` returned; absent in the first life and where a crash came before it returned. */
  readonly observed?: Observed
}

/**
 * A named predicate over the input and all lives. It asserts bounds: acknowledged ⊆ observed ⊆ attempted. `check` returns nothing when it holds, else one
 * sentence that names what a person lost, starting in lower case, without a full stop.
 */
export interface Invariant<Input = Json, Observed = Json> {
  readonly name: string
  /** The law, as a sentence. */
  readonly states: string
  check(evidence: { readonly input: Input; readonly lives: readonly LifeView<Observed>[] }): string | undefined
}

/** A fault of the world and how strong it may be: a row of `harness/faults`. */
export interface Fault {
  readonly name: string
  readonly options: Json
}

export interface ScenarioDefinition<Ops, Input, Observed> {
  /** Suite and name: `journal/acknowledged-survives`. */
  readonly id: string
  readonly title: string
  /** Real-world bugs or threads that it comes from: `hermes-webui #1353`. */
  readonly origin: readonly string[]
  /** It imitates what people do and knows no particular bug: what such scenarios find alone tells how good the search is. Default: false. */
  readonly general?: true
  /** Capabilities without which it is *not applicable*. */
  readonly needs?: readonly string[]
  /** Ids of the durability invariants that it checks: `I1` to `I20`. `powercut list --invariant I1` finds it by them. Default: none. */
  readonly covers?: readonly string[]
  /** It asserts a bound on time: no strategy makes an operation slower than the latency table says. Default: false. */
  readonly punctual?: boolean
  /** JSON values only; must be able to shrink without context. */
  readonly input: Arbitrary<Input>
  readonly faults: readonly Fault[]
  /** The first life. */
  workload(stage: Stage<Ops>, input: Input): Promise<void>
  /** Every later life: start the store again, look at what is there, go on working if the scenario is about that; return what was seen, as JSON. */
  recover(stage: Stage<Ops>, input: Input, life: LifeContext): Promise<Observed>
  readonly invariants: readonly Invariant<Input, Observed>[]
  /** Probes that at least one run must reach; else the scenario is *not exercised*. */
  readonly probes?: readonly string[]
}

/** A scenario as suites hold it. Made by `scenario()`, which checks the definition. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Scenario<Ops = any> = ScenarioDefinition<Ops, any, any>
