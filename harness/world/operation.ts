import type { Disk } from '../disk/disk.ts'
import type { Label } from '../check/plan.ts'
import type { Performed } from './life.ts'
import type { Process } from './process.ts'

/** One line of execution: a request, a timer, or what they start; or a client outside the computer. The unit of scheduling. */
export interface Task {
  readonly process: string
  /** `append`, `append-2`, `alice.append`: the call that began it. Unique within its process and life. */
  readonly name: string
}

/** One row per kind of operation: what it is called in labels, how it is named by its path, what it does. */
export interface OperationKind {
  readonly name: string
  /** A small number for the run's hash. */
  readonly code: number
  /** The path that names it in labels, from its arguments; undefined where no path does. */
  path(disk: Disk, a: unknown, b: unknown, c: unknown): string | undefined
  /** What it does, at once. Throws what its caller gets as a rejection. */
  perform(disk: Disk, operation: Operation): unknown
}

/** Something issued and not yet performed. Every one is a point where the scheduler may let somebody else go first. */
export interface Operation {
  /** Order of issue within the life, from 1. */
  readonly id: number
  readonly kind: OperationKind
  /** undefined: outside the computer (a client). */
  readonly process: Process | undefined
  readonly task: Task
  readonly a: unknown
  readonly b: unknown
  readonly c: unknown
  readonly d: unknown
  /** Length of the disk's log when it was issued: what a sync covers. */
  readonly covers: number
  /** Virtual ms: not performed before. */
  due: number
  /** Set where labels are on. */
  readonly label: Label
  /** The path that names it, where labels are on and one does: of a descriptor the one it was opened with, of a rename the destination. */
  readonly path: string | undefined
  /** Where in the code it was issued, where stacks are on. */
  readonly stack: string | undefined
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

export function performed({ id, kind, label, path, stack, process, task }: Operation): Performed {
  return { id, kind, label, path, stack, process: process?.name, task: `${task.process}/${task.name}` }
}
