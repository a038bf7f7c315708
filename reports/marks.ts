import type { Verdict } from '../harness/check/verdict.ts'
import type { Ink } from './style.ts'

/** How a verdict is marked, in every report. */
export const MARKS: Readonly<Record<Verdict, readonly [mark: string, ink: Ink]>> = {
  held: ['✓', 'green'],
  violated: ['✗', 'red'],
  stuck: ['✗', 'red'],
  failed: ['✗', 'red'],
  'not exercised': ['!', 'yellow'],
  incomplete: ['!', 'yellow'],
  'not applicable': ['–', 'dim'],
}
