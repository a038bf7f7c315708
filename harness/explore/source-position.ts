import { fileURLToPath } from 'node:url'

const HARNESS = fileURLToPath(new URL('../', import.meta.url))
/** The harness is its own code under test in its tests. */
const TEST = /\.test\.|\/test-support\//

/** The innermost frame of a stack that belongs to code under test: `append (/path/store.ts:12:7)`. Undefined where there is none. */
export function fileOf(stack: string): string | undefined {
  return placesOf(stack, 1)[0]
}

/** The innermost frames that belong to code under test, at most `most` of them, from the inside out. */
export function placesOf(stack: string, most: number): string[] {
  const places: string[] = []
  for (const line of stack.split('\n').slice(1)) {
    if (places.length === most) break
    const frame = line.trim().replace(/^at (async )?/, '')
    const path = frame.replace(/^.*\(|\)$/g, '').replace(/^file:\/\//, '')
    if ((path.startsWith(HARNESS) && !TEST.test(path)) || path.startsWith('node:') || frame.startsWith('<anonymous>') || frame.includes('node_modules') || !/:\d+:\d+\)?$/.test(frame)) continue
    places.push(frame.replace('file://', '').replace(`${process.cwd()}/`, ''))
  }
  return places
}
