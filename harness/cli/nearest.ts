/** The one of `names` that was most likely meant by `text`, or nothing if none is near. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  const wanted = text.toLowerCase()
  let best: { name: string; distance: number } | undefined
  for (const name of names) {
    const distance = name.toLowerCase().endsWith(`/${wanted}`) ? 0 : editDistance(wanted, name.toLowerCase())
    if (best === undefined || distance < best.distance) best = { name, distance }
  }
  return best !== undefined && best.distance <= Math.max(2, Math.floor(best.name.length / 3)) ? best.name : undefined
}

/** "did you mean X?" where something is near, else what is accepted; then `next`, what to type. */
export function suggestion(text: string, names: readonly string[], next?: string): string {
  const near = nearest(text, names)
  const answer = near === undefined ? `accepted: ${listed(names)}` : `did you mean ${JSON.stringify(near)}?`
  if (next === undefined) return answer
  return near === undefined ? `${answer}; ${next}` : `${answer} ${next.charAt(0).toUpperCase()}${next.slice(1)}`
}

const LISTED_MOST = 20

/** Each once. */
export function listed(all: readonly string[]): string {
  const names = [...new Set(all)]
  if (names.length === 0) return 'none'
  const rest = names.length - LISTED_MOST
  return names.slice(0, LISTED_MOST).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}

/** Levenshtein, two rows. */
export function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const here = [row]
    for (let column = 1; column <= b.length; column++) {
      const change = a[row - 1] === b[column - 1] ? 0 : 1
      here.push(Math.min(above[column]! + 1, here[column - 1]! + 1, above[column - 1]! + change))
    }
    above = here
  }
  return above[b.length]!
}
