import { AsyncLocalStorage } from 'node:async_hooks'
import type { Process } from './process.ts'
import type { Task } from './operation.ts'

/** A task together with the process it runs in; a client has none. */
export interface TaskContext extends Task {
  readonly owner: Process | undefined
}

/**
 * Which task issued an operation. Inheriting it from the operation that was performed last is free and wrong where a lock is handed over; real
 * asynchronous contexts are exact. They cost a quarter of the speed, so a life asks for them only where labels are recorded.
 */
const storage = new AsyncLocalStorage<TaskContext>()

export function inTask<T>(task: TaskContext, body: () => T): T {
  return storage.run(task, body)
}

export function currentTask(): TaskContext | undefined {
  return storage.getStore()
}

/** Ends the tracking of contexts in this thread until the next `inTask`. */
export function forgetTasks(): void {
  storage.disable()
}
