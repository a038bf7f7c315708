import { appends, contentsRead, nameOf, readingLives } from './evidence.ts'
import type { JournalContents, RecordId } from './contract.ts'
import type { JournalInvariant } from './invariants.ts'

export const idsIssuedOnce: JournalInvariant = {
  name: 'ids-issued-once',
  states: 'no two records ever get the same id, and a record keeps the id that its append gave; implementations without ids pass',
  check({ lives }) {
    const owners = new Map<string, string>()
    const issue = (id: RecordId, name: string, what: string): string | undefined => {
      const key = keyOf(id)
      const owner = owners.get(key) ?? name
      owners.set(key, owner)
      return owner === name ? undefined : `id ${key} of ${owner} ${what} ${name}`
    }
    for (const { number, history, observed } of lives) {
      for (const call of appends(history)) {
        const id = call.outcome === 'acknowledged' ? (call.result as RecordId | null | undefined) : undefined
        const twice = id?.generation === undefined ? undefined : issue(id, nameOf(call.arguments[0]), `was issued again in life ${number} to`)
        if (twice !== undefined) return twice
      }
      for (const contents of [...history.flatMap((call) => contentsRead(call) ?? []), ...(observed === undefined ? [] : [observed])]) {
        for (const [index, id] of (contents.ids ?? []).entries()) {
          const twice = issue(id, nameOf(contents.records[index]), `was read in life ${number} on`)
          if (twice !== undefined) return twice
        }
      }
    }
    return undefined
  },
}

export const idsIncrease: JournalInvariant = {
  name: 'ids-increase',
  states: 'ids are read in strictly increasing order, without a gap inside a generation unless damage is reported; implementations without ids pass',
  check({ lives }) {
    for (const { number, observed } of readingLives(lives)) {
      const wrong = wrongOrder(observed)
      if (wrong !== undefined) return `${wrong} in life ${number}`
    }
    return undefined
  },
}

function wrongOrder({ ids = [], damaged }: JournalContents): string | undefined {
  let last: RecordId = { generation: 0, sequence: 0 }
  for (const id of ids) {
    if (id.generation < last.generation || (id.generation === last.generation && id.sequence <= last.sequence)) return `id ${keyOf(id)} was read behind ${keyOf(last)}`
    const next = id.generation === last.generation ? last.sequence + 1 : 1
    if (id.sequence !== next && damaged === 0) return `id ${id.generation}.${next} is missing before ${keyOf(id)}, and nothing was reported damaged,`
    last = id
  }
  return undefined
}

export function keyOf({ generation, sequence }: RecordId): string {
  return `${generation}.${sequence}`
}
