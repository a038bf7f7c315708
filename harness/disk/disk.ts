import { cutOff } from './cut-off.ts'
import { DiskFaults } from './disk-faults.ts'
import { DiskError, injectedError } from './errors.ts'
import { Descriptors } from './descriptors.ts'
import { makeDirectory, makeLink, makeSymbolicLink, moveName, removeDirectory, removeFile } from './entries.ts'
import { emptyImage } from './frozen-image.ts'
import { Locks } from './locks.ts'
import { LogWriter } from './log-writer.ts'
import { ACCESS, OPEN } from './open-flags.ts'
import { locate } from './path.ts'
import { Slab } from './slab.ts'
import { Status } from './status.ts'
import type { Touches } from './touches.ts'
import { Tree } from './tree.ts'
import { Visibility } from './visibility.ts'
import type { ErrorCode } from './errors.ts'
import type { Descriptor } from './descriptors.ts'
import type { EntryChange } from './entries.ts'
import type { Image } from './image.ts'
import type { LockKind } from './locks.ts'
import type { Inode, MicroOperation } from './micro-operation.ts'
import type { DirectoryNode, FileNode, Node } from './node.ts'
import type { LastComponent, Location } from './path.ts'
import type { Kind } from './status.ts'
import type { VisibilityOptions } from './visibility.ts'

/** Bytes: no file grows beyond, a write there gives EFBIG. */
export const FILE_SIZE_LIMIT: number = 2 ** 40
/** Permission bits that new files and directories lose. */
const UMASK = 0o022

/**
 * A kernel's file system as everyone sees it now (the page cache), with the append-only log of what changed it. Synchronous and deterministic: the world
 * decides when a syscall happens.
 *
 * Laws
 * - Results and errno codes are Linux's for a caller with all rights, errors look like Node's (`DiskError`). Relative paths start at `/`.
 * - The tree changes only by micro-operations, so `replay` of the log gives the same tree.
 * - An image is never changed: one serves any number of disks, and booting from it reads nothing of it.
 */
export class Disk {
  /** What was on the medium at the boot. */
  readonly base: Image
  readonly touches: Touches | undefined
  readonly log: MicroOperation[]
  readonly #tree: Tree
  readonly #writer: LogWriter
  readonly #descriptors = new Descriptors()
  readonly #slab = new Slab()
  readonly #locks = new Locks()
  /** What is wrong with it; undefined: nothing. */
  faults: DiskFaults | undefined
  #caller: string | undefined

  /** `touches` of that image: there it is noted what is looked at. */
  constructor(base: Image = emptyImage(), touches?: Touches) {
    this.base = base
    this.touches = touches
    this.#tree = new Tree(base, touches)
    this.#writer = new LogWriter(this.#tree)
    this.log = this.#writer.log
  }

  /** Wall clock, milliseconds since 1970. The first value given counts as the time of the boot. */
  get nowMs(): number {
    return this.#writer.nowMs
  }

  set nowMs(value: number) {
    this.#writer.nowMs = value
  }

  /** `flags` has Linux's O_* numbers; unknown bits are ignored. A directory can be opened for reading, to be synced. */
  open(path: string, flags: number, mode = 0o666): number {
    const accessMode = flags & OPEN.ACCESS_MODE
    const create = (flags & OPEN.CREAT) !== 0
    const exclusive = create && (flags & OPEN.EXCL) !== 0
    const stay = exclusive || (flags & OPEN.NOFOLLOW) !== 0
    if (create && (flags & OPEN.DIRECTORY) !== 0) throw new DiskError('EINVAL', 'open', path)
    const place = locate(this.#tree, path, create ? (stay ? 'parent' : 'create') : stay ? 'stay' : 'follow')
    if (typeof place === 'string') throw new DiskError(place, 'open', path)
    if (create && place.slash && place.last === 'name') throw new DiskError('EISDIR', 'open', path)
    if (place.tooLong) throw new DiskError('ENAMETOOLONG', 'open', path)
    let node = create ? place.node : this.#seen(place, path)
    if (node === undefined) {
      if (!create) throw new DiskError('ENOENT', 'open', path)
      const inode = this.#tree.nextInode
      const permissions = mode & 0o7777 & ~UMASK
      this.faults?.space?.make('create', 'open', path)
      this.#writer.entries([{ directory: place.parent.inode, name: place.name, inode, before: 0, by: 'create', mode: permissions }])
      node = this.#tree.file(inode)
    } else {
      const writes = accessMode !== OPEN.RDONLY || (flags & OPEN.TRUNC) !== 0
      if (exclusive) throw new DiskError('EEXIST', 'open', path)
      if (node.kind === 'directory' && (create || writes)) throw new DiskError('EISDIR', 'open', path)
      if (node.kind !== 'directory' && (flags & OPEN.DIRECTORY) !== 0) throw new DiskError('ENOTDIR', 'open', path)
      if (node.kind === 'symlink') throw new DiskError('ELOOP', 'open', path)
      if (node.kind === 'file' && (flags & OPEN.TRUNC) !== 0) this.#resize(node, 0, 'open')
    }
    return this.#descriptors.add({
      path,
      node: node as FileNode | DirectoryNode,
      readable: accessMode === OPEN.RDONLY || accessMode === OPEN.RDWR,
      writable: accessMode === OPEN.WRONLY || accessMode === OPEN.RDWR,
      append: (flags & OPEN.APPEND) !== 0,
      synced: (flags & OPEN.DSYNC) !== 0,
      owner: this.#caller,
      offset: 0,
      errorsTold: this.faults?.writeBack.sample(node.inode) ?? 0,
    })
  }

  close(fd: number): void {
    const descriptor = this.#opened(fd, 'close')
    this.#descriptors.remove(fd)
    this.#locks.drop(descriptor)
    this.#writer.close(descriptor.node)
  }

  /** The bytes at `position`, or with null at the descriptor's offset, which moves on; fewer than `length` at the end of the file. */
  read(fd: number, length: number, position: number | null): Uint8Array {
    const descriptor = this.#opened(fd, 'read')
    if (!descriptor.readable) throw new DiskError('EBADF', 'read')
    if (position !== null && position < 0) throw new DiskError('EINVAL', 'read')
    if (descriptor.node.kind === 'directory') throw new DiskError('EISDIR', 'read')
    this.touches?.node('bytes', descriptor.node.inode)
    const from = position ?? descriptor.offset
    const most = this.faults?.readLength(length) ?? length
    const bytes = this.faults?.visibility?.read(descriptor.node, descriptor.path, from, most) ?? descriptor.node.content.read(from, most)
    if (position === null) descriptor.offset += bytes.length
    return bytes
  }

  /** Copies the bytes and returns how many. With O_APPEND they go to the end, wherever `position` is. */
  write(fd: number, bytes: Uint8Array, position: number | null): number {
    const descriptor = this.#opened(fd, 'write')
    const { node } = descriptor
    if (!descriptor.writable || node.kind === 'directory') throw new DiskError('EBADF', 'write')
    if (position !== null && position < 0) throw new DiskError('EINVAL', 'write')
    if (bytes.length === 0) return 0
    const from = descriptor.append ? node.content.size : (position ?? descriptor.offset)
    if (from >= FILE_SIZE_LIMIT) throw new DiskError('EFBIG', 'write')
    const limit = Math.min(from + bytes.length, FILE_SIZE_LIMIT)
    const to = this.faults?.writeEnd(node, from, limit) ?? limit
    this.#writer.write(node, from, this.#slab.copy(to - from === bytes.length ? bytes : bytes.subarray(0, to - from)))
    if (position === null) descriptor.offset = to
    if (descriptor.synced) {
      if (this.faults?.writeBack.report(descriptor) === true) throw injectedError('EIO', 'write')
      this.#writer.syncRange(node, from, to)
    }
    return to - from
  }

  ftruncate(fd: number, length: number): void {
    const { node, writable } = this.#opened(fd, 'ftruncate')
    if (length < 0 || !writable || node.kind === 'directory') throw new DiskError('EINVAL', 'ftruncate')
    if (length > FILE_SIZE_LIMIT) throw new DiskError('EFBIG', 'ftruncate')
    this.#resize(node, length, 'ftruncate')
  }

  truncate(path: string, length: number): void {
    if (length < 0) throw new DiskError('EINVAL', 'truncate', path)
    const node = this.#node(path, 'follow', 'truncate')
    if (node.kind === 'directory') throw new DiskError('EISDIR', 'truncate', path)
    if (length > FILE_SIZE_LIMIT) throw new DiskError('EFBIG', 'truncate', path)
    if (node.kind === 'file') this.#resize(node, length, 'truncate', path)
  }

  /** `covers`: the length of the log when it was issued, if it is performed later. */
  fsync(fd: number, covers: number = this.log.length): void {
    this.#sync(fd, 'fsync', covers)
  }

  fdatasync(fd: number, covers: number = this.log.length): void {
    this.#sync(fd, 'fdatasync', covers)
  }

  /** An advisory lock for the process that opened the descriptor (see `Locks`). Throws EAGAIN where another process's stands in the way. */
  lock(fd: number, kind: LockKind): void {
    this.#locks.take(this.#opened(fd, 'fcntl'), kind)
  }

  unlock(fd: number): void {
    this.#locks.drop(this.#opened(fd, 'fcntl'))
  }

  fstat(fd: number): Status {
    const { node, path } = this.#opened(fd, 'fstat')
    return this.#status(node, path)
  }

  stat(path: string): Status {
    return this.#status(this.#node(path, 'follow', 'stat'), path)
  }

  lstat(path: string): Status {
    return this.#status(this.#node(path, 'stay', 'lstat'), path)
  }

  readlink(path: string): string {
    const node = this.#node(path, 'stay', 'readlink')
    if (node.kind !== 'symlink') throw new DiskError('EINVAL', 'readlink', path)
    return node.target
  }

  rename(from: string, to: string): void {
    this.#change(moveName(this.#tree, from, to), 'rename', from, to)
  }

  link(existing: string, path: string): void {
    this.#change(makeLink(this.#tree, existing, path), 'link', existing, path)
  }

  symlink(target: string, path: string): void {
    this.#change(makeSymbolicLink(this.#tree, target, path), 'symlink', target, path)
  }

  unlink(path: string): void {
    this.#change(removeFile(this.#tree, path), 'unlink', path)
  }

  mkdir(path: string, mode = 0o777): void {
    this.#change(makeDirectory(this.#tree, path, mode & 0o1777 & ~UMASK), 'mkdir', path)
  }

  rmdir(path: string): void {
    this.#change(removeDirectory(this.#tree, path), 'rmdir', path)
  }

  /** Sorted by name (UTF-16 code units). */
  readdir(path: string): { readonly name: string; readonly kind: Kind }[] {
    const directory = this.#node(path, 'follow', 'scandir')
    if (directory.kind !== 'directory') throw new DiskError('ENOTDIR', 'scandir', path)
    this.touches?.node('names', directory.inode)
    const entries = this.faults?.visibility?.entries(directory, path) ?? directory.entries
    return [...entries.keys()].sort().map((name) => ({ name, kind: this.#tree.node(entries.get(name)!).kind }))
  }

  /** All is permitted, but to execute a file that nobody may execute. */
  access(path: string, mode: number = ACCESS.EXISTS): void {
    const node = this.#node(path, 'follow', 'access')
    if ((mode & ACCESS.EXECUTE) !== 0 && node.kind === 'file' && (node.mode & 0o111) === 0) throw new DiskError('EACCES', 'access', path)
  }

  /** The path it was opened with, for labels; of a number that is not open, a text that says so. */
  pathOf(fd: number): string {
    return this.#descriptors.get(fd)?.path ?? `closed descriptor ${fd}`
  }

  inodeOf(fd: number): Inode | undefined {
    return this.#descriptors.get(fd)?.node.inode
  }

  /** The process that makes the next syscalls; undefined: nobody in particular. */
  set caller(name: string | undefined) {
    this.#caller = name
    this.faults?.visibility?.turn(name, this.nowMs)
  }

  /** From now on changes are seen late. */
  delayVisibility(options: VisibilityOptions): void {
    this.inject().visibility = new Visibility(options, this.base, this.log)
    this.caller = this.#caller
  }

  /** Where faults of this disk are made, until `heal`. */
  inject(): DiskFaults {
    return (this.faults ??= new DiskFaults())
  }

  /** Ends all faults, and forgets the errors that nobody was told. What was lost stays lost. */
  heal(): void {
    this.faults = undefined
  }

  /** What is visible now, as an image to boot from. */
  freeze(): Image {
    return this.#tree.freeze()
  }

  /**
   * The disk after the first `length` micro-operations, with no descriptor open: what a process death leaves. With `cut` the last of them, which must be a
   * write, got only its bytes below the file offset `at`. Its log holds the same micro-operations with the same numbers, so a later power cut knows what
   * is pending.
   */
  static replay(base: Image, log: readonly MicroOperation[], length: number, cut?: { readonly at: number }): Disk {
    if (!(length >= 0 && length <= log.length)) throw new RangeError(`length is ${length}; the log has ${log.length} micro-operations`)
    const disk = new Disk(base)
    for (let index = 0; index < length; index++) {
      const operation = log[index]!
      const done = cut !== undefined && index === length - 1 ? cutOff(operation, cut.at) : operation
      if (done === undefined) break
      disk.#writer.repeat(done)
    }
    return disk
  }

  #opened(fd: number, syscall: string): Descriptor {
    const descriptor = this.#descriptors.get(fd)
    if (descriptor === undefined) throw new DiskError('EBADF', syscall)
    return descriptor
  }

  #sync(fd: number, scope: 'fsync' | 'fdatasync', covers: number): void {
    const descriptor = this.#opened(fd, scope)
    const end = this.faults?.writeBack.sync(descriptor, this.#writer, this.base, covers) ?? 'ends well'
    if (end === 'fails') throw injectedError('EIO', scope)
    if (end === 'ends well') this.#writer.sync(descriptor.node, scope, covers)
  }

  #node(path: string, mode: LastComponent, syscall: string): Node {
    const place = locate(this.#tree, path, mode)
    if (typeof place === 'string') throw new DiskError(place, syscall, path)
    const node = this.#seen(place, path)
    if (node === undefined) throw new DiskError('ENOENT', syscall, path)
    return node
  }

  /** What the caller finds there. */
  #seen({ last, parent, name, node }: Location, path: string): Node | undefined {
    const visibility = this.faults?.visibility
    if (visibility === undefined || last !== 'name') return node
    const inode = visibility.inode(parent.inode, name, node?.inode ?? 0, path)
    return inode === 0 ? undefined : this.#tree.node(inode)
  }

  #status(node: Node, path: string): Status {
    if (node.kind === 'file') this.touches?.node('size', node.inode)
    return new Status(this.#tree, node, this.#writer.bootMs, node.kind === 'file' ? this.faults?.visibility?.size(node, path) : undefined)
  }

  #change(changes: EntryChange | readonly EntryChange[] | ErrorCode, syscall: string, path: string, dest?: string): void {
    if (typeof changes === 'string') throw new DiskError(changes, syscall, path, dest)
    const list = 'inode' in changes ? [changes] : changes
    const space = this.faults?.space
    for (const { by } of list) space?.make(by, syscall, path, dest)
    this.#writer.entries(list)
    space?.removed(list, this.#tree)
  }

  #resize(node: FileNode, length: number, syscall: string, path?: string): void {
    const space = this.faults?.space
    const before = node.content.size
    if (length > before) space?.make('extend', syscall, path)
    this.#writer.resize(node, length)
    space?.resized(node, before)
  }
}
