/**
 * While the pump works, an unhandled rejection or an uncaught exception that follows from a world's step belongs to the process of the operation that was
 * performed last: it ends that process, as in Node. `report` returns false for one that does not belong to a world: then whoever listened before (a test
 * runner) gets it, or Node's default if nobody did. Returns what puts everything back.
 */
export function catchUncaught(report: (error: unknown) => boolean): () => void {
  const events = ['unhandledRejection', 'uncaughtException'] as const
  const handlers = events.map((event) => {
    const saved = process.rawListeners(event) as ((...args: unknown[]) => void)[]
    const handler = (...args: unknown[]): void => {
      if (report(args[0])) return
      if (saved.length > 0) for (const listener of saved) Reflect.apply(listener, process, args)
      else exitLikeNode(args[0])
    }
    process.removeAllListeners(event)
    process.on(event as 'uncaughtException', handler)
    return { event, saved, handler }
  })
  return () => {
    for (const { event, saved, handler } of handlers) {
      process.removeListener(event, handler)
      for (const listener of saved) process.on(event as 'uncaughtException', listener)
    }
  }
}

function exitLikeNode(error: unknown): void {
  process.removeAllListeners('uncaughtException')
  queueMicrotask(() => {
    throw error
  })
}
