import fc from 'fast-check'
import { jsonCopy } from './json.ts'
import type { Scenario, ScenarioDefinition } from './scenario.ts'

const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\/[a-z0-9]+(?:-[a-z0-9]+)*)*$/
const SAMPLES = 20

/**
 * Checks a scenario's definition and returns it. Throws a `TypeError` that names the scenario and the first thing wrong with it: a malformed id, no
 * invariant, two invariants of one name, inputs that are not JSON, or inputs that cannot shrink without their context (a kept repro holds only the value).
 */
export function scenario<Ops, Input, Observed>(definition: ScenarioDefinition<Ops, Input, Observed>): Scenario<Ops> {
  const { id } = definition
  const wrong = (what: string): TypeError => new TypeError(`scenario ${JSON.stringify(id)}: ${what}`)
  if (typeof id !== 'string' || !ID.test(id)) throw wrong('the id must be lower-case letters and digits, words joined by - and parts by /, as in "journal/acknowledged-survives"')
  for (const method of ['workload', 'recover'] as const) {
    if (typeof definition[method] !== 'function') throw wrong(`${method} must be a function`)
  }
  if (!Array.isArray(definition.invariants) || definition.invariants.length === 0) throw wrong('it needs at least one invariant')
  const names = definition.invariants.map((invariant) => invariant.name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw wrong(`two invariants have the name ${JSON.stringify(twice)}`)
  if (typeof definition.input?.generate !== 'function') throw wrong('input must be a fast-check arbitrary; take fc.constant(null) for none')
  for (const sample of fc.sample(definition.input, { numRuns: SAMPLES, seed: 1 })) {
    const text = JSON.stringify(sample)
    if (text === undefined) throw wrong('input must yield JSON values; it yielded undefined')
    if (!definition.input.canShrinkWithoutContext(jsonCopy(sample))) {
      throw wrong(`the input ${text.slice(0, 80)} cannot shrink from its JSON value; give .map() an unmapper as its second argument, and build arrays and objects with fc.array() and fc.record() rather than fc.constant()`)
    }
  }
  return definition as unknown as Scenario<Ops>
}
