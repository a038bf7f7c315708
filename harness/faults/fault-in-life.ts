import type { Json } from '../check/json.ts'
import type { FaultDecision } from '../world/chooser.ts'
import type { Operation } from '../world/operation.ts'
import type { RandomStream } from '../world/random.ts'

/** How the search fires a fault inside a life, at one operation of one process. */
export interface FaultInLife {
  /** Whether it can fire at this operation. `options` are those of the scenario's fault. */
  readonly firesAt: (operation: Operation, options: Json) => boolean
  /** At which of the operations at which it can fire it does, counted from 1; undefined or left out: at any, drawn evenly. */
  readonly nth?: (options: Json) => number | undefined
  /** How strong it is there. */
  readonly draw: (options: Json, operation: Operation, stream: RandomStream) => FaultDecision
  /** The decision that the options of a planned fault say; undefined where this version does not understand them. */
  readonly read: (options: Json) => FaultDecision | undefined
}

/** Every syscall, timer and arrival of a process. */
export const anywhere = (): boolean => true

/** The options of a fault as a plan says them. */
export function plannedOptions(decision: FaultDecision): Json {
  const { fault: _fault, ...options } = decision
  return options as Json
}

/** One field of JSON options. */
export function field(options: Json, name: string): Json | undefined {
  return typeof options === 'object' && options !== null && !Array.isArray(options) ? (options as { readonly [key: string]: Json })[name] : undefined
}

/** Throws a TypeError for patterns that are not absolute and do not begin with `*`: no path would fit them. */
export function checkedPaths(paths: readonly string[] | undefined): readonly string[] {
  const wrong = paths?.find((path) => !/^[/*]/.test(path))
  if (wrong !== undefined) throw new TypeError(`paths has ${JSON.stringify(wrong)}; it takes absolute paths, in which * stands for any text, as in "/data/*.log"`)
  return paths ?? []
}
