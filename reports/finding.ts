import type { Finding, Place } from '../harness/check/verdict.ts'
import { plain } from './plain.ts'
import { planWords } from './plan-words.ts'
import { paint, type TextStyle } from './style.ts'

/** A finding as a replay has it too: only what the search alone knows may be absent. */
export type ShownFinding = Omit<Finding, 'profiles' | 'foundBy' | 'fingerprint'> & Partial<Pick<Finding, 'profiles' | 'foundBy'>>

export interface FindingContext {
  readonly scenario: string
  readonly implementation: string
  /** The command that replays exactly it. Absent where no file could be written. */
  readonly replay?: string
}

const COLUMN = 13

/** What a violation looks like to a person: the law, what happened, the story, what decides it, where it can happen, and the command that replays it. */
export function findingText(finding: ShownFinding, context: FindingContext, style: TextStyle): string {
  const lines = [
    `${paint('✗', 'red', style)} ${paint(plain(context.scenario), 'bold', style)}  ${finding.verdict}: ${plain(finding.invariant)}  (implementation: ${plain(context.implementation)})`,
  ]
  for (const [title, texts] of findingParts(finding, context)) {
    texts.forEach((text, index) => lines.push(`  ${paint((index === 0 ? title : '').padEnd(COLUMN), 'dim', style)}${plain(text)}`))
  }
  return lines.map((line) => line.trimEnd()).join('\n')
}

/** The same as parts with a title each, for reports of another form. Parts without a line are left out. The lines are as they came: not yet safe to print. */
export function findingParts(finding: ShownFinding, { replay }: Pick<FindingContext, 'replay'>): [title: string, lines: readonly string[]][] {
  const { states, sentence, story, decisive, plan, fit, foundBy, because, mended } = finding
  const parts: [string, readonly string[]][] = [
    ['Law', states === '' ? [] : [states]],
    ['Happened', [sentence]],
    ['Story', story],
    ['Decided by', decisive.map(({ label, what, where }) => `${label}: ${what}${where === undefined ? '' : `, at ${where}`}`)],
    ['Because', (because ?? []).map(({ before, after }) => `${placeWords(before)} before ${placeWords(after)}`)],
    ['Mended by', mendedWords(mended)],
    ['Possible on', possibleWords(finding)],
    ['Plan', planWords(plan)],
    ['Fit', fitWords(fit)],
    ['Replay', replay === undefined ? [] : [replay]],
    ['Found by', foundBy === undefined ? [] : [`${foundBy.strategy}, run ${foundBy.run}, seed ${JSON.stringify(foundBy.seed)}`]],
  ]
  return parts.filter(([, lines]) => lines.length > 0)
}

function placeWords({ label, where }: Place): string {
  return where === undefined ? label : `${label} (${where})`
}

function mendedWords(mended: Finding['mended']): string[] {
  if (mended === undefined) return []
  return [mended === 'no single fsync' ? 'no single fsync heals it' : `${mended.by} after ${mended.after} at ${mended.where}`]
}

/** On which disks: a row of profiles where a power was cut, and a word for those who wonder where only a pessimistic profile admits it. */
function possibleWords({ profiles = {}, plan }: Pick<ShownFinding, 'profiles' | 'plan'>): string[] {
  const rows = Object.entries(profiles)
  if (rows.length === 0) {
    const kinds = plan.lives.map(({ crash }) => crash?.kind)
    return kinds.includes('process death') && !kinds.includes('power cut') ? ['any disk: no power cut is needed'] : []
  }
  const words = [rows.map(([name, possible]) => `${name}: ${possible ? 'yes' : 'no'}`).join(' · ')]
  const only = rows.every(([name, possible]) => !possible || name === 'posix' || name === 'lying')
  if (profiles['posix'] && only) words.push('no file system modelled here does this; POSIX alone allows it (--profile ext4,xfs,btrfs leaves it out)')
  return words
}

/** Nothing where the plan fitted exactly: then there is nothing to say. */
export function fitWords(fit: Finding['fit']): string[] {
  if (fit === 'exact') return []
  if ('loose' in fit) return [`loose: these labels were matched by task, kind and ordinal only: ${fit.loose.join(', ')}`]
  return [`outdated: these labels of the plan no longer appear: ${fit.outdated.join(', ')}`]
}
