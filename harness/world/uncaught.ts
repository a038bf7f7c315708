/**
 * While a world runs, an unhandled rejection or an uncaught exception belongs to the process of the operation that was performed last: it ends that
 * process, as in Node. The listeners of whoever runs us (a test runner) are set aside meanwhile. Returns what puts them back.
 */
export function catchUncaught(report: (error: unknown) => void): () => void {
  const events = ['unhandledRejection', 'uncaughtException'] as const
  const saved = events.map((event) => process.rawListeners(event))
  for (const event of events) {
    process.removeAllListeners(event)
    process.on(event, report)
  }
  return () => {
    events.forEach((event, index) => {
      process.removeListener(event, report)
      for (const listener of saved[index]!) process.on(event as 'unhandledRejection', listener as () => void)
    })
  }
}
