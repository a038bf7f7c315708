import { fileContent } from '../disk/image-hash.ts'
import { hashText } from '../disk/hash.ts'
import type { FileVersion, Image, ImageNode } from '../disk/image.ts'
import { linksIn } from '../disk/links.ts'
import type { Inode } from '../disk/micro-operation.ts'
import type { Touch } from '../disk/touches.ts'

type Shown = string | number

/** What does not lie on the medium and decides a life all the same, as texts that differ where it differs. */
export type Outside = (kind: 'clock' | 'history' | 'ended' | 'crash') => Shown

interface Branch<T> {
  touch: Touch | undefined
  /** What lives saw there → how they went on. */
  readonly next: Map<Shown, Branch<T>>
  /** Here nothing more was touched. */
  leaf: T | undefined
}

/**
 * Remembers lives by what they touched, in the order of their touches: a tree, because what a life touches next is decided by what it saw before. A life on
 * an image that shows the same at every touch would be the same, whatever else is on it.
 */
export class ReadSets<T> {
  readonly #root: Branch<T> = newBranch()
  /** The last walk. What it did not find is most often added next. */
  #walk: { readonly image: Image; readonly looks: Looks; readonly shown: Shown[] } | undefined
  /** Of the tree. */
  size = 0

  find(image: Image, outside: Outside): T | undefined {
    const looks = new Looks(image, outside)
    const shown: Shown[] = []
    let branch: Branch<T> | undefined = this.#root
    while (branch?.touch !== undefined) {
      const at = looks.at(branch.touch)
      shown.push(at)
      branch = branch.next.get(at)
    }
    this.#walk = branch?.leaf === undefined ? { image, looks, shown } : undefined
    return branch?.leaf
  }

  /** `image` is what the life was booted from. */
  add(touches: readonly Touch[], image: Image, outside: Outside, life: T): void {
    const { looks, shown } = this.#walk?.image === image ? this.#walk : { looks: new Looks(image, outside), shown: [] }
    this.#walk = undefined
    let branch = this.#root
    for (let index = 0; index < touches.length; index++) {
      const touch = touches[index]!
      branch.touch ??= touch
      const at = shown[index] ?? looks.at(touch)
      let next = branch.next.get(at)
      if (next === undefined) {
        branch.next.set(at, (next = newBranch()))
        this.size++
      }
      branch = next
    }
    branch.leaf = life
  }
}

function newBranch<T>(): Branch<T> {
  return { touch: undefined, next: new Map(), leaf: undefined }
}

const contents = new WeakMap<FileVersion, Shown>()

/** What one image shows at touches that are asked for in their order. */
class Looks {
  readonly #image: Image
  readonly #outside: Outside
  readonly #inodes: Map<string, Inode>
  /** The first path of each inode: two names of one file are something else than two files. */
  readonly #first = new Map<Inode, string>()

  constructor(image: Image, outside: Outside) {
    this.#image = image
    this.#outside = outside
    this.#inodes = new Map([['', image.root]])
  }

  at({ kind, path, directory, name }: Touch): Shown {
    if (kind === 'clock' || kind === 'history' || kind === 'ended' || kind === 'crash') return this.#outside(kind)
    if (kind === 'entry') return this.#entry(path, directory!, name!)
    const inode = this.#inodes.get(path)!
    if (kind === 'links') return linksIn(this.#image).get(inode) ?? 0
    if (kind === 'mtime') return this.#image.mtimeMs(inode) ?? `boot ${this.#outside('clock')}`
    const node = this.#image.node(inode)
    if (kind === 'names') return node?.kind === 'directory' ? namesOf(node, this.#image) : 'none'
    if (node?.kind !== 'file') return 'none'
    return kind === 'size' ? node.content.size : bytesOf(node.content)
  }

  #entry(path: string, parent: string, name: string): Shown {
    const directory = this.#image.node(this.#inodes.get(parent)!)
    const inode = directory?.kind === 'directory' ? directory.entries.get(name) : undefined
    if (inode === undefined) return 0
    this.#inodes.set(path, inode)
    const first = this.#first.get(inode)
    if (first !== undefined) return first
    this.#first.set(inode, path)
    const node = this.#image.node(inode)!
    return node.kind === 'symlink' ? `> ${node.target}` : node.kind === 'file' ? 1 + node.mode : -1 - node.mode
  }
}

/** 53 bits of the two lanes. */
function joined(lane1: number, lane2: number): number {
  return (lane1 >>> 0) * 2 ** 21 + (lane2 >>> 11)
}

function bytesOf(content: FileVersion): Shown {
  let shown = contents.get(content)
  if (shown === undefined) contents.set(content, (shown = joined(fileContent(0, 0, content), fileContent(1, 0, content))))
  return shown
}

/** All names with their kinds; their order does not count. */
function namesOf({ entries }: ImageNode & { readonly kind: 'directory' }, image: Image): Shown {
  let lane1 = entries.size
  let lane2 = 0
  for (const [name, inode] of entries) {
    const text = `${image.node(inode)?.kind ?? ''} ${name}`
    lane1 = (lane1 + hashText(text, 1)) | 0
    lane2 = (lane2 + hashText(text, 2)) | 0
  }
  return joined(lane1, lane2)
}
