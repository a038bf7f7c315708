/** Whether a path fits one of the patterns: a path in which `*` stands for any text, slashes included. No pattern at all fits every path. */
export function fitsPaths(path: string | undefined, patterns: readonly string[]): boolean {
  if (patterns.length === 0) return true
  return path !== undefined && patterns.some((pattern) => fits(path, pattern))
}

function fits(path: string, pattern: string): boolean {
  const [head = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return path === pattern
  const tail = rest.pop()!
  if (!path.startsWith(head) || !path.endsWith(tail) || path.length < head.length + tail.length) return false
  let at = head.length
  for (const part of rest) {
    const found = path.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= path.length - tail.length
}
