import type { ContentBounds } from './crash-bounds.ts'
import { Alternatives, OneAlternative } from './crash-alternatives.ts'
import { type Content, FileContents } from './crash-content.ts'
import type { FileHistory } from './crash-file.ts'
import { type Frame, framesOf } from './crash-frames.ts'
import type { EntryRegister } from './crash-names.ts'
import type { CrashState } from './crash-state.ts'
import type { Identity, Tree, Trees } from './crash-tree.ts'
import { inodeTerm } from './image-hash.ts'
import type { DiskOptions } from './image.ts'
import type { Inode } from './micro-operation.ts'
import type { RandomStream } from '../world/random.ts'

/** Up to this many choices of entries, those of a frame are enumerated completely. */
const COMPLETE_NAMES_MAX = 4096

/** One admissible choice of entries, with what the files in it may contain. */
export interface NameChoice {
  readonly tree: Tree
  readonly files: readonly { readonly file: FileHistory; readonly identity: Identity; readonly alternatives: Pick<Alternatives, keyof Alternatives> }[]
}

/** Which registers matter: `(inode)` for the content of a file, `(directory, name)` for an entry. */
export type Varies = (inode: Inode, name?: string) => boolean

/** One image as a choice: the entries, and one content per pending file that has a name. */
export interface Choice {
  readonly names: NameChoice
  readonly contents: readonly Content[]
  readonly hash1: number
  readonly hash2: number
}

/** All choices at one state. It belongs to one length of the log. */
export class Choices {
  readonly state: CrashState
  readonly registers: readonly EntryRegister[]
  readonly #options: DiskOptions
  readonly #trees: Trees
  readonly #varies: Varies | undefined
  readonly #alternatives: Map<FileHistory, Map<string, Alternatives>>
  #list: NameChoice[] = []
  #seen = new Set<string>()
  #source: Iterator<NameChoice>
  #done = false
  #incomplete = false

  /** `alternatives` are remembered from state to state; the caller drops those of files that have changed. */
  constructor(state: CrashState, options: DiskOptions, trees: Trees, alternatives: Map<FileHistory, Map<string, Alternatives>>, varies?: Varies) {
    this.state = state
    this.registers = trees.registers
    this.#options = options
    this.#trees = trees
    this.#alternatives = alternatives
    this.#varies = varies
    this.#source = this.#enumerate()
  }

  /** Those of the same state that differ in what matters. */
  among(varies: Varies): Choices {
    return new Choices(this.state, this.#options, this.#trees, this.#alternatives, varies)
  }

  /** The choice of entries at this place: newest, oldest, then those with few deviations. undefined: no more. */
  names(index: number): NameChoice | undefined {
    while (this.#list.length <= index && !this.#done) {
      const { done, value } = this.#source.next()
      if (done === true) this.#done = true
      else this.#list.push(value)
    }
    return this.#list[index]
  }

  /** Whether `names`, read to its end, has every admissible choice. Known only then. */
  get namesComplete(): boolean {
    return this.#done && !this.#incomplete
  }

  /** What readers see. */
  visible(): Choice {
    const tree = this.#trees.tree(this.registers.map(({ now }) => now))!
    return choose(this.#withFiles(tree, (file) => newestBounds(file)), 0)
  }

  /** Any choice of entries that this state admits, or one that is already known. */
  randomNames(stream: RandomStream): NameChoice {
    return this.#list[stream.integer(this.#list.length)]!
  }

  /** The alternatives of a file within bounds. */
  alternatives(file: FileHistory, bounds: ContentBounds): Alternatives {
    let known = this.#alternatives.get(file)
    if (known === undefined) this.#alternatives.set(file, (known = new Map()))
    let alternatives = known.get(bounds.key)
    if (alternatives === undefined) {
      alternatives = new Alternatives(new FileContents(file, bounds, this.state.profile, this.#options))
      known.set(bounds.key, alternatives)
    }
    return alternatives
  }

  /** A choice of given values and contents: for images that somebody described. undefined: a directory would have two names. */
  described(values: readonly Inode[], bounds: (file: FileHistory) => ContentBounds): NameChoice | undefined {
    const tree = this.#trees.tree(values)
    return tree === undefined ? undefined : this.#withFiles(tree, bounds)
  }

  *#enumerate(): Generator<NameChoice> {
    for (const frame of framesOf(this.state)) {
      for (const values of valuesOf(this.#restricted(frame), this.registers)) {
        if (values === 'and more') {
          this.#incomplete = true
          continue
        }
        if (frame.admits?.(values) === false) continue
        const choice = this.described(values, frame.bounds)
        if (choice === undefined) continue
        const key = `${choice.tree.key} ${choice.files.map(({ alternatives }) => alternatives.contents.bounds.key).join()}`
        if (this.#seen.has(key)) continue
        this.#seen.add(key)
        yield choice
      }
    }
  }

  /** Where every entry stands alone, those that do not matter stay as they are. */
  #restricted(frame: Frame): Frame {
    const varies = this.#varies
    if (varies === undefined || frame.admits !== undefined) return frame
    return { ...frame, values: frame.values.map((values, index) => (this.#matters(this.registers[index]!, values, varies) ? values : values.slice(0, 1))) }
  }

  /** What moves a directory moves all that is below it. */
  #matters({ directory, name, operations }: EntryRegister, values: readonly Inode[], varies: Varies): boolean {
    return varies(directory, name) || [...values, ...operations.map(({ before }) => before)].some((inode) => this.state.node(inode)?.kind === 'directory')
  }

  #withFiles(tree: Tree, bounds: (file: FileHistory) => ContentBounds): NameChoice {
    return {
      tree,
      files: tree.files.map(({ file, identity }) => {
        const alternatives = this.alternatives(file, bounds(file))
        return { file, identity, alternatives: this.#varies?.(file.inode) === false ? new OneAlternative(alternatives) : alternatives }
      }),
    }
  }
}

/** Bounds that admit only what readers see. */
export function newestBounds(file: FileHistory): ContentBounds {
  return { key: 'newest', sizes: [{ size: file.size, whole: true }], instant: Infinity, dataBefore: Infinity }
}

/** The choice in which every file has the alternative at this place, or its newest one where it has fewer. */
export function choose(names: NameChoice, place: number): Choice {
  return withContents(names, names.files.map(({ alternatives }) => alternatives.at(place) ?? alternatives.at(0)!))
}

export function withContents(names: NameChoice, contents: readonly Content[]): Choice {
  let { hash1, hash2 } = names.tree
  for (let index = 0; index < contents.length; index++) {
    const { identity } = names.files[index]!
    const content = contents[index]!
    hash1 = (hash1 + inodeTerm(identity.hash1, content.hash1)) | 0
    hash2 = (hash2 + inodeTerm(identity.hash2, content.hash2)) | 0
  }
  return { names, contents, hash1, hash2 }
}

/** The same choice with another content of one file. */
export function withContent(choice: Choice, place: number, content: Content): Choice {
  const { identity } = choice.names.files[place]!
  const old = choice.contents[place]!
  const contents = choice.contents.slice()
  contents[place] = content
  return {
    names: choice.names,
    contents,
    hash1: (choice.hash1 - inodeTerm(identity.hash1, old.hash1) + inodeTerm(identity.hash1, content.hash1)) | 0,
    hash2: (choice.hash2 - inodeTerm(identity.hash2, old.hash2) + inodeTerm(identity.hash2, content.hash2)) | 0,
  }
}

/** The choices of entries in one frame: all newest, all oldest, the tree after each call, each call lost, each entry lost, alone there, absent; then all. */
function* valuesOf({ values }: Frame, registers: readonly EntryRegister[]): Generator<readonly Inode[] | 'and more'> {
  const newest = values.map((list) => list[0]!)
  yield newest
  const free = values.flatMap((list, index) => (list.length > 1 ? [index] : []))
  if (free.length === 0) return
  const pick = (index: number, value: Inode): Inode => (values[index]!.includes(value) ? value : newest[index]!)
  const oldest = registers.map((register, index) => pick(index, register.floor))
  yield oldest
  const calls = new Map<number, { first: number; registers: Set<number> }>()
  for (const index of free) {
    for (const { n, call } of registers[index]!.operations) {
      const known = calls.get(call)
      if (known === undefined) calls.set(call, { first: n, registers: new Set([index]) })
      else {
        known.first = Math.min(known.first, n)
        known.registers.add(index)
      }
    }
  }
  const newestCalls = [...calls.values()].sort((a, b) => b.first - a.first)
  for (const { first } of newestCalls) yield registers.map((register, index) => pick(index, register.at(first)))
  for (const { first, registers: changed } of newestCalls) yield newest.map((value, index) => (changed.has(index) ? pick(index, registers[index]!.at(first)) : value))
  for (const index of free.toReversed()) for (const value of values[index]!.slice(1)) yield newest.with(index, value)
  for (const index of free.toReversed()) for (const value of values[index]!) yield oldest.with(index, value)
  if (free.reduce((product, index) => product * values[index]!.length, 1) > COMPLETE_NAMES_MAX) {
    yield 'and more'
    return
  }
  const places = free.map(() => 0)
  while (true) {
    const next = newest.slice()
    free.forEach((index, place) => (next[index] = values[index]![places[place]!]!))
    yield next
    let place = 0
    while (place < free.length && ++places[place]! === values[free[place]!]!.length) places[place++] = 0
    if (place === free.length) return
  }
}
