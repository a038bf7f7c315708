import { nameHash } from './image-hash.ts'
import type { Image } from './image.ts'
import type { EntryOperation, Inode } from './micro-operation.ts'

/** One directory entry with something pending: its durable value (the floor) and the operations since, oldest first. */
export class EntryRegister {
  readonly directory: Inode
  readonly name: string
  floor: Inode
  operations: EntryOperation[] = []

  constructor(directory: Inode, name: string, floor: Inode) {
    this.directory = directory
    this.name = name
    this.floor = floor
  }

  get now(): Inode {
    return this.operations.at(-1)?.inode ?? this.floor
  }

  /** The value after the first `instant` micro-operations of the log. */
  at(instant: number): Inode {
    for (let index = this.operations.length - 1; index >= 0; index--) if (this.operations[index]!.n < instant) return this.operations[index]!.inode
    return this.floor
  }
}

interface Directory {
  /** As readers see it now. */
  entries: Map<string, Inode>
  /** The map above was handed out: copy it before the next change. */
  shared: boolean
  pending: Map<string, EntryRegister>
  /** The last of its operations that is durable, and the last of all; undefined: none since the base image. */
  lastDurable: EntryOperation | undefined
  last: EntryOperation | undefined
}

/** The registers of all directories. */
export class NameHistory {
  /** Registers with something pending, in the order in which they became so. */
  readonly registers: Set<EntryRegister> = new Set()
  /** Pending entry operations in the order of the log (only those at or above every floor that was raised for all directories). */
  operations: EntryOperation[] = []
  /** Changes whenever an entry does. */
  generation = 0
  readonly #base: Image
  #directories = new Map<Inode, Directory>()
  #hashes = new Map<string, readonly [number, number]>()

  constructor(base: Image) {
    this.#base = base
  }

  apply(operation: EntryOperation): void {
    this.generation++
    const directory = this.#directory(operation.directory)
    if (directory.shared) {
      directory.entries = new Map(directory.entries)
      directory.shared = false
    }
    let register = directory.pending.get(operation.name)
    if (register === undefined) {
      register = new EntryRegister(operation.directory, operation.name, operation.before)
      directory.pending.set(operation.name, register)
      this.registers.add(register)
    }
    register.operations.push(operation)
    directory.last = operation
    this.operations.push(operation)
    if (operation.inode === 0) directory.entries.delete(operation.name)
    else directory.entries.set(operation.name, operation.inode)
  }

  /** Everything before this instant is durable, in all directories. */
  foldBefore(instant: number): void {
    let count = 0
    while (count < this.operations.length && this.operations[count]!.n < instant) count++
    for (let index = 0; index < count; index++) {
      const operation = this.operations[index]!
      const register = this.#directory(operation.directory).pending.get(operation.name)
      if (register !== undefined) this.#fold(register, instant)
    }
    this.operations.splice(0, count)
  }

  /** The entries of one directory are durable as they were before this instant, but the last operation on an entry stays pending if it `lingers`. */
  foldDirectory(inode: Inode, instant: number, lingers: (operation: EntryOperation) => boolean): void {
    const directory = this.#directories.get(inode)
    if (directory === undefined || directory.pending.size === 0) return
    const lingering = new Set<EntryOperation>()
    for (const register of [...directory.pending.values()]) {
      const last = register.operations.findLast(({ n }) => n < instant)
      if (last !== undefined && lingers(last)) lingering.add(last)
      this.#fold(register, last !== undefined && lingering.has(last) ? last.n : instant)
    }
    this.operations = this.operations.filter((operation) => operation.directory !== inode || operation.n >= instant || lingering.has(operation))
  }

  /** The entries of a directory now; never changes after it was handed out. undefined: not a directory. */
  entries(inode: Inode): ReadonlyMap<string, Inode> | undefined {
    const directory = this.#directories.get(inode)
    if (directory !== undefined) {
      directory.shared = true
      return directory.entries
    }
    const node = this.#base.node(inode)
    return node?.kind === 'directory' ? node.entries : undefined
  }

  /** The directories that are not as in the base image. */
  changed(): Map<Inode, ReadonlyMap<string, Inode>> {
    const found = new Map<Inode, ReadonlyMap<string, Inode>>()
    for (const [inode, directory] of this.#directories) {
      directory.shared = true
      found.set(inode, directory.entries)
    }
    return found
  }

  /**
   * The operation that changed a directory last, given what its entries show (default: as readers see them); undefined: none since the base image.
   */
  lastShown(inode: Inode, entries?: ReadonlyMap<string, Inode>): EntryOperation | undefined {
    const directory = this.#directories.get(inode)
    if (directory === undefined || entries === undefined) return directory?.last
    let last = directory.lastDurable
    for (const { name, operations } of directory.pending.values()) {
      const shown = operations.findLast((operation) => operation.inode === (entries.get(name) ?? 0))
      if (shown !== undefined && shown.n > (last?.n ?? -1)) last = shown
    }
    return last
  }

  /** Both lanes of a name's hash, made once. */
  hash(name: string): readonly [number, number] {
    let hash = this.#hashes.get(name)
    if (hash === undefined) this.#hashes.set(name, (hash = [nameHash(0, name), nameHash(1, name)]))
    return hash
  }

  #directory(inode: Inode): Directory {
    let directory = this.#directories.get(inode)
    if (directory === undefined) {
      const node = this.#base.node(inode)
      directory = { entries: node?.kind === 'directory' ? new Map(node.entries) : new Map(), shared: false, pending: new Map(), lastDurable: undefined, last: undefined }
      this.#directories.set(inode, directory)
    }
    return directory
  }

  #fold(register: EntryRegister, instant: number): void {
    const directory = this.#directory(register.directory)
    let count = 0
    while (count < register.operations.length && register.operations[count]!.n < instant) {
      const operation = register.operations[count++]!
      register.floor = operation.inode
      if (operation.n > (directory.lastDurable?.n ?? -1)) directory.lastDurable = operation
    }
    register.operations.splice(0, count)
    if (register.operations.length > 0) return
    this.registers.delete(register)
    directory.pending.delete(register.name)
  }
}
