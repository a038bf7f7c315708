import { compareImages } from './admitted-images.ts'
import { notAdmitted, simulate } from './check-outcomes.ts'
import { addCoverage, type Covered } from './coverage.ts'
import type { FileSystem } from './file-systems.ts'
import type { Lane } from './lane.ts'
import type { Outcome } from './outcome.ts'
import { type Violation, violationOf } from './violation.ts'
import { randomProgram } from './random-program.ts'

/** What was found on one file system. */
export interface Column {
  readonly fileSystem: string
  readonly profile: string
  programs: number
  /** Crash images mounted and read. */
  images: number
  /** Different trees, counted once per program and place in it. */
  outcomes: number
  /** Images that the profile admits at the end of the programs, up to a limit per program, and how many of them were seen. */
  admitted: number
  seen: number
  /** Milliseconds in which the programs ran and the images were read, checks not counted. */
  milliseconds: number
  readonly coverage: Map<Covered, number>
  readonly violations: Violation[]
}

export function emptyColumn({ name, type }: FileSystem, profile: string = type): Column {
  return { fileSystem: name, profile, programs: 0, images: 0, outcomes: 0, admitted: 0, seen: 0, milliseconds: 0, coverage: new Map(), violations: [] }
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
      const wrong = refused === undefined ? examine(column, number, outcomes, programSeed) : []
      if (refused !== undefined) column.violations.push({ ...violationOf(fileSystem.name, column.profile, programSeed, number, program), reason: `the kernel refused a step that the simulated disk does: ${refused}` })
      for (const outcome of wrong) column.violations.push(violationOf(fileSystem.name, column.profile, programSeed, number, program, outcome))
      progress()
    }
  }
  check()
}

function examine(column: Column, number: number, outcomes: readonly Outcome[], seed: string): readonly Outcome[] {
  const simulated = simulate(randomProgram(seed, number))
  addCoverage(column.coverage, simulated)
  const { admitted, seen } = compareImages(simulated, outcomes, column.profile)
  column.admitted += admitted
  column.seen += seen
  return notAdmitted(simulated, outcomes, column.profile)
}
