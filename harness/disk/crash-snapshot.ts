import { type ContentBounds, journalBounds } from './crash-bounds.ts'
import type { FileHistory } from './crash-file.ts'
import type { Frame } from './crash-frames.ts'
import type { EntryRegister } from './crash-names.ts'
import type { CrashState, SyncRecord } from './crash-state.ts'
import type { EntryOperation, Inode } from './micro-operation.ts'

/** The frames of profiles with snapshots: an instant T, and over it the inodes that later syncs raised (see btrfs.ts for the law). */
export class SnapshotFrames {
  readonly #state: CrashState
  readonly #registers: readonly EntryRegister[]
  /** The moment up to which the entries of a directory are durable: nothing that it was since its last sync is older. */
  readonly #directoryFloors = new Map<Inode, number>()
  /** Of the directories whose names are pending, the places of these names among the registers. */
  readonly #directoryNames: ReadonlyMap<Inode, readonly number[]>

  constructor(state: CrashState, registers: readonly EntryRegister[]) {
    this.#state = state
    this.#registers = registers
    this.#directoryNames = namesOfDirectories(state, registers)
    for (const { inode, covers } of state.syncs) this.#directoryFloors.set(inode, Math.max(covers, this.#directoryFloors.get(inode) ?? 0))
  }

  at(instant: number): Frame {
    const raised = this.#raisedOver(instant)
    let lastSync = instant
    for (const { covers } of raised.values()) lastSync = Math.max(lastSync, covers)
    const renamed = new Set<Inode>()
    const values = this.#registers.map((register) => {
      const found = this.#values(register, instant, raised, lastSync)
      const since = register.operations.filter(({ n }) => n >= instant)
      if (since.length > 0) for (const inode of [...found, ...since.map(({ before }) => before)]) renamed.add(inode)
      return found
    })
    const named = raised.size === 0 ? undefined : this.#alwaysNamed(instant, raised)
    return {
      values,
      bounds: (file) => this.#bounds(file, instant, raised.get(file.inode), raised.size > 0 && renamed.has(file.inode)),
      ...(named !== undefined && { admits: (chosen) => this.#keepsNames(chosen, named) }),
    }
  }

  #raisedOver(instant: number): Map<Inode, SyncRecord> {
    const raised = new Map<Inode, SyncRecord>()
    const changed = new Set<Inode>()
    const { syncs } = this.#state
    for (let index = syncs.length - 1; index >= 0; index--) {
      const sync = syncs[index]!
      if (sync.n < instant) break
      if (!raised.has(sync.inode)) raised.set(sync.inode, sync)
      if (sync.lastChange >= instant) changed.add(sync.inode)
    }
    for (const inode of raised.keys()) if (!changed.has(inode)) raised.delete(inode)
    return raised
  }

  #values(register: EntryRegister, instant: number, raised: ReadonlyMap<Inode, SyncRecord>, lastSync: number): Inode[] {
    const { operations, directory } = register
    const last = operations.at(-1)!
    if (last.n < instant) return [register.now]
    const atSnapshot = register.at(instant)
    if (raised.size === 0) return [atSnapshot]
    const holder = raised.get(last.inode)
    if (holder !== undefined && last.inode !== 0 && last.n < holder.covers) return [last.inode]
    const whole = raised.get(directory)
    if (whole !== undefined && last.n < whole.covers) return this.#lingers(last, instant, whole.covers) ? [last.inode, last.before] : [last.inode]
    const from = Math.max(instant, this.#directoryFloors.get(directory) ?? 0)
    const values = new Set<Inode>()
    for (let index = operations.length - 1; index >= 0; index--) {
      const { n, inode } = operations[index]!
      if (n >= from && n < lastSync) values.add(inode)
    }
    values.add(register.at(from))
    const synced = from > instant ? operations.findLast(({ n }) => n < from) : undefined
    if (synced !== undefined && synced.n >= instant && this.#lingers(synced, instant, from)) values.add(synced.before)
    const mayBeLost = (inode: Inode): boolean => raised.has(inode) || (inode !== 0 && (from > instant || this.#changesElsewhere(inode, register, instant, lastSync, raised)))
    if (operations.some(({ n, before }) => n >= from && n < lastSync && mayBeLost(before))) values.add(0)
    return [...values]
  }

  /**
   * Another entry of the inode changed too: who takes a name of it and is synced brings all the names that it has by then, so what it lost is gone; and so does a
   * directory that got a name of it and is synced.
   */
  #changesElsewhere(inode: Inode, { directory, name }: EntryRegister, instant: number, lastSync: number, raised: ReadonlyMap<Inode, SyncRecord>): boolean {
    return this.#state.names.operations.some((other) => {
      if (other.n < instant || other.n >= lastSync || (other.directory === directory && other.name === name)) return false
      return other.before === inode || (other.inode === inode && other.n < (raised.get(other.directory)?.covers ?? -1))
    })
  }

  /** The old name of a file that went to another directory after something was synced: perhaps it was logged then, itself or with what was synced. */
  #lingers(operation: EntryOperation, instant: number, covers: number): boolean {
    return this.#state.leavesName(operation, covers) && this.#state.syncs.some(({ n }) => n >= instant && n < operation.n)
  }

  #bounds(file: FileHistory, instant: number, sync: SyncRecord | undefined, renamed: boolean): ContentBounds {
    const { profile } = this.#state
    if (sync !== undefined) {
      const bounds = journalBounds(file, profile, sync.covers, sync.covers)
      return renamed ? withLaterSizes(bounds, file, sync.covers, 'raised, named') : { ...bounds, key: `raised ${bounds.key}` }
    }
    if (file.born >= instant) return { key: 'empty', sizes: [{ size: 0, whole: true }], instant, dataBefore: instant, empty: true }
    const bounds = journalBounds(file, profile, instant, instant)
    return renamed ? withLaterSizes(bounds, file, instant, 'named') : bounds
  }

  /** Inodes of changed entries that had a name at every instant since the snapshot and keep one, with the number of their names now. */
  #alwaysNamed(instant: number, raised: ReadonlyMap<Inode, SyncRecord>): ReadonlyMap<Inode, number> {
    const operations = this.#state.names.operations
    let first = operations.length
    while (first > 0 && operations[first - 1]!.n >= instant) first--
    const since = operations.slice(first)
    const now = this.#nameCounts(since)
    const fewest = new Map(now)
    const count = new Map(now)
    let ofCall: Inode[] = []
    for (let index = since.length - 1; index >= 0; index--) {
      const { inode, before, call } = since[index]!
      if (inode !== 0) count.set(inode, count.get(inode)! - 1)
      if (before !== 0) count.set(before, count.get(before)! + 1)
      ofCall.push(inode, before)
      if (index > 0 && since[index - 1]!.call === call) continue
      for (const changed of ofCall) if (changed !== 0) fewest.set(changed, Math.min(fewest.get(changed)!, count.get(changed)!))
      ofCall = []
    }
    const logged = this.#logged(instant, raised)
    for (const [inode, least] of fewest) if (least < 1 || this.#losesNames(inode, instant, raised, logged)) now.delete(inode)
    return now
  }

  /**
   * The log of a directory says which names were lost in it, not which other names their inode has in directories that were not logged: a file that lost all the
   * names of the snapshot so, or to a link of an inode that was synced, and was not synced itself, is left without any. Who else takes one of these names (a new file,
   * a rename) brings the file along, and so does a rename of it to another directory, or another name in a directory whose log lost it one, or that was synced.
   */
  #losesNames(inode: Inode, instant: number, raised: ReadonlyMap<Inode, SyncRecord>, logged: ReadonlyMap<Inode, number>): boolean {
    if (raised.has(inode) || this.#state.node(inode)?.kind === 'directory') return false
    const covers = (directory: Inode): number => logged.get(directory) ?? -1
    if (this.#state.names.operations.some((entry) => entry.n >= instant && entry.n < covers(entry.directory) && entry.before === inode && this.#state.movedAway(entry))) return false
    const lostIn = new Set(this.#registers.filter((register) => register.at(instant) === inode).map(({ directory }) => directory))
    const named = this.#registers.some((register) => register.at(covers(register.directory)) === inode && (raised.has(register.directory) || lostIn.has(register.directory)))
    return this.#registers.every((register) => {
      if (register.at(instant) !== inode) return true
      if (register.operations.some((entry) => entry.n >= instant && this.#linkedAndSynced(register, entry, raised))) return true
      const last = register.operations.findLast(({ n }) => n >= instant && n < covers(register.directory))
      return !named && last !== undefined && last.inode !== inode && (last.inode === 0 || last.by === 'link')
    })
  }

  #linkedAndSynced(register: EntryRegister, { n, by, inode }: EntryOperation, raised: ReadonlyMap<Inode, SyncRecord>): boolean {
    const covers = raised.get(inode)?.covers ?? -1
    return by === 'link' && n < covers && register.at(covers) === inode
  }

  /**
   * Directories whose changes since the snapshot are in the log, up to when: those that were synced, and those of inodes that were synced after they had lost a name or were
   * linked.
   */
  #logged(instant: number, raised: ReadonlyMap<Inode, SyncRecord>): Map<Inode, number> {
    const logged = new Map<Inode, number>()
    const add = (directory: Inode, covers: number): void => void logged.set(directory, Math.max(covers, logged.get(directory) ?? -1))
    const isSyncedLater = (inode: Inode, n: number): boolean => n >= instant && n < (raised.get(inode)?.covers ?? -1)
    const moved = new Set<Inode>()
    for (const { n, before, inode, by } of this.#state.names.operations) {
      if (isSyncedLater(before, n)) moved.add(before)
      if (by === 'link' && isSyncedLater(inode, n)) moved.add(inode)
    }
    for (const [inode, { covers }] of raised) if (this.#state.node(inode)?.kind === 'directory') add(inode, covers)
    if (moved.size === 0) return logged
    for (const [directory, names] of this.#directories()) for (const inode of names.values()) if (moved.has(inode)) add(directory, raised.get(inode)!.covers)
    for (const register of this.#registers) for (const inode of moved) if (register.at(raised.get(inode)!.covers) === inode) add(register.directory, raised.get(inode)!.covers)
    return logged
  }

  /** How many names the inodes of these operations have now, in all directories. */
  #nameCounts(operations: readonly EntryOperation[]): Map<Inode, number> {
    const counts = new Map<Inode, number>()
    for (const { inode, before } of operations) {
      if (inode !== 0) counts.set(inode, 0)
      if (before !== 0) counts.set(before, 0)
    }
    for (const [, entries] of this.#directories()) {
      for (const child of entries.values()) {
        const count = counts.get(child)
        if (count !== undefined) counts.set(child, count + 1)
      }
    }
    return counts
  }

  /** All that have a name now, with their entries. */
  #directories(): Map<Inode, ReadonlyMap<string, Inode>> {
    const { names, base } = this.#state
    const found = new Map<Inode, ReadonlyMap<string, Inode>>([[base.root, names.entries(base.root) ?? new Map<string, Inode>()]])
    for (const [, entries] of found) {
      for (const child of entries.values()) if (!found.has(child) && this.#state.node(child)?.kind === 'directory') found.set(child, names.entries(child) ?? new Map<string, Inode>())
    }
    return found
  }

  #keepsNames(chosen: readonly Inode[], named: ReadonlyMap<Inode, number>): boolean {
    const counts = new Map(named)
    this.#registers.forEach((register, index) => {
      const { now } = register
      const value = this.#isThere(register.directory, chosen) ? chosen[index]! : 0
      if (now === value) return
      if (counts.has(now)) counts.set(now, counts.get(now)! - 1)
      if (counts.has(value)) counts.set(value, counts.get(value)! + 1)
    })
    for (const count of counts.values()) if (count < 1) return false
    return true
  }

  /** Whether the directory has a name among these values: what is in one without is not there either. */
  #isThere(directory: Inode, chosen: readonly Inode[], below: readonly Inode[] = []): boolean {
    const names = this.#directoryNames.get(directory)
    if (names === undefined) return true
    return !below.includes(directory) && names.some((index) => chosen[index] === directory && this.#isThere(this.#registers[index]!.directory, chosen, [...below, directory]))
  }
}

/** The entries that were the name of a directory at some time, by directory. */
function namesOfDirectories(state: CrashState, registers: readonly EntryRegister[]): ReadonlyMap<Inode, readonly number[]> {
  const found = new Map<Inode, number[]>()
  registers.forEach(({ floor, operations }, index) => {
    for (const inode of new Set([floor, ...operations.map((operation) => operation.inode)])) if (inode !== 0 && state.node(inode)?.kind === 'directory') found.set(inode, [...(found.get(inode) ?? []), index])
  })
  return found
}

/** A name that was logged brought the size that its inode had at that moment, and no bytes. */
function withLaterSizes(bounds: ContentBounds, file: FileHistory, from: number, key: string): ContentBounds {
  const sizes = [...bounds.sizes]
  for (const { n, size } of file.sizeOperations) if (n >= from && sizes.every((choice) => choice.size !== size)) sizes.push({ size, whole: true })
  return { ...bounds, key: `${key} ${bounds.key}`, sizes }
}
