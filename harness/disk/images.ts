import type { Alternatives } from './crash-alternatives.ts'
import type { Content } from './crash-content.ts'
import type { FileHistory } from './crash-file.ts'
import { CrashState } from './crash-state.ts'
import { Trees } from './crash-tree.ts'
import { hashDigits } from './hash.ts'
import { describe } from './images-describe.ts'
import { shownMs } from './image-times.ts'
import { fromDifferences } from './images-from.ts'
import type { Difference, DiskOptions, FileVersion, Image, ImageNode } from './image.ts'
import { type Choice, Choices, type Varies } from './images-choice.ts'
import { orderedChoices } from './images-order.ts'
import type { Inode, MicroOperation } from './micro-operation.ts'
import { profileNamed } from './profiles/index.ts'

/** One image that a power cut may leave. Choosing it built the bytes of torn pages and nothing else; its hash is known before it is built. */
export interface CrashImage {
  /** How it differs from "everything that was written survived": short and canonical. Worked out when it is first asked for. */
  readonly differences: readonly Difference[]
  readonly hash: string
  build(): Image
}

export interface ImagesOptions {
  /** At most this many images. */
  readonly limit: number
  /** Seed of the random picks that follow the structured ones where there are too many images for all. */
  readonly seed: string
  /**
   * Which registers may vary: `only(inode)` for the content of a file, `only(directory, name)` for an entry. Of images that differ only in other registers,
   * one is given. Default: all.
   */
  readonly only?: Varies
}

/** Which images may a power cut leave at this point? Walks one log forward once; floors and pending operations are kept per register. */
export class CrashCursor {
  readonly #base: Image
  readonly #log: readonly MicroOperation[]
  readonly #options: DiskOptions
  readonly #state: CrashState
  #choices: Choices | undefined
  #point: CrashPoint | undefined
  #exhaustive = false
  #contents = new Map<Inode, readonly [number, number]>()
  #alternatives = new Map<FileHistory, Map<string, Alternatives>>()
  /** Where each remembered file stood. */
  #generations = new Map<FileHistory, number>()

  /** Throws a RangeError for an unknown profile. */
  constructor(base: Image, log: readonly MicroOperation[], options: DiskOptions) {
    this.#base = base
    this.#log = log
    this.#options = options
    this.#state = new CrashState(base, log, profileNamed(options.profile))
  }

  /** How many micro-operations of the log have happened. */
  get length(): number {
    return this.#state.length
  }

  /** Goes on to this length of the log. Throws a RangeError backwards, past its end, and between the two entries of a rename. */
  advance(length: number): void {
    if (length === this.#state.length) return
    this.#state.advance(length)
    this.#choices = undefined
    this.#point = undefined
  }

  /** Distinct images, those that a person understands first. */
  *images({ limit, seed, only }: ImagesOptions): Generator<CrashImage, void> {
    this.#exhaustive = false
    const { choices: all, point } = this.#now()
    const varies = only !== undefined && this.#leavesOut(only) ? only : undefined
    const choices = varies === undefined ? all : all.among(varies)
    const source = orderedChoices(choices, { limit, seed, ...(varies !== undefined && { varies }) })
    while (true) {
      const { done, value } = source.next()
      if (done === true) {
        this.#exhaustive = value
        return
      }
      yield new ChosenImage(point, value)
    }
  }

  /** Whether the last `images`, read to its end, gave all images that there are. */
  get exhaustive(): boolean {
    return this.#exhaustive
  }

  /** What a process death leaves: everything that readers see. */
  visible(): CrashImage {
    const { choices, point } = this.#now()
    return new ChosenImage(point, choices.visible())
  }

  /** How many operations are pending, counted per register. 0: there is exactly one image. */
  pendingCount(): number {
    let count = 0
    for (const { operations } of this.#state.names.registers) count += operations.length
    for (const file of this.#state.pendingFiles) count += file.pendingCount
    return count
  }

  /**
   * The image that these differences describe. It keeps to the floors: where a difference asks for less than what is durable, the durable value stays. Its
   * own `differences` say what became of them.
   */
  imageFrom(differences: readonly Difference[]): CrashImage {
    const { choices, point } = this.#now()
    return new ChosenImage(point, fromDifferences(choices, this.#options, differences))
  }

  /** The registers at this point, for the admission of observed trees. */
  choices(): Choices {
    return this.#now().choices
  }

  #leavesOut(only: Varies): boolean {
    for (const { directory, name } of this.#state.names.registers) if (!only(directory, name)) return true
    for (const { inode } of this.#state.pendingFiles) if (!only(inode)) return true
    return false
  }

  #now(): { choices: Choices; point: CrashPoint } {
    if (this.#choices === undefined || this.#point === undefined) {
      this.#forgetChanged()
      this.#choices = new Choices(this.#state, this.#options, new Trees(this.#state, this.#contents), this.#alternatives)
      this.#point = new CrashPoint(this.#base, this.#log, this.#options, this.#choices)
    }
    return { choices: this.#choices, point: this.#point }
  }

  #forgetChanged(): void {
    for (const file of this.#state.files.values()) {
      if (this.#generations.get(file) === file.generation) continue
      this.#generations.set(file, file.generation)
      this.#contents.delete(file.inode)
      this.#alternatives.delete(file)
    }
  }
}

/** What all images of one point share; it stays as it is when the cursor goes on. */
class CrashPoint {
  readonly root: Inode
  readonly nextInode: Inode
  readonly length: number
  readonly #base: Image
  readonly #log: readonly MicroOperation[]
  readonly #options: DiskOptions
  readonly #choices: Choices
  readonly #directories: ReadonlyMap<Inode, ReadonlyMap<string, Inode>>
  readonly #settled = new Map<Inode, FileVersion>()
  #again: Choices | undefined

  constructor(base: Image, log: readonly MicroOperation[], options: DiskOptions, choices: Choices) {
    this.#base = base
    this.#log = log
    this.#options = options
    this.#choices = choices
    this.root = base.root
    this.nextInode = choices.state.nextInode
    this.length = choices.state.length
    this.#directories = choices.state.names.changed()
    for (const [inode, file] of choices.state.files) if (!file.pending) this.#settled.set(inode, file.settled())
  }

  node(inode: Inode, changed: ReadonlyMap<string, Inode> | undefined, content: Content | undefined): ImageNode | undefined {
    // Made when the cursor had gone on: the next life of this image uses the number for something else.
    if (inode >= this.nextInode) return undefined
    const node = this.#choices.state.node(inode)
    if (content !== undefined) return { kind: 'file', mode: content.owner.file.mode, content: content.owner.version(content) }
    const settled = this.#settled.get(inode)
    if (settled !== undefined) return { kind: 'file', mode: this.#choices.state.file(inode)!.mode, content: settled }
    if (node?.kind !== 'directory') return node
    const visible = this.#directories.get(inode) ?? node.entries
    if (changed === undefined) return { kind: 'directory', mode: node.mode, entries: visible }
    const entries = new Map(visible)
    for (const [name, child] of changed) {
      if (child === 0) entries.delete(name)
      else entries.set(name, child)
    }
    return { kind: 'directory', mode: node.mode, entries }
  }

  /** Of an inode whose node in the image this is. */
  mtimeMs(inode: Inode, node: ImageNode | undefined, changed: boolean): number | undefined {
    return node === undefined ? undefined : shownMs(this.#asItWas().state, inode, node, changed)
  }

  differences(choice: Choice): readonly Difference[] {
    return describe(this.#asItWas(), this.#options, choice)
  }

  /** The registers at this point, also when the cursor has gone on. */
  #asItWas(): Choices {
    if (this.#choices.state.length === this.length) return this.#choices
    if (this.#again === undefined) {
      const again = new CrashCursor(this.#base, this.#log, this.#options)
      again.advance(this.length)
      this.#again = again.choices()
    }
    return this.#again
  }
}

class ChosenImage implements CrashImage {
  readonly #point: CrashPoint
  readonly #choice: Choice
  #differences: readonly Difference[] | undefined
  #hash: string | undefined

  constructor(point: CrashPoint, choice: Choice) {
    this.#point = point
    this.#choice = choice
  }

  get differences(): readonly Difference[] {
    return (this.#differences ??= this.#point.differences(this.#choice))
  }

  get hash(): string {
    return (this.#hash ??= hashDigits(this.#choice.hash1, this.#choice.hash2))
  }

  build(): Image {
    return new OverlayImage(this.#point, this.#choice, this.hash)
  }
}

/** A base, and over it the entries and contents of one choice. A node is put together when somebody first reads it. */
class OverlayImage implements Image {
  readonly root: Inode
  readonly nextInode: Inode
  readonly hash: string
  readonly #point: CrashPoint
  readonly #choice: Choice
  #nodes = new Map<Inode, ImageNode | undefined>()

  constructor(point: CrashPoint, choice: Choice, hash: string) {
    this.root = point.root
    this.nextInode = point.nextInode
    this.hash = hash
    this.#point = point
    this.#choice = choice
  }

  mtimeMs(inode: Inode): number | undefined {
    return this.#point.mtimeMs(inode, this.node(inode), this.#choice.names.tree.changed.has(inode))
  }

  node(inode: Inode): ImageNode | undefined {
    const known = this.#nodes.get(inode)
    if (known !== undefined) return known
    const { names, contents } = this.#choice
    const place = names.files.findIndex(({ file }) => file.inode === inode)
    const node = this.#point.node(inode, names.tree.changed.get(inode), place < 0 ? undefined : contents[place])
    this.#nodes.set(inode, node)
    return node
  }
}
