/** Everything that crosses a connection, and everything in a plan, is JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** A copy through JSON text: what the other side would receive. `undefined` becomes null; -0 becomes 0; prototypes are lost. */
export function jsonCopy<T>(value: T): T {
  return value === undefined ? (null as T) : (JSON.parse(JSON.stringify(value)) as T)
}

/** What crosses a connection. Throws a TypeError for a value that JSON has no text for. */
export function jsonText(value: unknown): string {
  if (value === undefined) return 'null'
  const text = JSON.stringify(value) as string | undefined
  if (text === undefined) throw new TypeError(`JSON has no text for a ${typeof value}`)
  return text
}

/** The same value, which nobody can change any more: it and all that is in it. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const key in value) frozen(value[key])
  return Object.freeze(value)
}
