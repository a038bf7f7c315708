import { Disk } from '../../disk/disk.ts'
import type { DiskOptions } from '../../disk/image.ts'
import { admits, type ObservedTree } from '../../disk/images-admit.ts'
import { CrashCursor } from '../../disk/images.ts'
import { simulatedCalls } from './calls.ts'
import type { Outcome } from './outcome.ts'
import { perform, performAll, type Program } from './program.ts'

/** The program on the simulated disk: the disk, and how long its log was after each syscall. */
export interface Simulated {
  readonly disk: Disk
  readonly lengths: readonly number[]
}

export function simulate({ setup, operations }: Program): Simulated {
  const before = new Disk()
  performAll(simulatedCalls(before), setup)
  const disk = new Disk(before.freeze())
  const lengths: number[] = []
  const performing = perform(simulatedCalls(disk), operations)
  while (performing.next().done !== true) lengths.push(disk.log.length)
  return { disk, lengths }
}

export function optionsOf(profile: string): DiskOptions {
  return { profile, sectorSize: 512, powersafeOverwrite: true }
}

/** The outcomes that the profile does not admit at any state between the syscalls around their cut. What was unmounted must be there in full. */
export function notAdmitted({ disk, lengths }: Simulated, outcomes: readonly Outcome[], profile: string): Outcome[] {
  const { log } = disk
  const open = new Map<Outcome, ObservedTree>()
  const refused: Outcome[] = []
  for (const outcome of outcomes) {
    if (typeof outcome.tree === 'string') refused.push(outcome)
    else open.set(outcome, new Map(outcome.tree))
  }
  const complete = new CrashCursor(disk.base, log, optionsOf('strict'))
  complete.advance(log.length)
  for (const [outcome, tree] of open) {
    if (!outcome.complete) continue
    open.delete(outcome)
    if (!admits(complete, tree)) refused.push(outcome)
  }
  const lengthAfter = (call: number): number => (call < 0 ? 0 : (lengths[call] ?? log.length))
  const cursor = new CrashCursor(disk.base, log, optionsOf(profile))
  for (let length = 0; length <= log.length && open.size > 0; length++) {
    const [before, after] = [log[length - 1], log[length]]
    if (before?.kind === 'entry' && after?.kind === 'entry' && before.call === after.call) continue
    cursor.advance(length)
    for (const [outcome, tree] of open) {
      if (length > lengthAfter(outcome.last)) {
        open.delete(outcome)
        refused.push(outcome)
      } else if (length >= lengthAfter(outcome.first) && admits(cursor, tree)) open.delete(outcome)
    }
  }
  return [...refused, ...open.keys()]
}
