/** Everything that crosses a connection, and everything in a plan, is JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** A copy through JSON text: what the other side would receive. `undefined` becomes null; -0 becomes 0; prototypes are lost. */
export function jsonCopy<T>(value: T): T {
  return value === undefined ? (null as T) : (JSON.parse(JSON.stringify(value)) as T)
}
