import type { Label, Life, Plan } from '../check/plan.ts'
import { looseLabel } from '../world/label.ts'

/**
 * Rewrites a plan for code that has changed a little: a label that the code does not have any more becomes the one with the same task, operation and count.
 * `seen` holds, per life, the labels of a run of the code as it is now. `loose` names what was rewritten.
 */
export function fitLoosely(plan: Plan, seen: readonly (readonly Label[])[]): { readonly plan: Plan; readonly loose: Label[] } {
  const loose: Label[] = []
  const lives = plan.lives.map((life, index) => {
    const labels = seen[index]
    return labels === undefined ? life : fitLife(life, labels, loose)
  })
  return { plan: { ...plan, lives }, loose: [...new Set(loose)] }
}

function fitLife(life: Life, seen: readonly Label[], loose: Label[]): Life {
  const exact = new Set(seen)
  const byKey = new Map<string, Label>()
  for (const label of seen) {
    const key = keyOf(label)
    if (key !== undefined && !byKey.has(key)) byKey.set(key, label)
  }
  const fit = (label: Label): Label => {
    const key = exact.has(label) ? undefined : keyOf(label)
    const found = key === undefined ? undefined : byKey.get(key)
    if (found === undefined) return label
    loose.push(label)
    return found
  }
  const { crash } = life
  return {
    ...life,
    holds: life.holds.map(({ operation, until }) => ({ operation: fit(operation), until: until === null ? null : fit(until) })),
    faults: life.faults.map((fault) => ({ ...fault, at: fit(fault.at) })),
    ...(crash === undefined ? {} : {
      crash: {
        ...crash,
        after: crash.after === null ? null : fit(crash.after),
        image: crash.image.map((difference) => ({ ...difference, operation: fit(difference.operation) })),
      },
    }),
  }
}

function keyOf(label: Label): string | undefined {
  const parts = looseLabel(label)
  return parts === undefined ? undefined : `${parts.key} #${parts.count}`
}
