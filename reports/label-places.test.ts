import { expect, test } from 'vitest'
import { LABEL_HEIGHT, placeLabels, type LabelBounds, type Labelled } from './label-places.ts'

const bounds: LabelBounds = { left: 0, right: 800, top: 0, bottom: 400 }

test('a label alone stands right of its point, at the edge left of it', () => {
  expect(placeLabels([{ x: 100, y: 50, width: 80 }], bounds)).toEqual([{ left: 110, middle: 50 }])
  expect(placeLabels([{ x: 780, y: 50, width: 80 }], bounds)).toEqual([{ left: 690, middle: 50 }])
})

test('in a crowd no label lies on another one, on a point, or outside', () => {
  const points: Labelled[] = Array.from({ length: 20 }, (_, index) => ({ x: 400 + (index % 5) * 12, y: 20 + (index % 4) * 6, width: 120 }))
  const places = placeLabels(points, bounds)
  places.forEach(({ left, middle }, index) => {
    const { width } = points[index]!
    expect(left >= 0 && left + width <= 800 && middle >= LABEL_HEIGHT / 2).toBe(true)
    const overlaps = places.filter((other, at) => at !== index && Math.abs(other.middle - middle) < LABEL_HEIGHT && other.left < left + width && left < other.left + points[at]!.width)
    expect(overlaps).toEqual([])
    expect(points.filter(({ x, y }) => x > left && x < left + width && Math.abs(y - middle) < LABEL_HEIGHT / 2)).toEqual([])
  })
})
