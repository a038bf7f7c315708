import { readFile, stat } from 'node:fs/promises'
import * as v from 'valibot'
import type { Json } from '../check/json.ts'
import type { Plan } from '../check/plan.ts'
import type { Repro } from '../check/repro.ts'
import { codeOf, messageOf, UsageError } from './errors.ts'
import { REPRO_BYTES_MOST } from './limits.ts'

/** Reads a `*.repro.json`. It is data from anywhere: every field is checked, and no path or code in it is ever used as one. */

const milliseconds = v.pipe(v.number(), v.minValue(0))
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const json: v.GenericSchema<unknown, Json> = v.lazy(() =>
  v.union([v.null(), v.boolean(), v.number(), v.string(), v.array(json), v.record(v.string(), json)]),
)
const difference = v.strictObject({
  operation: v.string(),
  part: v.picklist(['name', 'old name', 'data', 'size']),
  form: v.union([v.picklist(['lost', 'zeros', 'garbage']), v.strictObject({ cutAt: count })]),
  range: v.exactOptional(v.tuple([count, count])),
})
const crash = v.strictObject({
  kind: v.picklist(['clean stop', 'process death', 'power cut']),
  after: v.nullable(v.string()),
  moment: v.picklist(['performed', 'settled']),
  waitMs: milliseconds,
  atMs: milliseconds,
  clients: v.picklist(['gone', 'live on']),
  image: v.array(difference),
})
const life = v.strictObject({
  order: v.picklist(['run-on', 'oldest-first']),
  holds: v.array(v.strictObject({ operation: v.string(), until: v.nullable(v.string()) })),
  faults: v.array(v.strictObject({ fault: v.string(), at: v.string(), options: json })),
  crash: v.exactOptional(crash),
})
const plan: v.GenericSchema<unknown, Plan> = v.strictObject({
  version: v.literal(1),
  scenario: v.string(),
  input: json,
  disk: v.strictObject({ profile: v.string(), sectorSize: v.picklist([512, 4096]), powersafeOverwrite: v.boolean() }),
  randomSeed: v.string(),
  lives: v.pipe(v.array(life), v.minLength(1)),
})

export const reproSchema: v.GenericSchema<unknown, Repro> = v.strictObject({
  version: v.literal(1),
  kind: v.literal('powercut repro'),
  scenario: v.string(),
  implementation: v.string(),
  verdict: v.picklist(['violated', 'stuck', 'failed']),
  invariant: v.string(),
  sentence: v.string(),
  fingerprint: v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/)),
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
    const [issue] = result.issues
    const where = v.getDotPath(issue) ?? 'the file'
    throw new UsageError(`${name} is malformed at ${where}: ${lowerFirst(issue.message)}; run "npx powercut gate" again to get a new one`)
  }
  if (result.output.plan.scenario !== result.output.scenario) {
    const { plan: of, scenario } = result.output
    throw new UsageError(`${name} is malformed: its plan is of ${JSON.stringify(of.scenario)}, itself of ${JSON.stringify(scenario)}; run "npx powercut gate" again`)
  }
  return result.output
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size > REPRO_BYTES_MOST) throw new UsageError(`${JSON.stringify(path)} has ${size} bytes; a repro has at most ${REPRO_BYTES_MOST}`)
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${JSON.stringify(path)} cannot be read (${codeOf(error) ?? messageOf(error)}); give the path of a *.repro.json`)
  }
}
