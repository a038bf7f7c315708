import type { CrashState } from './crash-state.ts'
import type { EntryRegister } from './crash-names.ts'
import type { FileHistory } from './crash-file.ts'
import { inodeTerm, nodeContent, pathTerm, rootPath } from './image-hash.ts'
import type { Inode } from './micro-operation.ts'

/** Where an inode is: the sum of its path hashes, in two lanes, and how many names it has. */
export interface Identity {
  readonly hash1: number
  readonly hash2: number
  readonly names: number
}

/** The tree that one choice of entries gives. */
export interface Tree {
  /** Entries that differ from what readers see: per directory, the names with their values. */
  readonly changed: ReadonlyMap<Inode, ReadonlyMap<string, Inode>>
  /** Sum of the terms of everything that has a name but of pending files. */
  readonly hash1: number
  readonly hash2: number
  /** The pending files that have a name. */
  readonly files: readonly { readonly file: FileHistory; readonly identity: Identity }[]
  /** Equal trees have equal keys. */
  readonly key: number
}

interface WalkedTree {
  readonly tree: Tree
  readonly identities: ReadonlyMap<Inode, Identity>
  /** The path hashes of the directories. */
  readonly paths: ReadonlyMap<Inode, readonly [number, number]>
}

const UNCHANGED: ReadonlyMap<Inode, ReadonlyMap<string, Inode>> = new Map()

/** Makes trees from choices of entries at one state: by a walk, or, when only names of files changed, by subtraction and addition. */
export class Trees {
  readonly registers: readonly EntryRegister[]
  readonly #state: CrashState
  readonly #contents: Map<Inode, readonly [number, number]>
  #visible: WalkedTree | undefined

  /** `contents` remembers the content hashes of inodes that have nothing pending, from state to state; the caller drops what has changed. */
  constructor(state: CrashState, contents: Map<Inode, readonly [number, number]>) {
    this.registers = [...state.names.registers]
    this.#state = state
    this.#contents = contents
  }

  /** The tree with these values, one per register. undefined: a directory would have two names. */
  tree(values: readonly Inode[]): Tree | undefined {
    const changed: number[] = []
    let directories = false
    for (let index = 0; index < values.length; index++) {
      const { now } = this.registers[index]!
      if (values[index] === now) continue
      changed.push(index)
      directories ||= this.#isDirectory(now) || this.#isDirectory(values[index]!)
    }
    if (this.#visible === undefined) this.#visible = this.#walk(UNCHANGED)!
    if (changed.length === 0) return this.#visible.tree
    const overlay = new Map<Inode, Map<string, Inode>>()
    for (const index of changed) {
      const { directory, name } = this.registers[index]!
      let entries = overlay.get(directory)
      if (entries === undefined) overlay.set(directory, (entries = new Map()))
      entries.set(name, values[index]!)
    }
    return directories ? this.#walk(overlay)?.tree : this.#moved(changed, values, overlay)
  }

  #moved(changed: readonly number[], values: readonly Inode[], overlay: ReadonlyMap<Inode, ReadonlyMap<string, Inode>>): Tree {
    const { tree, identities, paths } = this.#visible!
    const moved = new Map<Inode, Identity>()
    const shift = (inode: Inode, term1: number, term2: number, names: number): void => {
      if (inode === 0) return
      const { hash1, hash2, names: count } = moved.get(inode) ?? identities.get(inode) ?? { hash1: 0, hash2: 0, names: 0 }
      moved.set(inode, { hash1: (hash1 + term1) | 0, hash2: (hash2 + term2) | 0, names: count + names })
    }
    for (const index of changed) {
      const { directory, name, now } = this.registers[index]!
      const path = paths.get(directory)
      if (path === undefined) continue
      const [name1, name2] = this.#state.names.hash(name)
      const term1 = pathTerm(path[0], name1)
      const term2 = pathTerm(path[1], name2)
      shift(now, -term1, -term2, -1)
      shift(values[index]!, term1, term2, 1)
    }
    let { hash1, hash2 } = tree
    const files = tree.files.filter(({ file }) => !moved.has(file.inode))
    for (const [inode, identity] of moved) {
      const file = this.#pendingFile(inode)
      if (file !== undefined) {
        if (identity.names > 0) files.push({ file, identity })
        continue
      }
      const [content1, content2] = this.#content(inode)
      const old = identities.get(inode)
      if (old !== undefined && old.names > 0) {
        hash1 = (hash1 - inodeTerm(old.hash1, content1)) | 0
        hash2 = (hash2 - inodeTerm(old.hash2, content2)) | 0
      }
      if (identity.names > 0) {
        hash1 = (hash1 + inodeTerm(identity.hash1, content1)) | 0
        hash2 = (hash2 + inodeTerm(identity.hash2, content2)) | 0
      }
    }
    return { changed: overlay, hash1, hash2, files, key: treeKey(hash1, hash2, files) }
  }

  #walk(overlay: ReadonlyMap<Inode, ReadonlyMap<string, Inode>>): WalkedTree | undefined {
    const { base, names } = this.#state
    const root = [rootPath(0), rootPath(1)] as const
    const identities = new Map<Inode, Identity>([[base.root, { hash1: root[0], hash2: root[1], names: 1 }]])
    const paths = new Map<Inode, readonly [number, number]>([[base.root, root]])
    const queue = [base.root]
    for (const directory of queue) {
      const path = paths.get(directory)!
      const visit = (name: string, child: Inode): boolean => {
        const [name1, name2] = names.hash(name)
        const hash1 = pathTerm(path[0], name1)
        const hash2 = pathTerm(path[1], name2)
        const known = identities.get(child)
        if (known === undefined) {
          identities.set(child, { hash1, hash2, names: 1 })
          if (this.#isDirectory(child)) {
            paths.set(child, [hash1, hash2])
            queue.push(child)
          }
          return true
        }
        if (paths.has(child)) return false
        identities.set(child, { hash1: (known.hash1 + hash1) | 0, hash2: (known.hash2 + hash2) | 0, names: known.names + 1 })
        return true
      }
      const changed = overlay.get(directory)
      for (const [name, child] of names.entries(directory) ?? []) if (changed?.has(name) !== true && !visit(name, child)) return undefined
      if (changed !== undefined) for (const [name, child] of changed) if (child !== 0 && !visit(name, child)) return undefined
    }
    let hash1 = 0
    let hash2 = 0
    const files: { file: FileHistory; identity: Identity }[] = []
    for (const [inode, identity] of identities) {
      const file = this.#pendingFile(inode)
      if (file !== undefined) {
        files.push({ file, identity })
        continue
      }
      const [content1, content2] = this.#content(inode)
      hash1 = (hash1 + inodeTerm(identity.hash1, content1)) | 0
      hash2 = (hash2 + inodeTerm(identity.hash2, content2)) | 0
    }
    return { tree: { changed: overlay, hash1, hash2, files, key: treeKey(hash1, hash2, files) }, identities, paths }
  }

  #pendingFile(inode: Inode): FileHistory | undefined {
    const file = this.#state.files.get(inode)
    return file?.pending === true ? file : undefined
  }

  #isDirectory(inode: Inode): boolean {
    return inode !== 0 && this.#state.node(inode)?.kind === 'directory'
  }

  #content(inode: Inode): readonly [number, number] {
    let content = this.#contents.get(inode)
    if (content === undefined) {
      const file = this.#state.files.get(inode)
      const node = file === undefined ? this.#state.node(inode)! : ({ kind: 'file', mode: file.mode, content: file.settled() } as const)
      content = [nodeContent(0, node), nodeContent(1, node)]
      this.#contents.set(inode, content)
    }
    return content
  }
}

function treeKey(hash1: number, hash2: number, files: Tree['files']): number {
  let a = hash1
  let b = hash2
  for (const { file, identity } of files) {
    a = (a + inodeTerm(identity.hash1, file.inode)) | 0
    b = (b + inodeTerm(identity.hash2, file.inode)) | 0
  }
  return (a >>> 0) * 2 ** 21 + (b & 0x1fffff)
}
