import type { Loss, Lost } from '../loss.ts'

/** A figure of the simulated computer that is not equal on both sides. */
export interface Changed {
  /** What it is, in words. */
  readonly figure: string
  readonly base: number
  readonly head: number
  readonly isLoss: boolean
}

/** Compares by equality: the same code gives the same figures on every machine. Smaller is better in each of them. */
export function changedFigures(base: Loss, head: Loss): Changed[] {
  const figures = (loss: Loss): readonly (readonly [figure: string, value: number, isLoss: boolean])[] => [
    ['syncs per record', loss.syncsPerRecord, false],
    ['bytes written per byte of payload', loss.bytesPerPayloadByte, false],
    ...lostFigures('a process death', loss.processDeath),
    ...Object.keys(loss.powerCut).toSorted().flatMap((profile) => lostFigures(`a power cut under ${profile}`, loss.powerCut[profile]!)),
    ['promises of the policy that were broken', loss.broken === undefined ? 0 : 1, true],
  ]
  const before = new Map(figures(base).map(([figure, value]) => [figure, value]))
  return figures(head).flatMap(([figure, value, isLoss]) => {
    const other = before.get(figure)
    return other === undefined || other === value ? [] : [{ figure, base: other, head: value, isLoss }]
  })
}

function lostFigures(what: string, { median, p99, worst }: Lost): (readonly [string, number, boolean])[] {
  return [
    [`records lost at ${what}, median`, median, true],
    [`records lost at ${what}, p99`, p99, true],
    [`records lost at ${what}, worst`, worst, true],
  ]
}

/** What it means for a row, together with its timing: whoever loses more has not improved, however fast it is. */
export function losesMore(changed: readonly Changed[]): boolean {
  return changed.some(({ isLoss, base, head }) => isLoss && head > base)
}

/** Any exact figure that got worse. */
export function worsened(changed: readonly Changed[]): readonly Changed[] {
  return changed.filter(({ base, head }) => head > base)
}
