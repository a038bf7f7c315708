import type { Screen } from './screen.ts'

/** The first Ctrl-C (or SIGTERM) asks for an end with what was found so far, the second ends at once. Returns what stops listening. */
export function onInterrupt(screen: Screen, end: () => void): () => void {
  let asked = false
  const listener = (): void => {
    if (asked) {
      screen.endProgress()
      process.exit(130)
    }
    asked = true
    screen.endProgress()
    screen.notice('Interrupted: ending the runs in hand. Once more ends at once.')
    end()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, listener)
  return () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, listener)
  }
}
