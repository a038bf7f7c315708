import type { EntryChange } from './entries.ts'
import type { DataOperation, MicroOperation, SyncOperation } from './micro-operation.ts'
import type { FileNode, Node } from './node.ts'
import type { Tree } from './tree.ts'

/** Milliseconds between two values of a modification time: the tick of a kernel's coarse clock. */
const TICK_MS = 4

/** Makes every micro-operation of a disk, logs it and applies it to the tree: nothing else changes a tree. */
export class LogWriter {
  readonly log: MicroOperation[] = []
  readonly #tree: Tree
  #calls = 0
  #nowMs = 0
  #tickMs = 0
  #bootMs: number | undefined

  constructor(tree: Tree) {
    this.#tree = tree
  }

  get nowMs(): number {
    return this.#nowMs
  }

  set nowMs(value: number) {
    this.#nowMs = value
    this.#tickMs = Math.floor(value / TICK_MS) * TICK_MS
    this.#bootMs ??= this.#tickMs
  }

  /** The first time that the clock was set to. */
  get bootMs(): number {
    return this.#bootMs ?? 0
  }

  /** One syscall; more than one entry for a rename. */
  entries(changes: readonly EntryChange[]): void {
    const call = ++this.#calls
    for (const { directory, name, inode, before, by, mode, target } of changes) {
      const operation = { kind: 'entry', n: this.log.length, call, directory, name, inode, before, by, atMs: this.#tickMs, ...(mode !== undefined && { mode }), ...(target !== undefined && { target }) } as const
      this.log.push(operation)
      this.#tree.applyEntry(operation)
    }
  }

  /** `bytes` must never change. */
  write(node: FileNode, from: number, bytes: Uint8Array): void {
    const to = from + bytes.length
    const before = node.content.size
    this.#data(node, ++this.#calls, 'write', from, to, before, to > before ? to : before, bytes)
  }

  /** Also the open that truncates. To the size that it has: only the modification time changes. */
  resize(node: FileNode, size: number): void {
    const before = node.content.size
    if (size < before) this.#data(node, ++this.#calls, 'shrink', size, before, before, size, null)
    else if (size > before) this.#data(node, ++this.#calls, 'extend', before, size, before, size, null)
    else node.changedMs = this.#tickMs
  }

  sync(node: Node, scope: 'fsync' | 'fdatasync', covers: number): void {
    this.#calls++
    this.#sync(node, scope, 0, node.kind === 'file' ? node.content.size : 0, covers)
  }

  /** The sync that belongs to the write before it. */
  syncRange(node: FileNode, from: number, to: number): void {
    this.#sync(node, 'range', from, to, this.log.length)
  }

  /** A sync that failed: see `LostOperation`. */
  lose(node: FileNode, covers: number): void {
    this.log.push({ kind: 'lost', n: this.log.length, call: ++this.#calls, inode: node.inode, covers })
  }

  close(node: Node): void {
    this.log.push({ kind: 'close', n: this.log.length, call: ++this.#calls, inode: node.inode })
  }

  /** One that was logged by an earlier disk. */
  repeat(operation: MicroOperation): void {
    this.log.push(operation)
    this.#calls = operation.call
    if (operation.kind === 'data') this.#tree.applyData(operation)
    else if (operation.kind === 'entry') this.#tree.applyEntry(operation)
  }

  #data(node: FileNode, call: number, why: DataOperation['why'], from: number, to: number, sizeBefore: number, size: number, bytes: Uint8Array | null): void {
    const operation: DataOperation = { kind: 'data', n: this.log.length, call, inode: node.inode, why, from, to, sizeBefore, size, bytes, atMs: this.#tickMs }
    this.log.push(operation)
    node.content.change(operation)
    node.changedMs = this.#tickMs
  }

  #sync(node: Node, scope: SyncOperation['scope'], from: number, to: number, covers: number): void {
    this.log.push({ kind: 'sync', n: this.log.length, call: this.#calls, inode: node.inode, scope, from, to, covers })
  }
}
