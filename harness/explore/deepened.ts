import { DEEPENED_PER_RECORDING } from './budget.ts'
import type { CrashedLife } from './lineage.ts'
import type { Recovered } from './search.ts'

/** Candidates kept at a time; beyond, every other one is dropped. */
const CANDIDATES_MAX = 256

interface Candidate {
  readonly crashed: readonly CrashedLife[]
  readonly wrote: boolean
}

/**
 * Chooses the recoveries of one recording that are crashed themselves: one of each distinct course that a recovery took (what it did, what it saw, from a dirty
 * page cache or from the medium), those that wrote something first. Where there are too many, an even sample that differs between runs.
 */
export class Deepened {
  #candidates = new Map<string, Candidate>()
  /** Most come again and again. */
  readonly #offered = new Set<Recovered>()
  readonly #offeredDirty = new Set<Recovered>()

  offer(crashed: readonly CrashedLife[], recovered: Recovered): void {
    const { dirty } = crashed[crashed.length - 1]!.state
    const offered = dirty ? this.#offeredDirty : this.#offered
    if (offered.has(recovered)) return
    offered.add(recovered)
    const { course, observation, wrote } = recovered
    const key = `${course}/${observation.id}/${dirty}`
    if (this.#candidates.has(key)) return
    this.#candidates.set(key, { crashed, wrote })
    if (this.#candidates.size <= CANDIDATES_MAX) return
    this.#candidates = new Map([...this.#candidates].filter((_, index) => index % 2 === 0))
    this.#offered.clear()
    this.#offeredDirty.clear()
  }

  /** `offset`: from 0 up to, not including, 1; another one in every run. */
  chosen(offset: number): (readonly CrashedLife[])[] {
    const all = [...this.#candidates.values()]
    const ordered = [...all.filter(({ wrote }) => wrote), ...all.filter(({ wrote }) => !wrote)].map(({ crashed }) => crashed)
    const stride = ordered.length / DEEPENED_PER_RECORDING
    if (stride <= 1) return ordered
    return Array.from({ length: DEEPENED_PER_RECORDING }, (_, place) => ordered[Math.floor((place + offset) * stride)]!)
  }
}
