import { randomStream, type RandomStream } from '../world/random.ts'
import type { Content, FileContents, Unit, UnitState } from './crash-content.ts'
import { touches } from './crash-page.ts'
import { SeenHashes } from './images-seen.ts'

/** Up to this many choices of sizes and units, a file's contents are enumerated completely. */
const COMPLETE_CHOICES_MAX = 4096

/**
 * The distinct contents of one file within its bounds, in an order that a person understands: everything arrived; nothing did; the size ran ahead of its data;
 * the file as it was after each operation; each operation alone lost; each size; each page alone lost or there; fills; torn pages; then all the rest.
 * Made one by one as they are asked for.
 */
export class Alternatives {
  readonly contents: FileContents
  /** How many choices there are; equal contents count once per choice. Above `COMPLETE_CHOICES_MAX` at least so many: nobody needs to know how many more. */
  readonly choices: number
  #list: Content[] = []
  #seen = new SeenHashes()
  #source: Iterator<Content>
  #done = false
  #random: Content[] = []
  #randomSeed: string | undefined

  constructor(contents: FileContents) {
    this.contents = contents
    let choices = 0
    for (const { size } of contents.bounds.sizes) {
      // A file that was written to for long and never synced has thousands of sizes, each with units of its own.
      if (choices > COMPLETE_CHOICES_MAX) break
      let product = 1
      for (const { states } of contents.units(size)) product *= states.length
      choices += product
    }
    this.choices = choices
    this.#source = this.#enumerate()
  }

  /** The one at this place; 0 is the newest. undefined: there are no more (but see `complete`). */
  at(index: number): Content | undefined {
    while (this.#list.length <= index && !this.#done) {
      const { done, value } = this.#source.next()
      if (done === true) this.#done = true
      else this.#keep(value)
    }
    return this.#list[index]
  }

  /** Whether the list, read to its end, holds every content within the bounds. */
  get complete(): boolean {
    return this.choices <= COMPLETE_CHOICES_MAX
  }

  /** The size that all of its operations but the blocks on the way gave it last but first: nothing arrived. */
  oldest(): Content {
    return this.#make(this.#oldestSize(), (unit) => unit.states.findLast(plain)!)
  }

  /** Newest size, oldest data. */
  ahead(): Content {
    return this.#make(this.#newestSize(), (unit) => unit.states.findLast(plain)!)
  }

  /**
   * Any choice, each unit alone: number `place` (0 and up) of those that this seed gives. They are kept; each has a stream of its own, so that it is the
   * same whatever was asked for before.
   */
  random(seed: string, place: number): Content {
    if (this.#randomSeed !== seed) {
      this.#randomSeed = seed
      this.#random = []
    }
    return (this.#random[place] ??= this.#anything(randomStream(seed, `${this.contents.bounds.key} ${place}`)))
  }

  #anything(stream: RandomStream): Content {
    const { sizes } = this.contents.bounds
    return this.#make(sizes[stream.integer(sizes.length)]!.size, (unit) => unit.states[stream.integer(unit.states.length)]!)
  }

  #newestSize(): number {
    return this.contents.bounds.sizes[0]!.size
  }

  #oldestSize(): number {
    return this.contents.bounds.sizes.findLast(({ whole }) => whole)!.size
  }

  #keep(content: Content): void {
    if (this.#seen.add(content.hash1, content.hash2)) this.#list.push(content)
  }

  #make(size: number, choose: (unit: Unit) => UnitState): Content {
    return this.contents.content(size, this.contents.units(size).map(choose))
  }

  *#enumerate(): Generator<Content> {
    const { sizes } = this.contents.bounds
    const { operations } = this.contents.file
    const newest = this.#newestSize()
    yield this.#make(newest, firstState)
    yield this.oldest()
    yield this.ahead()
    for (let index = operations.length - 1; index > 0; index--) {
      const before = operations[index]!
      const size = before.sizeBefore
      if (sizes.some((choice) => choice.size === size)) yield this.#make(size, (unit) => newestBelow(unit, before.n))
    }
    for (let index = operations.length - 1; index >= 0; index--) {
      const lost = operations[index]!
      yield this.#make(newest, (unit) => (touches(lost, unit.from, unit.to) ? newestBelow(unit, lost.n) : firstState(unit)))
    }
    for (const { size } of sizes) {
      yield this.#make(size, firstState)
      yield this.#make(size, (unit) => unit.states.findLast(plain)!)
    }
    for (const page of this.contents.pages) {
      if (page.operations.length === 0) continue
      yield this.#make(newest, (unit) => (unit.page === page ? unit.states.findLast(plain)! : firstState(unit)))
      yield this.#make(newest, (unit) => (unit.page === page ? firstState(unit) : unit.states.findLast(plain)!))
    }
    for (let index = operations.length - 1; index >= 0; index--) {
      const lost = operations[index]!
      for (const fill of ['nul', 'garbage'] as const) {
        yield this.#make(newest, (unit) => (touches(lost, unit.from, unit.to) ? filledFrom(unit, lost.n, fill) : firstState(unit)))
      }
    }
    yield* this.#torn(newest)
    yield* this.#oneUnit(newest)
    if (this.complete) for (const { size } of sizes) yield* this.#product(size)
  }

  /** Every page cut at every unit: the bytes before arrived, those behind did not, and the other way round. */
  *#torn(size: number): Generator<Content> {
    const units = this.contents.units(size)
    for (let cut = 1; cut < units.length; cut++) {
      const { page, from } = units[cut]!
      if (units[cut - 1]!.page !== page) continue
      yield this.#make(size, (unit) => (unit.page === page && unit.from >= from ? unit.states.findLast(plain)! : firstState(unit)))
      yield this.#make(size, (unit) => (unit.page === page && unit.from < from ? unit.states.findLast(plain)! : firstState(unit)))
    }
  }

  /** One unit deviates. */
  *#oneUnit(size: number): Generator<Content> {
    for (const one of this.contents.units(size)) {
      for (const state of one.states.slice(1)) yield this.#make(size, (unit) => (unit === one ? state : firstState(unit)))
    }
  }

  *#product(size: number): Generator<Content> {
    const units = this.contents.units(size)
    const choice = units.map(() => 0)
    while (true) {
      yield this.contents.content(size, units.map((unit, index) => unit.states[choice[index]!]!))
      let place = 0
      while (place < units.length && ++choice[place]! === units[place]!.states.length) choice[place++] = 0
      if (place === units.length) return
    }
  }
}

function firstState(unit: Unit): UnitState {
  return unit.states[0]!
}

function plain(state: UnitState): boolean {
  return state.fill === undefined && state.others === undefined
}

/** The newest version without the operation n and what came after it, or the oldest there is. */
function newestBelow(unit: Unit, n: number): UnitState {
  const { operations } = unit.page
  return unit.states.find((state) => plain(state) && (state.k === 0 || operations[state.k - 1]!.n < n)) ?? unit.states.findLast(plain)!
}

function filledFrom(unit: Unit, n: number, fill: 'nul' | 'garbage'): UnitState {
  const { operations } = unit.page
  return unit.states.find((state) => state.fill === fill && state.others === undefined && (state.k === 0 || operations[state.k - 1]!.n < n)) ?? unit.states[0]!
}

/** Of a file whose content makes no difference: the newest one. */
export class OneAlternative implements Pick<Alternatives, keyof Alternatives> {
  readonly contents: FileContents
  readonly choices = 1
  readonly complete = true
  readonly #newest: Content

  constructor(all: Alternatives) {
    this.contents = all.contents
    this.#newest = all.at(0)!
  }

  at(place: number): Content | undefined {
    return place === 0 ? this.#newest : undefined
  }

  oldest(): Content {
    return this.#newest
  }

  ahead(): Content {
    return this.#newest
  }

  random(): Content {
    return this.#newest
  }
}
