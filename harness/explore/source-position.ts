import { fileURLToPath } from 'node:url'

const HARNESS = fileURLToPath(new URL('../', import.meta.url))
/** The harness is its own code under test in its tests. */
const TEST = /\.test\.|\/test-support\//

/** The innermost frame of a stack that belongs to code under test: `append (/path/store.ts:12:7)`. Undefined where there is none. */
export function fileOf(stack: string): string | undefined {
  for (const line of stack.split('\n').slice(1)) {
    const frame = line.trim().replace(/^at (async )?/, '')
    const path = frame.replace(/^.*\(|\)$/g, '').replace(/^file:\/\//, '')
    if ((path.startsWith(HARNESS) && !TEST.test(path)) || path.startsWith('node:') || frame.startsWith('<anonymous>') || frame.includes('node_modules') || !/:\d+:\d+\)?$/.test(frame)) continue
    return frame.replace('file://', '').replace(`${process.cwd()}/`, '')
  }
  return undefined
}
