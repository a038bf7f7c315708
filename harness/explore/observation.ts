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
  /** Frozen: many verdicts look at it. */
  read(): Seen
}

export interface Seen {
  readonly history: History
  /** What the body returned; undefined where it did not. */
  readonly value: Json | undefined
}

/** Keeps one observation of equal ones. */
export class Observations {
  #known = new Map<string, KeptObservation>()
  readonly #parsed = new Parsed()
  #count = 0
  /** Of all texts together. */
  characters = 0

  of(record: LifeRecord): Observation {
    const text = textOf(record)
    const { outcome, number } = record
    const key = `${number} ${ending(outcome)}\n${text}`
    let known = this.#known.get(key)
    if (known === undefined) {
      this.#known.set(key, (known = new KeptObservation(number, outcome, ++this.#count, text, this.#parsed)))
      this.characters += key.length + text.length
    }
    return known
  }

  /** Those that somebody still holds stay as they are; equal ones get another id from now on. */
  forget(): void {
    this.#known = new Map()
    this.characters = 0
  }
}

export function observationOf(record: LifeRecord): Observation {
  return new KeptObservation(record.number, record.outcome, 0, textOf(record), new Parsed())
}

class KeptObservation implements Observation {
  readonly number: number
  readonly outcome: LifeOutcome
  readonly id: number
  readonly #text: string
  readonly #parsed: Parsed
  #seen: Seen | undefined

  constructor(number: number, outcome: LifeOutcome, id: number, text: string, parsed: Parsed) {
    this.number = number
    this.outcome = outcome
    this.id = id
    this.#text = text
    this.#parsed = parsed
  }

  read(): Seen {
    if (this.#seen !== undefined) return this.#seen
    const [history, value] = frozen(JSON.parse(this.#text) as [History, Json?])
    this.#seen = { history, value }
    this.#parsed.add(this)
    return this.#seen
  }

  get characters(): number {
    return this.#text.length
  }

  close(): void {
    this.#seen = undefined
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

/** `value` may be undefined where the life did not come to its end. */
function textOf({ recorder, value }: LifeRecord): string {
  const history = recorder.text()
  return value === undefined ? `[${history}]` : `[${history},${JSON.stringify(value)}]`
}

function ending(outcome: LifeOutcome): string {
  if (outcome.kind === 'failed') return `failed ${outcome.process} ${describeError(outcome.error).message}`
  return outcome.kind === 'stuck' ? `stuck ${outcome.reason}` : outcome.kind
}
