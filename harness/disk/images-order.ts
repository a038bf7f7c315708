import { randomStream, type RandomStream } from '../world/random.ts'
import type { Content } from './crash-content.ts'
import type { FileHistory } from './crash-file.ts'
import { mix } from './hash.ts'
import { type Choice, type Choices, choose, type NameChoice, type Varies, withContent, withContents } from './images-choice.ts'
import { SeenHashes } from './images-seen.ts'
import type { Inode } from './micro-operation.ts'

/**
 * The order in which images are looked at. Whole operations lost come before torn pieces; on images of real kernels the first eight in this order are
 * 94 of 100 of what was seen, the first thirty-two 97.
 */

/** If there are no more choices than this, or than four times the limit, all are enumerated; otherwise random ones follow the structured ones. */
const COMPLETE_CHOICES_MAX = 4096
/** Rounds of single deviations that each file gets before other entries have their turn. */
const FIRST_ROUNDS = 8
/** Choices of entries in the first phase. */
const FIRST_NAMES = 8
/** When this many random picks in a row bring nothing new, there are more random contents to draw from, or the search ends. */
const STALE_PICKS_MAX = 256
/** Random contents per file: few at first, because each one costs the bytes of its torn pages. */
const RANDOM_CONTENTS = 256
const RANDOM_CONTENTS_MAX = 16_384
/** One in so many random picks is followed by four times as many that change one file at a time. */
const INDEPENDENT_PICKS = 64
/** Structured contents of a file that random picks draw from. */
const STRUCTURED_MAX = 64

export interface OrderOptions {
  readonly limit: number
  readonly seed: string
  readonly varies?: Varies
}

/** Distinct choices, at most `limit`. Returns whether these are all that there are. */
export function* orderedChoices(choices: Choices, { limit, seed, varies }: OrderOptions): Generator<Choice, boolean> {
  const seen = new SeenHashes()
  let left = limit
  const parts = varies === undefined ? undefined : new Parts(choices, varies)
  const isNew = (choice: Choice): boolean => (parts === undefined ? seen.add(choice.hash1, choice.hash2) : parts.isNew(choice, seen))
  for (const choice of structured(choices)) {
    if (!isNew(choice)) continue
    if (left-- === 0) return false
    yield choice
  }
  const total = countAll(choices, Math.max(COMPLETE_CHOICES_MAX, 4 * limit))
  if (total !== undefined) {
    for (const choice of allChoices(choices)) {
      if (!isNew(choice)) continue
      if (left-- === 0) return false
      yield choice
    }
    return true
  }
  const pool = { size: RANDOM_CONTENTS }
  let stale = 0
  for (const choice of randomChoices(choices, seed, pool)) {
    if (isNew(choice)) {
      if (left-- === 0) return false
      stale = 0
      yield choice
    } else if (++stale === STALE_PICKS_MAX) {
      if (pool.size === RANDOM_CONTENTS_MAX) return false
      pool.size *= 2
      stale = 0
    }
  }
  return false
}

function* structured(choices: Choices): Generator<Choice> {
  const newest = choices.names(0)!
  yield choose(newest, 0)
  const oldest = choices.names(1) ?? newest
  yield oldestContents(oldest)
  yield aheadContents(newest)
  yield oldestContents(newest)
  yield choose(oldest, 0)
  yield aheadContents(oldest)
  for (let index = 2; index < FIRST_NAMES; index++) yield* inThreeWays(choices.names(index))
  yield* deviations(newest, 1, FIRST_ROUNDS)
  for (let index = 1; index < FIRST_NAMES; index++) yield* deviations(choices.names(index), 1, FIRST_ROUNDS)
  let index = FIRST_NAMES
  for (let names = choices.names(index); names !== undefined; names = choices.names(++index)) yield* inThreeWays(names)
  yield* deviations(newest, FIRST_ROUNDS, Infinity)
  for (index = 1; choices.names(index) !== undefined; index++) yield* deviations(choices.names(index), 1, Infinity)
}

function* inThreeWays(names: NameChoice | undefined): Generator<Choice> {
  if (names === undefined) return
  yield choose(names, 0)
  yield oldestContents(names)
  yield aheadContents(names)
}

function oldestContents(names: NameChoice): Choice {
  return withContents(names, names.files.map(({ alternatives }) => alternatives.oldest()))
}

function aheadContents(names: NameChoice): Choice {
  return withContents(names, names.files.map(({ alternatives }) => alternatives.ahead()))
}

/** One file deviates from the newest contents, and then from the oldest: each file in turn, round by round. */
function* deviations(names: NameChoice | undefined, from: number, to: number): Generator<Choice> {
  if (names === undefined) return
  const newest = choose(names, 0)
  const oldest = names.files.length > 1 ? oldestContents(names) : undefined
  let open = true
  for (let round = from; round < to && open; round++) {
    open = false
    for (let place = 0; place < names.files.length; place++) {
      const content = names.files[place]!.alternatives.at(round)
      if (content === undefined) continue
      open = true
      yield withContent(newest, place, content)
      if (oldest !== undefined) yield withContent(oldest, place, content)
      if (oldest !== undefined && round === from) yield withContent(oldest, place, newest.contents[place]!)
    }
  }
}

/** The number of all choices, if it is known and not above `most`. */
function countAll(choices: Choices, most: number): number | undefined {
  let total = 0
  for (let index = 0; ; index++) {
    const names = choices.names(index)
    if (names === undefined) return choices.namesComplete ? total : undefined
    let product = 1
    for (const { alternatives } of names.files) {
      if (!alternatives.complete) return undefined
      product *= alternatives.choices
    }
    total += product
    if (total > most) return undefined
  }
}

function* allChoices(choices: Choices): Generator<Choice> {
  let index = 0
  for (let names = choices.names(0); names !== undefined; names = choices.names(++index)) {
    const { files } = names
    const places = files.map(() => 0)
    while (true) {
      yield withContents(names, files.map(({ alternatives }, place) => alternatives.at(places[place]!)!))
      let place = 0
      while (place < files.length && files[place]!.alternatives.at(++places[place]!) === undefined) places[place++] = 0
      if (place === files.length) break
    }
  }
}

/** Random picks without end. The first are independent of each other; then each changes a few files of the one before, which costs a tenth. */
function* randomChoices(choices: Choices, seed: string, pool: { readonly size: number }): Generator<Choice> {
  const stream = randomStream(seed, `images ${pendingKey(choices)}`)
  while (true) {
    const names = choices.randomNames(stream)
    let choice = withContents(names, names.files.map(({ alternatives }) => randomContent(alternatives, seed, pool.size, stream)))
    yield choice
    if (stream.integer(INDEPENDENT_PICKS) > 0 || names.files.length < 2) continue
    for (let step = 0; step < INDEPENDENT_PICKS * 4; step++) {
      const place = stream.integer(names.files.length)
      choice = withContent(choice, place, randomContent(names.files[place]!.alternatives, seed, pool.size, stream))
      yield choice
    }
  }
}

function randomContent(alternatives: NameChoice['files'][number]['alternatives'], seed: string, poolSize: number, stream: RandomStream): Content {
  if (!alternatives.complete && stream.integer(2) === 0) return alternatives.random(seed, stream.integer(poolSize))
  return alternatives.at(stream.integer(Math.min(STRUCTURED_MAX, alternatives.choices))) ?? alternatives.at(0)!
}

/** The same pending operations give the same picks, wherever they stand in a search. */
function pendingKey({ state, registers }: Choices): string {
  const numbers: number[] = []
  for (const { operations } of registers) for (const { n } of operations) numbers.push(n)
  for (const { operations } of state.pendingFiles) for (const { n } of operations) numbers.push(n)
  return numbers.join()
}

/** The registers that may vary: choices that differ only elsewhere are one. */
class Parts {
  readonly #registers: readonly { readonly index: number; readonly directory: Inode; readonly name: string; readonly now: Inode }[]
  readonly #varies: Varies
  readonly #files = new Map<FileHistory, boolean>()

  constructor({ registers }: Choices, varies: Varies) {
    this.#varies = varies
    this.#registers = registers.map(({ directory, name, now }, index) => ({ index, directory, name, now })).filter(({ directory, name }) => varies(directory, name))
  }

  isNew({ names, contents }: Choice, seen: SeenHashes): boolean {
    let hash1 = 1
    let hash2 = 2
    for (const { index, directory, name, now } of this.#registers) {
      const value = names.tree.changed.get(directory)?.get(name) ?? now
      hash1 = mix(mix(hash1, index), value)
      hash2 = mix(mix(hash2, index), value)
    }
    for (let place = 0; place < contents.length; place++) {
      const { file } = names.files[place]!
      if (!this.#counts(file)) continue
      hash1 = mix(mix(hash1, file.inode), contents[place]!.hash1)
      hash2 = mix(mix(hash2, file.inode), contents[place]!.hash2)
    }
    return seen.add(hash1, hash2)
  }

  #counts(file: FileHistory): boolean {
    let counts = this.#files.get(file)
    if (counts === undefined) this.#files.set(file, (counts = this.#varies(file.inode)))
    return counts
  }
}
