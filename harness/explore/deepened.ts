import { DEEPENED_PER_RECORDING } from './budget.ts'
import type { CrashedLife } from './lineage.ts'

/**
 * Chooses the recoveries of one recording that are crashed themselves: at crash points evenly spread over it, one from a dirty page cache (a process death
 * whose data a later power cut can still lose) and one from an image, another one in the order of images at every point.
 */
export class Deepened {
  readonly #points: ReadonlyMap<number, number>
  readonly #dirty = new Map<number, readonly CrashedLife[]>()
  readonly #image = new Map<number, readonly CrashedLife[]>()
  readonly #offered = new Map<number, number>()

  constructor(crashPoints: number) {
    const count = Math.min(crashPoints, DEEPENED_PER_RECORDING)
    this.#points = new Map(Array.from({ length: count }, (_, place) => [Math.floor(((place + 0.5) * crashPoints) / count), place]))
  }

  offer(point: number, crashed: readonly CrashedLife[]): void {
    const place = this.#points.get(point)
    if (place === undefined) return
    const { state } = crashed[crashed.length - 1]!
    if (state.dirty) {
      if (!this.#dirty.has(place)) this.#dirty.set(place, crashed)
      return
    }
    const offered = this.#offered.get(place) ?? 0
    this.#offered.set(place, offered + 1)
    if (offered <= place) this.#image.set(place, crashed)
  }

  chosen(): (readonly CrashedLife[])[] {
    const places = [...this.#points.values()]
    return places.flatMap((place) => [this.#dirty.get(place), this.#image.get(place)]).filter((crashed) => crashed !== undefined)
  }
}
