import { compareImages } from './admitted-images.ts'
import { notAdmitted, simulate } from './check-outcomes.ts'
import { addCoverage, type Covered } from './coverage.ts'
import type { FileSystem } from './file-systems.ts'
import type { Lane } from './lane.ts'
import { minimise } from './minimise.ts'
import type { Outcome } from './outcome.ts'
import type { Program } from './program.ts'
import { type Violation, violationOf } from './violation.ts'
import { randomProgram } from './random-program.ts'

/** Whatever a kernel leaves, this one has to admit, too. */
const LOOSEST = 'posix'
/** Programs of a file system that are minimised, and runs for each of them. */
const MINIMISED_MAX = 3
const MINIMISING_RUNS_MAX = 150

/** What was found on one file system. */
export interface Column {
  readonly fileSystem: string
  readonly profile: string
  programs: number
  /** Crash images mounted and read. */
  images: number
  /** Different trees, counted once per program and place in it. */
  outcomes: number
  /** Images that cannot be mounted for a known mistake of the kernel, and programs that led to one. */
  readonly unmountable: { images: number; programs: number; readonly says: string }
  /** Images that the profile admits at the end of the programs, up to a limit per program, and how many of them were seen. */
  admitted: number
  seen: number
  /** Milliseconds in which the programs ran and the images were read, checks not counted. */
  milliseconds: number
  readonly coverage: Map<Covered, number>
  readonly violations: Violation[]
}

export function emptyColumn({ name, type, mistake }: FileSystem, profile: string = type): Column {
  return { fileSystem: name, profile, programs: 0, images: 0, outcomes: 0, unmountable: { images: 0, programs: 0, says: mistake?.says ?? '' }, admitted: 0, seen: 0, milliseconds: 0, coverage: new Map(), violations: [] }
}

export interface ColumnPlan {
  readonly fileSystem: FileSystem
  readonly programs: number
  readonly cuts: number
  readonly seed: string
}

/** Runs the programs on the lane and adds to the column. While one runs on the kernel, the outcomes of the one before are checked. */
export async function fillColumn(column: Column, { fileSystem, programs, cuts, seed }: ColumnPlan, lane: Lane, progress: () => void): Promise<void> {
  await lane.start(fileSystem)
  const programSeed = `${seed}/${fileSystem.name}`
  let check = (): void => undefined
  for (let number = 0; number < programs; number++) {
    const program = randomProgram(programSeed, number)
    const running = lane.run({ program, cuts, seed: `${programSeed}/${number}` })
    check()
    const { outcomes, images, milliseconds, refused } = await running
    column.programs++
    column.images += images
    column.outcomes += outcomes.length
    column.milliseconds += milliseconds
    check = () => {
      const { own, loosest } = refused === undefined ? examine(column, number, outcomes, programSeed) : { own: [], loosest: [] }
      if (refused !== undefined) column.violations.push({ ...violationOf(fileSystem, column.profile, programSeed, number, program), reason: `the kernel refused a step that the simulated disk does: ${refused}` })
      const { known, violations } = withoutMistakes(own, fileSystem)
      column.unmountable.images += known.reduce((sum, { count: images_ }) => sum + images_, 0)
      column.unmountable.programs += known.length > 0 ? 1 : 0
      for (const outcome of violations) column.violations.push(violationOf(fileSystem, column.profile, programSeed, number, program, outcome))
      for (const outcome of loosest) column.violations.push(violationOf(fileSystem, LOOSEST, programSeed, number, program, outcome))
      progress()
    }
  }
  check()
  await minimiseSome(column, { fileSystem, cuts, seed: programSeed }, lane, progress)
}

/** Of each of the first programs that were not admitted, the smallest that is not either. */
async function minimiseSome(column: Column, { fileSystem, cuts, seed }: Omit<ColumnPlan, 'programs'>, lane: Lane, progress: () => void): Promise<void> {
  const numbers = [...new Set(column.violations.filter(({ ended }) => ended !== undefined).map(({ number }) => number))].slice(0, MINIMISED_MAX)
  for (const number of numbers) {
    const place = column.violations.findIndex((violation) => violation.number === number)
    const first = column.violations[place]!
    const shows = async (program: Program): Promise<Violation | undefined> => {
      progress()
      const { outcomes } = await lane.run({ program, cuts, seed: `${seed}/${number}` })
      const wrong = withoutMistakes(notAdmitted(simulate(program), outcomes, first.profile), fileSystem).violations.sort((a, b) => b.first - a.first)[0]
      return wrong === undefined ? undefined : violationOf(fileSystem, first.profile, seed, number, program, wrong)
    }
    const { evidence, runs } = await minimise({ setup: first.setup, operations: first.operations }, first, shows, MINIMISING_RUNS_MAX)
    column.violations[place] = { ...first, minimal: { runs, violation: evidence } }
  }
}

function withoutMistakes(wrong: readonly Outcome[], { mistake }: FileSystem): { readonly known: Outcome[]; readonly violations: Outcome[] } {
  const isKnown = ({ tree }: Outcome): boolean => mistake !== undefined && tree === mistake.shows
  return { known: wrong.filter(isKnown), violations: wrong.filter((outcome) => !isKnown(outcome)) }
}

/** What the profile refuses, and of the rest what the loosest profile refuses. */
function examine(column: Column, number: number, outcomes: readonly Outcome[], seed: string): { readonly own: readonly Outcome[]; readonly loosest: readonly Outcome[] } {
  const simulated = simulate(randomProgram(seed, number))
  addCoverage(column.coverage, simulated)
  const { admitted, seen } = compareImages(simulated, outcomes, column.profile)
  column.admitted += admitted
  column.seen += seen
  const own = notAdmitted(simulated, outcomes, column.profile)
  return { own, loosest: notAdmitted(simulated, outcomes.filter((outcome) => !own.includes(outcome)), LOOSEST) }
}
