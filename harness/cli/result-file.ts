import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import type { BenchResult } from '../bench/result.ts'
import { codeOf, messageOf, UsageError } from './errors.ts'

/** As much of a result as is compared; it may come from anywhere. */
const numbers = v.object({ median: v.number(), p99: v.number(), worst: v.number() })
const key = { contender: v.string(), policy: v.string(), call: v.picklist(['fsync', 'fdatasync', 'O_DSYNC']) }
const result = v.looseObject({
  version: v.literal(1),
  kind: v.literal('powercut bench'),
  powercut: v.string(),
  seed: v.string(),
  rate: v.nullable(v.number()),
  interrupted: v.boolean(),
  load: v.looseObject({}),
  simulated: v.array(
    v.looseObject({ ...key, processDeath: numbers, powerCut: v.record(v.string(), numbers), broken: v.optional(v.string()), syncsPerRecord: v.number(), bytesPerPayloadByte: v.number() }),
  ),
  places: v.array(
    v.looseObject({
      name: v.string(),
      machine: v.looseObject({ fileSystem: v.string(), device: v.string(), kernel: v.string(), cpu: v.string(), cores: v.number(), node: v.string(), threadPool: v.number() }),
      rows: v.array(v.looseObject({ ...key, streams: v.number(), samples: v.pipe(v.array(v.pipe(v.number(), v.gtValue(0))), v.minLength(1)) })),
    }),
  ),
})

/** Reads what `powercut bench` wrote. Throws a `UsageError`. */
export async function readResult(path: string): Promise<BenchResult> {
  const name = JSON.stringify(path)
  let parsed: unknown
  try {
    parsed = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw new UsageError(`${name} cannot be read (${codeOf(error) ?? messageOf(error)}); give a bench.json that "npx powercut bench" wrote`)
  }
  const checked = v.safeParse(result, parsed)
  if (checked.success) return checked.output as unknown as BenchResult
  const [issue] = checked.issues
  throw new UsageError(`${name} is no result of "npx powercut bench" (${v.getDotPath(issue) ?? 'the whole'}: ${messageOf(issue.message)}); give a bench.json that it wrote`)
}
