import { type ContentBounds, freeBounds, journalBounds } from './crash-bounds.ts'
import type { FileHistory } from './crash-file.ts'
import type { EntryRegister } from './crash-names.ts'
import { SnapshotFrames } from './crash-snapshot.ts'
import type { CrashState } from './crash-state.ts'
import type { Inode } from './micro-operation.ts'

/**
 * A frame is a set of images that share their instants: the instant c of a journal, the snapshot T and what was raised over it, or (every entry alone)
 * just one frame. In a frame every pending entry has a list of admissible values, and every file has its bounds.
 */
export interface Frame {
  /** Per pending register, in the order of `NameHistory.registers`: values, newest first; those that are no version of it (absent in passing) last. */
  readonly values: readonly (readonly Inode[])[]
  bounds(file: FileHistory): ContentBounds
  /** Whether these values (one per register) may stand together. */
  admits?(values: readonly Inode[]): boolean
}

/** All frames of a state: newest, oldest, then from new to old. Made one by one as they are asked for. */
export function* framesOf(state: CrashState): Generator<Frame> {
  const registers = [...state.names.registers]
  if (state.profile.names === 'each') yield eachFrame(state, registers)
  else if (state.profile.names === 'snapshot') {
    const snapshots = new SnapshotFrames(state, registers)
    for (const instant of newestOldestRest(instantsOf(state, 0))) yield snapshots.at(instant)
  } else for (const instant of newestOldestRest(instantsOf(state, state.journalFloor))) yield journalFrame(state, registers, instant)
}

function eachFrame(state: CrashState, registers: readonly EntryRegister[]): Frame {
  const cache = new Map<FileHistory, ContentBounds>()
  return {
    values: registers.map((register) => {
      const values = new Set<Inode>()
      for (let index = register.operations.length - 1; index >= 0; index--) values.add(register.operations[index]!.inode)
      values.add(register.floor)
      if (register.operations.some(({ inode, before }) => inode !== 0 && before !== 0)) values.add(0)
      return [...values]
    }),
    bounds(file) {
      let bounds = cache.get(file)
      if (bounds === undefined) cache.set(file, (bounds = freeBounds(file, state.profile)))
      return bounds
    },
  }
}

function journalFrame(state: CrashState, registers: readonly EntryRegister[], instant: number): Frame {
  return {
    values: registers.map((register) => [register.at(instant)]),
    bounds: (file) => journalBounds(file, state.profile, instant),
  }
}

/**
 * The instants, from `floor` to now, between which names or sizes differ; for profiles with snapshots also those between which data differs, or a sync of an inode whose
 * names are pending stops to raise it. Ascending.
 */
function instantsOf(state: CrashState, floor: number): number[] {
  const instants = new Set<number>([floor])
  for (const { n } of state.names.operations) if (n >= floor) instants.add(state.callEnd(n))
  for (const file of state.pendingFiles) {
    for (const { n } of state.profile.names === 'snapshot' ? file.operations : file.sizeOperations) if (n >= floor) instants.add(n + 1)
    for (const at of file.flushes) if (at > floor) instants.add(at)
  }
  if (state.profile.names === 'snapshot') {
    const named = new Set(state.names.operations.flatMap(({ inode, before }) => [inode, before]))
    for (const [inode, lastChange] of state.lastChanges()) if (lastChange >= floor && named.has(inode)) instants.add(state.callEnd(lastChange))
  }
  return [...instants].sort((a, b) => a - b)
}

function* newestOldestRest(instants: readonly number[]): Generator<number> {
  const last = instants.length - 1
  yield instants[last]!
  if (last > 0) yield instants[0]!
  for (let index = last - 1; index > 0; index--) yield instants[index]!
}
