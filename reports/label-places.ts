/** A point of a picture and the words beside it, in pixels. */
export interface Labelled {
  readonly x: number
  readonly y: number
  /** Of its label. */
  readonly width: number
}

/** Where a label goes: its left edge and its middle. */
export interface LabelPlace {
  readonly left: number
  readonly middle: number
}

export interface LabelBounds {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export const LABEL_HEIGHT = 15
/** From a point to its label, and the room that a point takes. */
const GAP = 10
const RADIUS = 6

/** Lines above and below that are tried on both sides of a point. */
const LINES_MOST = 16

/**
 * Labels keep clear of each other and of all points: in the order given, each goes to the nearest free place right or left of its point. Where everything is
 * taken, right of it.
 */
export function placeLabels(points: readonly Labelled[], bounds: LabelBounds): LabelPlace[] {
  const taken: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }[] = points.map(({ x, y }) => ({ left: x - RADIUS, right: x + RADIUS, top: y - RADIUS, bottom: y + RADIUS }))
  const boxOf = ({ left, middle }: LabelPlace, width: number): (typeof taken)[number] => ({ left, right: left + width, top: middle - LABEL_HEIGHT / 2, bottom: middle + LABEL_HEIGHT / 2 })
  const isFree = (place: LabelPlace, width: number): boolean => {
    const box = boxOf(place, width)
    if (box.left < bounds.left || box.right > bounds.right || box.top < bounds.top || box.bottom > bounds.bottom) return false
    return !taken.some((other) => other.left < box.right && box.left < other.right && other.top < box.bottom && box.top < other.bottom)
  }
  return points.map(({ x, y, width }) => {
    const place = candidates(x, y, width).find((one) => isFree(one, width)) ?? { left: Math.min(x + GAP, bounds.right - width), middle: y }
    taken.push(boxOf(place, width))
    return place
  })
}

function candidates(x: number, y: number, width: number): LabelPlace[] {
  const lines = Array.from({ length: LINES_MOST * 2 + 1 }, (_, step) => y + Math.ceil(step / 2) * LABEL_HEIGHT * (step % 2 === 0 ? 1 : -1))
  return lines.flatMap((middle) => [x + GAP, x - GAP - width].map((left) => ({ left, middle })))
}
