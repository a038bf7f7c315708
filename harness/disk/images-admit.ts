import type { ContentBounds } from './crash-bounds.ts'
import { type FileContents, unitBytes } from './crash-content.ts'
import type { FileHistory } from './crash-file.ts'
import { type Frame, framesOf } from './crash-frames.ts'
import type { Choices } from './images-choice.ts'
import { equalBytes } from './images-describe.ts'
import type { CrashCursor } from './images.ts'
import type { Inode } from './micro-operation.ts'
import { bytesOf } from './page.ts'

/** One name of a tree that was read from a real disk, or from an image. Names with equal identities are names of one inode. */
export type ObservedNode =
  | { readonly kind: 'file'; readonly identity: number; readonly bytes: Uint8Array }
  | { readonly kind: 'directory'; readonly identity: number }
  | { readonly kind: 'symlink'; readonly identity: number; readonly target: string }

/** By path from the root, without a leading slash: `d/t`. The root itself is not in it. */
export type ObservedTree = ReadonlyMap<string, ObservedNode>

/** Whether any image that the profile allows at this point equals the tree. Searches by backtracking over the entries, so that the answer is exact. */
export function admits(cursor: CrashCursor, tree: ObservedTree): boolean {
  const choices = cursor.choices()
  for (const frame of framesOf(choices.state)) if (new Admission(choices, frame, tree).search()) return true
  return false
}

/** An entry whose value is still open, and what was observed at its path. */
interface OpenEntry {
  readonly path: string
  readonly values: readonly Inode[]
  /** Place in `Choices.registers`; -1 for an entry with nothing pending. */
  readonly register: number
}

class Admission {
  readonly #choices: Choices
  readonly #frame: Frame
  readonly #tree: ObservedTree
  readonly #values: Inode[]
  readonly #inodes = new Map<number, Inode>()
  readonly #identities = new Map<Inode, number>()
  readonly #matches = new Map<string, boolean>()
  readonly #contents = new Map<Inode, FileContents>()
  readonly #children: ReadonlyMap<string, readonly string[]>

  constructor(choices: Choices, frame: Frame, tree: ObservedTree) {
    this.#choices = choices
    this.#frame = frame
    this.#tree = tree
    this.#values = frame.values.map((values) => values[0]!)
    const children = new Map<string, string[]>()
    for (const path of tree.keys()) {
      const slash = path.lastIndexOf('/')
      const parent = slash < 0 ? '' : path.slice(0, slash)
      children.set(parent, [...(children.get(parent) ?? []), path.slice(slash + 1)])
    }
    this.#children = children
  }

  search(): boolean {
    return this.#directory('', this.#choices.state.base.root, () => this.#frame.admits?.(this.#values) !== false)
  }

  /** Matches all entries of a directory and everything below, then goes on with `rest`. */
  #directory(path: string, inode: Inode, rest: () => boolean): boolean {
    const names = new Set(this.#children.get(path) ?? [])
    const entries = this.#choices.state.names.entries(inode) ?? new Map<string, Inode>()
    const open: OpenEntry[] = []
    const pathOf = (name: string): string => (path === '' ? name : `${path}/${name}`)
    this.#choices.registers.forEach((register, index) => {
      if (register.directory !== inode) return
      open.push({ path: pathOf(register.name), values: this.#frame.values[index]!, register: index })
      names.delete(register.name)
    })
    const pending = new Set(open.map((entry) => entry.path))
    for (const [name, child] of entries) {
      if (pending.has(pathOf(name))) continue
      open.push({ path: pathOf(name), values: [child], register: -1 })
      names.delete(name)
    }
    return names.size === 0 && this.#entries(open, 0, rest)
  }

  #entries(open: readonly OpenEntry[], index: number, rest: () => boolean): boolean {
    const entry = open[index]
    if (entry === undefined) return rest()
    const observed = this.#tree.get(entry.path)
    for (const inode of entry.values) {
      if ((inode === 0) !== (observed === undefined)) continue
      if (entry.register >= 0) this.#values[entry.register] = inode
      if (observed === undefined || inode === 0) return this.#entries(open, index + 1, rest)
      const known = this.#inodes.get(observed.identity)
      if (known !== inode && (known !== undefined || this.#identities.has(inode))) continue
      if (!this.#matchesNode(entry.path, inode, observed)) continue
      if (known === undefined) {
        this.#inodes.set(observed.identity, inode)
        this.#identities.set(inode, observed.identity)
      } else if (observed.kind === 'directory') continue
      const next = (): boolean => this.#entries(open, index + 1, rest)
      if (observed.kind === 'directory' ? this.#directory(entry.path, inode, next) : next()) return true
      if (known === undefined) {
        this.#inodes.delete(observed.identity)
        this.#identities.delete(inode)
      }
    }
    return false
  }

  #matchesNode(path: string, inode: Inode, observed: ObservedNode): boolean {
    const key = `${inode} ${path}`
    let match = this.#matches.get(key)
    if (match === undefined) this.#matches.set(key, (match = this.#compare(inode, observed)))
    return match
  }

  #compare(inode: Inode, observed: ObservedNode): boolean {
    const file = this.#choices.state.file(inode)
    if (file !== undefined) return observed.kind === 'file' && this.#showsBytes(file, observed.bytes)
    const node = this.#choices.state.node(inode)
    if (node?.kind === 'symlink') return observed.kind === 'symlink' && node.target === observed.target
    return node?.kind === observed.kind
  }

  #showsBytes(file: FileHistory, bytes: Uint8Array): boolean {
    if (!file.pending) return equalBytes(bytesOf(file.settled()), bytes)
    const contents = this.#contentsOf(file, this.#frame.bounds(file))
    return contents.bounds.sizes.some(({ size }) => size === bytes.length) && showsAt(contents, bytes)
  }

  #contentsOf(file: FileHistory, bounds: ContentBounds): FileContents {
    let contents = this.#contents.get(file.inode)
    if (contents === undefined) this.#contents.set(file.inode, (contents = this.#choices.alternatives(file, bounds).contents))
    return contents
  }
}

/** Whether the contents of this length can read as these bytes: each unit on its own, everything else as it is durable. */
function showsAt(contents: FileContents, bytes: Uint8Array): boolean {
  const size = bytes.length
  const units = contents.units(size)
  for (const unit of units) {
    const shown = bytes.subarray(unit.from, Math.min(unit.to, size))
    if (!unit.states.some((state) => equalBytes(unitBytes(unit, state).subarray(0, shown.length), shown))) return false
  }
  const rest = bytesOf(contents.version(contents.content(size, units.map(({ states }) => states[0]!))))
  for (const { from, to } of units) rest.set(bytes.subarray(from, Math.min(to, size)), from)
  return equalBytes(rest, bytes)
}
