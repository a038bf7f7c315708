import { simulate } from './check-outcomes.ts'
import type { Program, Step } from './program.ts'

/** Lengths and offsets that people recognise; each is tried where a step has a greater one. */
const SIZES = [0, 1, 10, 100, 512, 1000, 4096, 5000, 8192] as const
/** Place of the numbers that may shrink, per step, in its arguments. */
const NUMBERS: Readonly<Record<string, readonly number[]>> = { write: [1, 2], truncate: [1], put: [1, 2], cut: [1] }
/** Place of the flags that may go. */
const FLAGS: Readonly<Record<string, number>> = { write: 4, open: 2 }

export interface Minimised<T> {
  readonly program: Program
  /** What the smallest program showed. */
  readonly evidence: T
  readonly runs: number
}

/**
 * The smallest program found that still shows it: operations and preparations are dropped, first many at once, then one by one; sizes shrink and flags go; again
 * until nothing more can go, or after `runsMax` runs. Programs that the simulated disk refuses are not run.
 */
export async function minimise<T>(program: Program, evidence: T, shows: (candidate: Program) => Promise<T | undefined>, runsMax: number): Promise<Minimised<T>> {
  let best: Minimised<T> = { program, evidence, runs: 0 }
  const tried = new Set([JSON.stringify(program)])
  const keepsShowing = async (candidate: Program): Promise<boolean> => {
    const text = JSON.stringify(candidate)
    if (best.runs >= runsMax || tried.has(text) || !isPossible(candidate)) return false
    tried.add(text)
    const found = await shows(candidate)
    best = found === undefined ? { ...best, runs: best.runs + 1 } : { program: candidate, evidence: found, runs: best.runs + 1 }
    return found !== undefined
  }
  for (let before = ''; before !== JSON.stringify(best.program) && best.runs < runsMax; ) {
    before = JSON.stringify(best.program)
    for (const part of ['operations', 'setup'] as const) {
      for (let count = Math.ceil(best.program[part].length / 2); count >= 1; count = Math.floor(count / 2)) {
        for (let from = best.program[part].length - count; from >= 0; from--) {
          const steps = best.program[part].toSpliced(from, count)
          if (await keepsShowing({ ...best.program, [part]: steps })) from = Math.min(from, steps.length - count + 1)
        }
      }
    }
    for (const part of ['operations', 'setup'] as const) {
      for (let place = 0; place < best.program[part].length; place++) {
        for (let simpler = simplerSteps(best.program[part][place]!); simpler.length > 0; ) {
          const step = simpler.shift()!
          if (await keepsShowing({ ...best.program, [part]: best.program[part].with(place, step) })) simpler = simplerSteps(step)
        }
      }
    }
  }
  return best
}

/** The most daring first. */
function simplerSteps([name, ...values]: Step): Step[] {
  const with_ = (place: number, value: string | number): Step => [name, ...values.with(place, value)]
  const flags = FLAGS[name]
  const shorter = flags === undefined ? [] : [...String(values[flags])].map((flag) => with_(flags, String(values[flags]).replace(flag, '')))
  return [...(NUMBERS[name] ?? []).flatMap((place) => SIZES.filter((size) => size < Number(values[place])).map((size) => with_(place, size))), ...shorter]
}

function isPossible(candidate: Program): boolean {
  try {
    simulate(candidate)
    return true
  } catch {
    return false
  }
}
