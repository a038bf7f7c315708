import type { Json } from '../check/json.ts'
import type { Operation } from './operation.ts'

/** One running process: memory of its own, descriptors, a pid. It can be killed, paused and started again within a life; the disk stays. */
export interface Process {
  readonly name: string
  readonly pid: number
  /** 1 for the first start of this name in this life, then counting up. */
  readonly incarnation: number
  readonly options: Json
  readonly descriptors: Set<number>
  /** What `open` gave: the operations of the implementation. */
  store: unknown
  alive: boolean
  /** Wall clock of this process minus the world's, in ms. */
  wallOffsetMs: number
  /** Operations issued while it is paused; undefined while it runs. */
  parked: Operation[] | undefined
}
