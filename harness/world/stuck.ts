/** Why nothing goes on any more, in words. `paused`: processes that have something to do. */
export function stuckReason(awaited: string, paused: readonly string[]): string {
  if (paused.length > 0) return `${awaited}; paused and never resumed: ${paused.join(', ')}`
  return `${awaited}, but nothing can run: a deadlock, or it waits for something that the simulated computer does not own`
}
