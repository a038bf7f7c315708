import type { Label } from '../check/plan.ts'

/**
 * Path role: the last part of a path, with what changes from run to run (uuids, long hexadecimal ids, numbers) written as `*`, so that a temporary name
 * does not make a plan unreadable for the next run of the code.
 */
export function roleOf(path: string): string {
  const end = path.endsWith('/') && path.length > 1 ? path.length - 1 : path.length
  const name = path.slice(path.lastIndexOf('/', end - 1) + 1, end) || '/'
  return name
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '*')
    .replace(/[0-9a-f]*\d[0-9a-f]{7,}|[0-9a-f]{7,}\d[0-9a-f]*/gi, '*')
    .replace(/\d+/g, '*')
}

/** Gives labels in order of issue. One per life. */
export class Labels {
  readonly #counts = new Map<string, number>()
  readonly #roles = new Map<string, string>()

  label(process: string, task: string, operation: string, path: string | undefined): Label {
    const name = path === undefined ? `${process}/${task}/${operation}` : `${process}/${task}/${operation} ${this.#role(operation, path)}`
    const count = (this.#counts.get(name) ?? 0) + 1
    this.#counts.set(name, count)
    return `${name} #${count}`
  }

  #role(operation: string, path: string): string {
    if (operation === 'sleep') return path
    let role = this.#roles.get(path)
    if (role === undefined) this.#roles.set(path, (role = roleOf(path)))
    return role
  }
}

/** The parts of a label that a loose fit compares: process, task without its ordinal, operation; and the count. Undefined for a malformed label. */
export function looseLabel(label: Label): { readonly key: string; readonly count: number } | undefined {
  const match = /^([^/]*)\/([^/]*)\/(\S+).*?#(\d+)$/.exec(label)
  if (match === null) return undefined
  return { key: `${match[1]}/${match[2]}/${match[3]}`, count: Number(match[4]) }
}
