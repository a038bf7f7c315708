import type { History } from '../check/history.ts'
import { frozen, type Json } from '../check/json.ts'
import { describeError } from '../check/recorder.ts'
import type { LifeOutcome } from '../world/life.ts'
import { PARSED_CHARACTERS } from './budget.ts'
import type { LifeRecord } from './life-record.ts'

/**
 * What the last life of a branch saw: all that a verdict on it can depend on. One is remembered for every distinct content of the disk, so it is kept as
 * text, once for equal ones, and parsed when it is judged. It must not keep the record alive, with its disk and its steps.
 */
export interface Observation {
  readonly number: number
  readonly outcome: LifeOutcome
  /** Equal observations of one search have equal ones. */
  readonly id: number
  /** The body returned something. */
  readonly returned: boolean
  /** Frozen, like the value: many verdicts look at it. */
  history(): History
  /** What the body returned; undefined where it did not. */
  value(): Json | undefined
}

/** Keeps one observation of equal ones, and of each text that is in several of them one. */
export class Observations {
  #known = new Map<string, KeptObservation>()
  #texts = new Map<string, { readonly id: number; readonly text: string }>()
  readonly #parsed = new Parsed()
  #count = 0
  /** Of all texts together. */
  characters = 0

  of(record: LifeRecord): Observation {
    const { history, value } = textsOf(record)
    const { outcome, number } = record
    let key = `${number} ${ending(outcome)}`
    const kept = (text: string): string => {
      const one = this.#one(text)
      key += ` ${one.id}`
      return one.text
    }
    const texts: Texts = { history: history.map(kept), value: value === undefined ? undefined : kept(value) }
    let known = this.#known.get(key)
    if (known === undefined) {
      this.#known.set(key, (known = new KeptObservation(number, outcome, ++this.#count, texts, this.#parsed)))
      this.characters += key.length
    }
    return known
  }

  #one(text: string): { readonly id: number; readonly text: string } {
    let one = this.#texts.get(text)
    if (one === undefined) {
      this.#texts.set(text, (one = { id: this.#texts.size, text }))
      this.characters += text.length
    }
    return one
  }

  /** Those that somebody still holds stay as they are; equal ones get another id from now on. */
  forget(): void {
    this.#known = new Map()
    this.#texts = new Map()
    this.characters = 0
  }
}

export function observationOf(record: LifeRecord): Observation {
  return new KeptObservation(record.number, record.outcome, 0, textsOf(record), new Parsed())
}

/** JSON. */
interface Texts {
  /** In pieces. */
  readonly history: readonly string[]
  readonly value: string | undefined
}

class KeptObservation implements Observation {
  readonly number: number
  readonly outcome: LifeOutcome
  readonly id: number
  readonly #texts: Texts
  readonly #parsed: Parsed
  #history: History | undefined
  #value: Json | undefined

  constructor(number: number, outcome: LifeOutcome, id: number, texts: Texts, parsed: Parsed) {
    this.number = number
    this.outcome = outcome
    this.id = id
    this.#texts = texts
    this.#parsed = parsed
  }

  get returned(): boolean {
    return this.#texts.value !== undefined
  }

  history(): History {
    if (this.#history !== undefined) return this.#history
    if (this.#value === undefined) this.#parsed.add(this)
    return (this.#history = frozen(JSON.parse(this.#texts.history.join('')) as History))
  }

  value(): Json | undefined {
    if (this.#value !== undefined || this.#texts.value === undefined) return this.#value
    if (this.#history === undefined) this.#parsed.add(this)
    return (this.#value = frozen(JSON.parse(this.#texts.value) as Json))
  }

  get characters(): number {
    return this.#texts.history.reduce((total, { length }) => total + length, this.#texts.value?.length ?? 0)
  }

  close(): void {
    this.#history = undefined
    this.#value = undefined
  }
}

/** The observations that were parsed last. */
class Parsed {
  readonly #list: KeptObservation[] = []
  #characters = 0

  add(observation: KeptObservation): void {
    this.#list.push(observation)
    this.#characters += observation.characters
    while (this.#characters > PARSED_CHARACTERS && this.#list.length > 1) {
      const oldest = this.#list.shift()!
      this.#characters -= oldest.characters
      oldest.close()
    }
  }
}

/** There is no value where the life did not come to its end. */
function textsOf({ recorder, value }: LifeRecord): Texts {
  return { history: recorder.pieces(), value: value === undefined ? undefined : JSON.stringify(value) }
}

function ending(outcome: LifeOutcome): string {
  if (outcome.kind === 'failed') return `failed ${outcome.process} ${describeError(outcome.error).message}`
  return outcome.kind === 'stuck' ? `stuck ${outcome.reason}` : outcome.kind
}
