import type { History } from '../check/history.ts'
import type { Json } from '../check/json.ts'
import { hashText } from '../disk/hash.ts'
import type { LifeOutcome } from '../world/life.ts'
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
  read(): Seen
}

export interface Seen {
  readonly history: History
  /** What the body returned; undefined where it did not. */
  readonly value: Json | undefined
}

/** Keeps one observation of equal ones. */
export class Observations {
  readonly #known = new Map<string, Observation>()

  of(record: LifeRecord): Observation {
    const observation = observationOf(record)
    const known = this.#known.get(observation.key)
    if (known !== undefined) return known
    this.#known.set(observation.key, observation)
    return observation
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
  return { number, outcome, key, read }
}
