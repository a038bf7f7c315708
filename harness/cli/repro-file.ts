import { readFile, stat } from 'node:fs/promises'
import * as v from 'valibot'
import type { Json } from '../check/json.ts'
import type { Plan } from '../check/plan.ts'
import type { Repro } from '../check/repro.ts'
import { shorten, thousands } from '../../reports/plain.ts'
import { STRICTEST_FIRST } from '../explore/profiles.ts'
import { codeOf, messageOf, UsageError } from './errors.ts'
import { REPRO_BYTES_MOST } from './limits.ts'

/**
 * Reads a `*.repro.json`. It is data from anywhere: every field is checked, and no path or code in it is ever used as one. The messages of the schema say
 * what is accepted; the sentence around them names the place and the value.
 */

const WHOLE = 'a whole number from 0'
const FINGERPRINT = 'a text of 12 hexadecimal digits'

const text = v.string('a text')
const truth = v.boolean('true or false')
const milliseconds = v.pipe(v.number('a number of milliseconds from 0'), v.minValue(0, 'a number of milliseconds from 0'))
const count = v.pipe(v.number(WHOLE), v.integer(WHOLE), v.minValue(0, WHOLE))
const bit = v.pipe(count, v.maxValue(7, 'a bit from 0 to 7'))
const labelOrNull = v.nullable(v.string('a label or null'))
const json: v.GenericSchema<unknown, Json> = v.lazy(() =>
  v.union([v.null(), v.boolean(), v.number(), v.string(), v.array(json), v.record(v.string(), json)]),
)
const difference = fields({
  operation: text,
  part: oneOf(['name', 'old name', 'data', 'size']),
  form: v.union([v.picklist(['lost', 'zeros', 'garbage']), fields({ cutAt: count })], '"lost", "zeros", "garbage" or { "cutAt": BYTES }'),
  range: v.exactOptional(v.tuple([count, count], 'two whole numbers')),
})
const crash = fields({
  kind: oneOf(['clean stop', 'process death', 'power cut']),
  after: labelOrNull,
  moment: oneOf(['performed', 'settled']),
  waitMs: milliseconds,
  downMs: v.exactOptional(milliseconds),
  atMs: milliseconds,
  clients: oneOf(['gone', 'live on']),
  image: list(difference),
  rot: v.exactOptional(list(fields({ path: text, offset: count, bit }))),
})
const life = fields({
  order: oneOf(['run-on', 'oldest-first']),
  holds: list(fields({ operation: text, until: labelOrNull })),
  faults: list(fields({ fault: text, at: text, options: json })),
  crash: v.exactOptional(crash),
})
const plan: v.GenericSchema<unknown, Plan> = fields({
  version: v.literal(1, '1'),
  scenario: text,
  input: json,
  disk: fields({ profile: oneOf(STRICTEST_FIRST), sectorSize: v.picklist([512, 4096], '512 or 4096'), powersafeOverwrite: truth }),
  randomSeed: text,
  lives: v.pipe(list(life), v.minLength(1, 'an array of at least one life')),
})

export const reproSchema: v.GenericSchema<unknown, Repro> = fields({
  version: v.literal(1, '1'),
  kind: v.literal('powercut repro', '"powercut repro"'),
  scenario: text,
  implementation: text,
  verdict: oneOf(['violated', 'stuck', 'failed']),
  invariant: text,
  sentence: text,
  fingerprint: v.pipe(v.string(FINGERPRINT), v.regex(/^[0-9a-f]{12}$/, FINGERPRINT)),
  plan,
})

/** Throws a `UsageError` where the file cannot be read, is no repro, or is of another version. */
export async function readRepro(path: string): Promise<Repro> {
  return parseRepro(await readText(path), path)
}

export function parseRepro(text: string, path: string): Repro {
  const name = JSON.stringify(path)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${name} is not JSON (${messageOf(error)}); replay takes a *.repro.json that "npx powercut gate" wrote`)
  }
  const { kind, version } = typeof value === 'object' && value !== null ? (value as { kind?: unknown; version?: unknown }) : {}
  if (kind !== 'powercut repro') throw new UsageError(`${name} is not a powercut repro; replay takes a *.repro.json that "npx powercut gate" wrote`)
  if (version !== 1) {
    throw new UsageError(`${name} is a repro of version ${JSON.stringify(version)}, this powercut reads version 1; run "npx powercut gate" again to get a new one`)
  }
  const result = v.safeParse(reproSchema, value, { abortEarly: true })
  if (!result.success) {
    throw new UsageError(`${name} is malformed at ${wrongWords(result.issues[0])}; run "npx powercut gate" again to get a new one`)
  }
  if (result.output.plan.scenario !== result.output.scenario) {
    const { plan: of, scenario } = result.output
    throw new UsageError(`${name} is malformed: its plan is of ${JSON.stringify(of.scenario)}, itself of ${JSON.stringify(scenario)}; run "npx powercut gate" again`)
  }
  return result.output
}

const RECEIVED_LIMIT = 60

/** The path, the value received, and what is accepted there. */
function wrongWords(issue: v.BaseIssue<unknown>): string {
  const where = v.getDotPath(issue) ?? 'the file'
  if (issue.expected === 'never') return `${where}: unknown field`
  // Where a field is missing, the issue is of the object that lacks it, and does not know what the field takes.
  if (issue.input === undefined) return `${where}: it is missing`
  return `${where}: it is ${shorten(JSON.stringify(issue.input), RECEIVED_LIMIT)}; accepted: ${issue.message}`
}

/** An object with these fields and no others. */
function fields<const Entries extends v.ObjectEntries>(entries: Entries): v.StrictObjectSchema<Entries, string> {
  return v.strictObject(entries, `an object with the fields ${Object.keys(entries).join(', ')}`)
}

function list<const Item extends v.GenericSchema>(item: Item): v.ArraySchema<Item, string> {
  return v.array(item, 'an array')
}

function oneOf<const Names extends readonly string[]>(names: Names): v.PicklistSchema<Names, string> {
  return v.picklist(names, names.map((name) => JSON.stringify(name)).join(', '))
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size > REPRO_BYTES_MOST) throw new UsageError(`${JSON.stringify(path)} has ${thousands(size)} bytes; a repro has at most ${thousands(REPRO_BYTES_MOST)}`)
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${JSON.stringify(path)} cannot be read (${codeOf(error) ?? messageOf(error)}); give the path of a *.repro.json`)
  }
}
