import type { Point } from '../harness/bench/answer.ts'
import type { BenchResult, Place } from '../harness/bench/result.ts'
import { headlineOf } from './bench.ts'
import { LABEL_HEIGHT, placeLabels } from './label-places.ts'
import { plain } from './plain.ts'
import { figure } from './table.ts'

/** Records lost against throughput, a point per policy; whoever stands right of and below all others is on the front. Self-contained, for light and dark. */

const WIDTH = 900
const HEIGHT = 500
const BOX = { left: 76, right: 80, top: 98, bottom: 62 }
/** Pixels per character of a label, and of a strong one. */
const LABEL_WIDTH = 6.6
const STRONG_LABEL_WIDTH = 7.4

const STYLE = `
    .paper { fill: #ffffff } .ink { fill: #1f2328 } .soft { fill: #59636e } .grid { stroke: #d1d9e0 } .axis { stroke: #59636e }
    .front { stroke: #0969da; fill: none; stroke-width: 2 } .on { fill: #0969da } .off { fill: #ffffff; stroke: #818b98; stroke-width: 1.5 } .leader { stroke: #818b98; stroke-width: 0.75 }
    text { font: 12px system-ui, -apple-system, 'Segoe UI', sans-serif } .title { font-size: 16px; font-weight: 600 } .strong { font-weight: 600 }
    @media (prefers-color-scheme: dark) {
      .paper { fill: #0d1117 } .ink { fill: #f0f6fc } .soft { fill: #9198a1 } .grid { stroke: #2f353d } .axis { stroke: #9198a1 }
      .front { stroke: #4493f8 } .on { fill: #4493f8 } .off { fill: #0d1117; stroke: #9198a1 } .leader { stroke: #656c76 }
    }`

/** undefined where no place has an answer. Of several places the first one is shown. */
export function benchPicture({ places, load }: BenchResult): string | undefined {
  const place = places.find(({ answer }) => answer !== null)
  if (place === undefined || place.answer === null) return undefined
  const { points, streams } = place.answer
  const x = logScale(points.map((point) => point.recordsPerSecond))
  const y = lossScale(points.map((point) => point.lost))
  const title = `Records lost against throughput at ${streams} ${streams === 1 ? 'stream' : 'streams'}`
  const parts = [
    `<rect class="paper" width="${WIDTH}" height="${HEIGHT}"/>`,
    text(BOX.left, 28, title, 'ink title'),
    text(BOX.left, 48, subtitle(place), 'soft'),
    text(BOX.left, 65, 'Filled points are on the Pareto front: no other policy is both faster and safer.', 'soft'),
    text(BOX.left, 82, `Lost: acknowledged records that the worst power cut took, of ${load.streams} streams of ${load.rate} records/s, simulated with the latencies measured.`, 'soft'),
    ...x.ticks.map((value) => `<line class="grid" x1="${x.at(value)}" x2="${x.at(value)}" y1="${BOX.top}" y2="${HEIGHT - BOX.bottom}"/>${text(x.at(value), HEIGHT - BOX.bottom + 18, figure(value), 'soft', 'middle')}`),
    ...y.ticks.map((value) => `<line class="grid" x1="${BOX.left}" x2="${WIDTH - BOX.right}" y1="${y.at(value)}" y2="${y.at(value)}"/>${text(BOX.left - 8, y.at(value) + 4, figure(value), 'soft', 'end')}`),
    `<path class="axis" fill="none" d="M${BOX.left} ${BOX.top}V${HEIGHT - BOX.bottom}H${WIDTH - BOX.right}"/>`,
    text((BOX.left + WIDTH - BOX.right) / 2, HEIGHT - 20, 'records written per second (logarithmic): further right is faster', 'ink', 'middle'),
    `<text class="ink" text-anchor="middle" transform="translate(20 ${(BOX.top + HEIGHT - BOX.bottom) / 2}) rotate(-90)">records lost: lower is safer</text>`,
    frontLine(points, x.at, y.at),
    ...pointMarks(points, x.at, y.at),
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${escaped(`${title}. ${place.answer.recommendation}`)}">\n  <style>${STYLE}\n  </style>\n  ${parts.filter((part) => part !== '').join('\n  ')}\n</svg>\n`
}

function subtitle({ machine }: Place): string {
  return `${headlineOf(machine)} · ${machine.kernel} · ${machine.cpu} · Node ${machine.node}`
}

interface Scale {
  at(value: number): number
  readonly ticks: readonly number[]
}

/** Whole decades, left to right. */
function logScale(values: readonly number[]): Scale {
  const present = values.map((value) => Math.max(1, value))
  const low = Math.floor(Math.log10(Math.min(...present)))
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...present))))
  const at = (value: number): number => rounded(BOX.left + ((Math.log10(Math.max(1, value)) - low) / (high - low)) * (WIDTH - BOX.left - BOX.right))
  return { at, ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)) }
}

/** Logarithmic with a place for nothing at all: at the bottom. */
function lossScale(values: readonly number[]): Scale {
  const decades = Math.max(1, Math.ceil(Math.log10(Math.max(1, ...values) + 1)))
  const height = HEIGHT - BOX.top - BOX.bottom
  const step = height / (decades + 0.6)
  const at = (value: number): number => rounded(HEIGHT - BOX.bottom - 0.1 * step - (value <= 0 ? 0 : step * (0.5 + Math.log10(Math.max(1, value)))))
  return { at, ticks: [0, ...Array.from({ length: decades + 1 }, (_, index) => 10 ** index)].filter((value) => at(value) >= BOX.top) }
}

type Place1D = (value: number) => number

function frontLine(points: readonly Point[], x: Place1D, y: Place1D): string {
  const front = points.filter(({ onFront }) => onFront).toSorted((a, b) => a.recordsPerSecond - b.recordsPerSecond)
  if (front.length < 2) return ''
  // Steps: up to a point's speed its loss is what one has to live with.
  const [first, ...others] = front
  const steps = others.map((point) => `V${y(point.lost)}H${x(point.recordsPerSecond)}`)
  return `<path class="front" d="M${x(first!.recordsPerSecond)} ${y(first!.lost)}${steps.join('')}"/>`
}

/** Those on the front choose their places first. */
function pointMarks(points: readonly Point[], x: Place1D, y: Place1D): string[] {
  const many = new Set(points.map(({ contender }) => contender)).size > 1
  const marked = points
    .toSorted((a, b) => Number(b.onFront) - Number(a.onFront) || a.recordsPerSecond - b.recordsPerSecond)
    .map((point) => {
      const label = many ? `${point.contender}: ${point.policy}` : point.policy
      return { point, label, x: x(point.recordsPerSecond), y: y(point.lost), width: label.length * (point.onFront ? STRONG_LABEL_WIDTH : LABEL_WIDTH) }
    })
  const places = placeLabels(marked, { left: BOX.left, right: WIDTH - 4, top: BOX.top - 14, bottom: HEIGHT - BOX.bottom + 9 })
  return marked.map(({ point, label, x: px, y: py, width }, index) => {
    const { left, middle } = places[index]!
    const end = left > px ? left - 2 : left + width + 2
    const leader = Math.abs(middle - py) > LABEL_HEIGHT ? `<line class="leader" x1="${px}" y1="${py}" x2="${rounded(end)}" y2="${rounded(middle)}"/>` : ''
    const circle = `<circle class="${point.onFront ? 'on' : 'off'}" cx="${px}" cy="${py}" r="5"><title>${escaped(`${label}: ${figure(point.recordsPerSecond)} records/s, ${figure(point.lost)} lost`)}</title></circle>`
    return `${leader}${circle}${text(rounded(left > px ? left : left + width), rounded(middle + 4), label, point.onFront ? 'ink strong' : 'ink', left > px ? 'start' : 'end')}`
  })
}

function text(x: number, y: number, content: string, classes: string, anchor = 'start'): string {
  return `<text class="${classes}" x="${x}" y="${y}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}>${escaped(content)}</text>`
}

function escaped(content: string): string {
  return plain(content).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10
}
