import { UsageError } from './errors.ts'
import { BUDGET_LEAST_MS, BUDGET_MOST_MS, SEED_LENGTH_MOST } from './limits.ts'
import { thousands } from '../../reports/plain.ts'
import { suggestion } from './nearest.ts'

/** Each reads the text of one flag and refuses in one sentence: the value, what is accepted, what to type. */

export function readCount(flag: string, text: string, most: number, example: number): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!(count >= 1 && count <= most)) {
    throw new UsageError(`--${flag} is ${JSON.stringify(text)}; it takes a whole number from 1 to ${thousands(most)}, as in "--${flag} ${example}"`)
  }
  return count
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** Milliseconds. */
export function readDuration(flag: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text)
  const ms = match ? Number(match[1]) * UNITS[match[2]!]! : Number.NaN
  if (!(ms >= BUDGET_LEAST_MS && ms <= BUDGET_MOST_MS)) {
    throw new UsageError(`--${flag} is ${JSON.stringify(text)}; it takes a time from 100ms to 24h in ms, s, m or h, as in "--${flag} 30s"`)
  }
  return ms
}

export function readSeed(text: string): string {
  if (text === '' || text.length > SEED_LENGTH_MOST) {
    throw new UsageError(`--seed has ${text.length} characters; it takes any text of 1 to ${SEED_LENGTH_MOST} characters, as in "--seed powercut"`)
  }
  return text
}

export function readFolder(flag: string, text: string): string {
  if (text === '') throw new UsageError(`--${flag} has 0 characters; it takes a folder, as in "--${flag} ${flag === 'out' ? 'powercut-out' : 'repros'}"`)
  return text
}

/** Without the ending, which is always the same. */
export function readFileName(flag: string, text: string): string {
  const name = text.replace(/\.repro\.json$/, '')
  if (!/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(name)) {
    throw new UsageError(`--${flag} is ${JSON.stringify(text)}; it takes a name of up to 100 letters, digits, dots, - and _, as in "--${flag} torn-tail"`)
  }
  return name
}

/** Words given by several flags or with commas, each once, in the order given. */
export function readWords(flag: string, texts: readonly string[], accepted: readonly string[]): string[] {
  const words = splitWords(flag, texts)
  for (const word of words) {
    if (!accepted.includes(word)) throw new UsageError(`--${flag} ${JSON.stringify(word)} is unknown; ${suggestion(word, accepted)}`)
  }
  return words
}

export function splitWords(flag: string, texts: readonly string[]): string[] {
  const words = texts.flatMap((text) => text.split(',').map((word) => word.trim()))
  if (words.includes('')) throw new UsageError(`--${flag} ${JSON.stringify(texts.join(','))} has an empty name in it; separate names by one comma each`)
  return [...new Set(words)]
}
