import { readdirSync, readFileSync } from 'node:fs'

const WAIT_MS = 20
const WAITS_MAX = 500

/** Ends a child that leads a group, and all that it started; returns when none of them runs any more. Blocks, so that it also works on the way out of a process. */
export function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
  for (let waits = 0; waits < WAITS_MAX && groupRuns(leader); waits++) pause(WAIT_MS)
}

export function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

/** A process that has ended and was not waited for does not count: nothing waits for children while this blocks. */
function groupRuns(leader: number): boolean {
  return readdirSync('/proc').some((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      const [state, , group] = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
      return Number(group) === leader && state !== 'Z' && state !== 'X'
    } catch {
      return false
    }
  })
}
