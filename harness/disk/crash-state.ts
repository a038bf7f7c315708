import { FileHistory } from './crash-file.ts'
import { NameHistory } from './crash-names.ts'
import type { Image, ImageNode } from './image.ts'
import type { DataOperation, EntryOperation, Inode, MicroOperation, SyncOperation } from './micro-operation.ts'
import { EMPTY, PAGE_SIZE } from './page.ts'
import type { Profile } from './profiles/profile.ts'

/** A sync that ended, as the profiles with snapshots need it. */
export interface SyncRecord {
  readonly n: number
  readonly inode: Inode
  readonly covers: number
  /** The whole file, not only a range. */
  readonly whole: boolean
  /** Number of the last operation below `covers` that changed the inode, its entries or its names; -1 for none. */
  readonly lastChange: number
}

/**
 * What a crash would find after the first `length` micro-operations: everything that readers see, and for every register its floor and what is pending.
 * One walk forward over the log keeps all of it.
 */
export class CrashState {
  readonly base: Image
  readonly profile: Profile
  readonly names: NameHistory
  /** The files that the log has touched. */
  readonly files: Map<Inode, FileHistory> = new Map()
  /** Those of them that may have something pending, in the order in which they began to. */
  readonly pendingFiles: Set<FileHistory> = new Set()
  /** Instant up to which all names are durable (profiles with a journal). */
  journalFloor = 0
  /** The last sync of each inode, and in order all that ended (profiles with snapshots). */
  syncs: SyncRecord[] = []
  length = 0
  nextInode: Inode
  readonly #log: readonly MicroOperation[]
  /** Nodes that the log made and that never change: directories without their entries, symbolic links. */
  #born = new Map<Inode, ImageNode>()
  /** When they were made. */
  #bornMs = new Map<Inode, number>()
  /** Numbers of the metadata operations of an inode, oldest first. */
  #touches = new Map<Inode, number[]>()
  #sizeTouches = new Map<Inode, number[]>()

  constructor(base: Image, log: readonly MicroOperation[], profile: Profile) {
    this.base = base
    this.profile = profile
    this.names = new NameHistory(base)
    this.nextInode = base.nextInode
    this.#log = log
  }

  advance(length: number): void {
    if (length < this.length || length > this.#log.length) throw new RangeError(`length is ${length}; it takes ${this.length} to ${this.#log.length}, the log goes forward only`)
    if (this.#insideCall(length)) throw new RangeError(`length ${length} is inside call ${this.#log[length]!.call}; it takes a length at which the call's entries have all changed`)
    while (this.length < length) {
      const operation = this.#log[this.length++]!
      if (operation.kind === 'data') this.#data(operation)
      else if (operation.kind === 'entry') this.#entry(operation)
      else if (operation.kind === 'sync') this.#sync(operation)
      else if (operation.kind === 'close') this.#close(operation.inode, operation.n)
      else this.files.get(operation.inode)?.lose(operation.covers)
    }
  }

  /** The newest change of each inode that a sync of it covered (profiles with snapshots): a snapshot after it finds nothing that the sync would raise. */
  lastChanges(): ReadonlyMap<Inode, number> {
    const found = new Map<Inode, number>()
    for (const { inode, lastChange } of this.syncs) if (lastChange > (found.get(inode) ?? -1)) found.set(inode, lastChange)
    return found
  }

  operation(n: number): MicroOperation | undefined {
    return n < this.length ? this.#log[n] : undefined
  }

  /** The instant at which the call of this operation has ended: behind the last entry that it changed. */
  callEnd(n: number): number {
    const { call } = this.#log[n]!
    let end = n + 1
    while (end < this.#log.length && this.#log[end]!.call === call && this.#log[end]!.kind === 'entry') end++
    return end
  }

  /** When a node began as it is in `node`; undefined: not known. */
  bornMs(inode: Inode): number | undefined {
    return this.#bornMs.get(inode) ?? this.base.mtimeMs(inode)
  }

  /** Kind and mode of an inode; of a directory or file, without what changes. undefined: not there. */
  node(inode: Inode): ImageNode | undefined {
    return this.#born.get(inode) ?? this.base.node(inode)
  }

  file(inode: Inode): FileHistory | undefined {
    const known = this.files.get(inode)
    if (known !== undefined) return known
    const node = this.base.node(inode)
    if (node?.kind !== 'file') return undefined
    const file = new FileHistory(inode, node.mode, -1, node.content)
    this.files.set(inode, file)
    return file
  }

  /** The entries of one call change together: no crash comes between them. */
  #insideCall(length: number): boolean {
    const before = this.#log[length - 1]
    const after = this.#log[length]
    return before?.kind === 'entry' && after?.kind === 'entry' && before.call === after.call
  }

  #data(operation: DataOperation): void {
    const file = this.file(operation.inode)
    if (file === undefined) return
    if (operation.size !== operation.sizeBefore) {
      note(this.#touches, operation.inode, operation.n)
      note(this.#sizeTouches, operation.inode, operation.n)
    } else if (this.profile.names === 'snapshot') note(this.#touches, operation.inode, operation.n)
    file.apply(operation)
    if (operation.why === 'shrink' && operation.size === 0) file.truncated = true
    if (this.profile.names === 'now') file.sync(operation.n + 1)
    else this.pendingFiles.add(file)
  }

  #entry(operation: EntryOperation): void {
    const { inode, n, by } = operation
    if (inode >= this.nextInode) this.nextInode = inode + 1
    if (by === 'create') {
      const file = new FileHistory(inode, operation.mode ?? 0o644, n, EMPTY)
      file.lastDurable = operation
      this.files.set(inode, file)
      note(this.#sizeTouches, inode, n)
    } else if (by === 'mkdir') this.#born.set(inode, { kind: 'directory', mode: operation.mode ?? 0o755, entries: new Map() })
    else if (by === 'symlink') this.#born.set(inode, { kind: 'symlink', target: operation.target ?? '' })
    if (by === 'mkdir' || by === 'symlink') this.#bornMs.set(inode, operation.atMs)
    this.names.apply(operation)
    note(this.#touches, operation.directory, n)
    if (inode !== 0) note(this.#touches, inode, n)
    if (operation.before !== 0) note(this.#touches, operation.before, n)
    if (by === 'rename' && inode !== 0 && operation.before !== 0) this.#flush(this.files.get(inode), 'renameOver', n)
    if (this.profile.names === 'now') this.names.foldBefore(n + 1)
  }

  #sync(operation: SyncOperation): void {
    const { profile } = this
    const { inode, covers } = operation
    if (profile.syncs === 'ignored' || profile.names === 'now') return
    const file = this.files.get(inode)
    if (profile.names === 'journal') {
      const touched = operation.scope === 'fsync' || profile.fdatasyncNames === 'all' ? this.#touches : this.#sizeTouches
      const last = lastBelow(touched.get(inode), covers, (n) => operation.scope !== 'range' || !this.#growsOutside(n, operation))
      if (last >= this.journalFloor) {
        this.journalFloor = this.callEnd(last)
        this.names.foldBefore(this.journalFloor)
      }
    } else if (profile.names === 'each') {
      if (file === undefined && operation.scope === 'fsync') this.names.foldDirectory(inode, covers, (entry) => this.leavesName(entry, covers))
    } else this.syncs.push({ n: operation.n, inode, covers, whole: operation.scope !== 'range', lastChange: lastBelow(this.#touches.get(inode), covers) })
    if (file === undefined) return
    if (operation.scope === 'range') file.syncRange(operation.from, operation.to, covers, profile)
    else file.sync(covers, profile.staleTail)
    if (!file.pending) this.pendingFiles.delete(file)
  }

  /** Whether the operation took the name of a file that a rename moved to another directory. */
  movedAway({ n, call, directory, inode, before, by }: EntryOperation): boolean {
    const destination = this.#log[n - 1]
    return by === 'rename' && inode === 0 && destination?.kind === 'entry' && destination.call === call && destination.directory !== directory && this.file(before) !== undefined
  }

  /**
   * Whether the name that the operation took may still be there when its directory was synced at `covers`: that of a file which a rename moved to another directory;
   * which was renamed inside the directory after some sync and then linked into another one; or which got that name by a link before some sync, was linked into another
   * directory after it, and then lost the name.
   */
  leavesName(entry: EntryOperation, covers: number): boolean {
    if (this.movedAway(entry)) return true
    const { n, directory, name, inode, before, by } = entry
    if (inode !== 0 || this.file(before) === undefined) return false
    const isSync = ({ kind }: MicroOperation): boolean => kind === 'sync'
    const isLink = (other: MicroOperation): other is EntryOperation => other.kind === 'entry' && other.by === 'link' && other.inode === before
    const linksElsewhere = (from: number, to: number): boolean => this.#log.slice(from, to).some((other) => isLink(other) && other.directory !== directory)
    if (by === 'rename') return linksElsewhere(n + 1, covers) && this.#log.slice(0, n).some(isSync)
    const given = this.#log.findLastIndex((other) => other.n < n && isLink(other) && other.directory === directory && other.name === name)
    const synced = given === -1 ? -1 : this.#log.findIndex((other) => other.n > given && isSync(other))
    return synced !== -1 && linksElsewhere(synced, n)
  }

  /** An append whose growth shares no page with the range of an O_DSYNC write: it is not written with it, so its size is no metadata yet that could be committed. */
  #growsOutside(n: number, { from, to }: SyncOperation): boolean {
    const operation = this.#log[n]!
    if (operation.kind !== 'data' || operation.why !== 'write') return false
    const grown = Math.max(operation.from, operation.sizeBefore)
    return grown >= Math.ceil(to / PAGE_SIZE) * PAGE_SIZE || operation.to <= Math.floor(from / PAGE_SIZE) * PAGE_SIZE
  }

  #close(inode: Inode, n: number): void {
    const file = this.files.get(inode)
    if (file?.truncated !== true) return
    file.truncated = false
    this.#flush(file, 'closeAfterTruncate', n)
  }

  #flush(file: FileHistory | undefined, event: Profile['flushOn'][number], n: number): void {
    // A flush does not wait for pages whose write-back an earlier one began: they are left as they are.
    if (file === undefined || !file.pending || file.flushes.length > 0 || !this.profile.flushOn.includes(event)) return
    file.flushes.push(this.callEnd(n))
    file.generation++
  }
}

function note(touches: Map<Inode, number[]>, inode: Inode, n: number): void {
  const list = touches.get(inode)
  if (list === undefined) touches.set(inode, [n])
  else list.push(n)
}

/**
 * The last number below `covers` that counts (default: all do); -1 for none. What is before it is dropped: all later looks at this list will find it or
 * something later.
 */
function lastBelow(list: number[] | undefined, covers: number, counts: (n: number) => boolean = () => true): number {
  if (list === undefined) return -1
  let place = list.length - 1
  while (place >= 0 && (list[place]! >= covers || !counts(list[place]!))) place--
  if (place < 0) return -1
  if (place > 0) list.splice(0, place)
  return list[0]!
}
