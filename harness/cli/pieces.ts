import { PIECES_MOST } from './limits.ts'

/** A part of the search of one scenario: some groups of plans, one after the other. */
export interface Piece<Of> {
  readonly of: Of
  readonly index: number
  readonly first: number
  readonly count: number
}

/** Groups per piece. A function of the number of groups alone, so that where pieces begin does not depend on the machine. */
export function pieceSize(groups: number): number {
  return Math.max(1, Math.ceil(groups / PIECES_MOST))
}
