import type { History } from '../check/history.ts'
import type { Json } from '../check/json.ts'
import { hashText } from '../disk/hash.ts'
import type { LifeOutcome } from '../world/life.ts'
import { REMEMBERED_CHARACTERS } from './budget.ts'
import type { LifeRecord } from './life-record.ts'

/**
 * What the last life of a branch saw: all that a verdict on it can depend on. One is remembered for every distinct content of the disk, so it is kept as
 * text, once for equal ones, and parsed when it is judged. It must not keep the record alive, with its disk and its steps.
 */
export interface Observation {
  readonly number: number
  readonly outcome: LifeOutcome
  /** Equal observations have equal keys. */
  readonly key: string
  readonly characters: number
  read(): Seen
}

export interface Seen {
  readonly history: History
  /** What the body returned; undefined where it did not. */
  readonly value: Json | undefined
}

/** Keeps one observation of equal ones, and forgets the oldest where they grow too large together. */
export class Observations {
  readonly #known = new Map<string, Observation>()
  #characters = 0

  of(record: LifeRecord): Observation {
    const observation = observationOf(record)
    const known = this.#known.get(observation.key)
    if (known !== undefined) return known
    this.#known.set(observation.key, observation)
    this.#characters += observation.characters
    for (const [key, { characters }] of this.#known) {
      if (this.#characters <= REMEMBERED_CHARACTERS) break
      this.#known.delete(key)
      this.#characters -= characters
    }
    return observation
  }

  /** The observation of that key; undefined for one that was forgotten. */
  get(key: string): Observation | undefined {
    return this.#known.get(key)
  }
}

export function observationOf(record: LifeRecord): Observation {
  const { number, outcome, value } = record
  const text = JSON.stringify(value === undefined ? [record.recorder.at()] : [record.recorder.at(), value])
  return fromText(number, outcome, text)
}

function fromText(number: number, outcome: LifeOutcome, text: string): Observation {
  const key = `${number}/${outcome.kind}/${text.length}/${hashText(text, 1) >>> 0}/${hashText(text, 2) >>> 0}`
  const read = (): Seen => {
    const [history, value] = JSON.parse(text) as [History, Json?]
    return { history, value }
  }
  return { number, outcome, key, characters: text.length, read }
}
