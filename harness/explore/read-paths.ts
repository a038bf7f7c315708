import type { Image } from '../disk/image.ts'
import type { Inode, MicroOperation } from '../disk/micro-operation.ts'
import type { Touch } from '../disk/touches.ts'

/** All that recoveries of one search have ever read, by path. What none of them reads makes no difference, whatever a crash leaves of it. */
export class ReadPaths {
  /** Grows whenever something is read for the first time. */
  version = 0
  readonly #names = new Set<string>()
  readonly #listings = new Set<string>()
  readonly #files = new Set<string>()
  #all = false

  add(touches: readonly Touch[]): void {
    for (const { kind, path } of touches) {
      if (kind === 'entry') this.#note(this.#names, path)
      else if (kind === 'names') this.#note(this.#listings, path)
      else if (kind === 'crash') this.addAll()
      else if (kind === 'mtime') {
        this.#note(this.#files, path)
        this.#note(this.#listings, path)
      } else if (kind === 'size' || kind === 'bytes' || kind === 'links') this.#note(this.#files, path)
    }
  }

  /** Somebody looked at what the crash did, so that everything makes a difference. */
  addAll(): void {
    if (this.#all) return
    this.#all = true
    this.version++
  }

  /** Which registers of a log make a difference: entries of directories, contents of files. undefined: all. */
  within(paths: PossiblePaths): ((inode: Inode, name?: string) => boolean) | undefined {
    if (this.#all || !paths.known) return undefined
    const files = new Map<Inode, boolean>()
    const entries = new Map<string, boolean>()
    const reads = (path: string, name: string): boolean => this.#names.has(`${path}/${name}`) || this.#listings.has(path)
    return (inode, name) =>
      name === undefined
        ? known(files, inode, () => paths.of(inode).some((path) => this.#files.has(path)))
        : known(entries, `${inode}/${name}`, () => paths.of(inode).some((path) => reads(path, name)))
  }

  #note(set: Set<string>, path: string): void {
    if (set.has(path)) return
    set.add(path)
    this.version++
  }
}

function known<K>(answers: Map<K, boolean>, key: K, answer: () => boolean): boolean {
  let found = answers.get(key)
  if (found === undefined) answers.set(key, (found = answer()))
  return found
}

/** Every path at which an image of a log may have an inode. */
export class PossiblePaths {
  /** False where a directory was moved: what is below it may then be anywhere. */
  readonly known: boolean
  readonly #paths = new Map<Inode, string[]>()

  constructor(base: Image, log: readonly MicroOperation[]) {
    this.#paths.set(base.root, [''])
    const queue = [base.root]
    for (const inode of queue) {
      const node = base.node(inode)
      if (node?.kind !== 'directory') continue
      for (const [name, child] of node.entries) {
        if (!this.#paths.has(child)) queue.push(child)
        this.#add(inode, name, child)
      }
    }
    const directories = new Set(queue.filter((inode) => base.node(inode)?.kind === 'directory'))
    let moved = false
    for (const operation of log) {
      if (operation.kind !== 'entry' || operation.inode === 0) continue
      if (operation.by === 'mkdir') directories.add(operation.inode)
      else if (directories.has(operation.inode) || operation.by === 'symlink') moved = true
      this.#add(operation.directory, operation.name, operation.inode)
    }
    this.known = !moved
  }

  of(inode: Inode): readonly string[] {
    return this.#paths.get(inode) ?? []
  }

  #add(directory: Inode, name: string, inode: Inode): void {
    const paths = this.#paths.get(inode) ?? []
    for (const parent of this.of(directory)) if (!paths.includes(`${parent}/${name}`)) paths.push(`${parent}/${name}`)
    this.#paths.set(inode, paths)
  }
}
