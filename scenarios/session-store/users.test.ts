import { expect, test } from 'vitest'
import type { Connection, Stage } from '../../harness/check/scenario.ts'
import type { SessionStore } from './contract.ts'
import { act, type Step } from './users.ts'

const nothing = (): Promise<undefined> => Promise.resolve(undefined)

test('a store is closed only when nobody uses it, whoever comes in the same moment', async () => {
  let inUse = 0
  const found: number[] = []
  const operation = async (): Promise<undefined> => {
    inUse++
    for (let turn = 0; turn < 10; turn++) await nothing()
    inUse--
  }
  const close = (): Promise<undefined> => {
    found.push(inUse)
    return nothing()
  }
  const store = { create: operation, load: operation, close } as unknown as SessionStore
  const stage = { sometimes: () => undefined, clock: { sleep: nothing } } as unknown as Stage<SessionStore>
  const process = { store, restart: nothing } as unknown as Connection<SessionStore>
  const step = (user: number, what: 'load' | 'stop'): Step => ({ user, session: 0, does: { what } })
  await act(stage, [process], { sessions: 1, users: 2, steps: [step(0, 'load'), step(1, 'stop'), step(0, 'load'), step(1, 'stop')], goesOn: false })
  expect(found.length).toBeGreaterThan(0)
  expect(found.every((using) => using === 0)).toBe(true)
})
