import { expect, test } from 'vitest'
import type { Implementation } from '../../../harness/check/implementation.ts'
import { Disk } from '../../../harness/disk/disk.ts'
import { explore } from '../../../harness/explore/explore.ts'
import { nodeHost } from '../../../harness/host/node-host.ts'
import { fileSystem } from '../../../harness/world/file-system.ts'
import { directKernel } from '../../../harness/world/test-support/direct-kernel.ts'
import type { Journal } from '../../journal/contract.ts'
import { journalSuite } from '../../journal/suite.ts'
import { journalDefects as journals } from './index.ts'

const { scenarios, reference } = journalSuite
const scenarioOf = (id: string): (typeof scenarios)[number] => scenarios.find((scenario) => scenario.id === id)!
const options = { seed: 'powercut', runs: 8, profiles: ['posix'], suite: 'journal' }

test.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('the reference holds in %s', async (_, scenario) => {
  const result = await explore(scenario, reference, options)
  expect(result.finding?.sentence).toBeUndefined()
  expect(['held', 'not exercised'], result.reason).toContain(result.verdict)
})

test.each(journals.flatMap((defect) => defect.caughtBy.map((id) => [defect.implementation.name, id, defect] as const)))('%s is caught by %s', async (_, id, { implementation }) => {
  const result = await explore(scenarioOf(id), implementation, options)
  expect(result.verdict).toBe('violated')
})

test.each(journals.map((defect) => [defect.implementation.name, defect] as const))('%s works where nothing crashes and it is opened once', async (_, { implementation }) => {
  const journal = await implementation.open({ ...nodeHost(), fs: fileSystem(directKernel(new Disk())) }, { run: 'run-1' })
  const texts = ['a', '你好', '\u2028', { event: 'done' }]
  await Promise.all(texts.map((text) => journal.append(text)))
  expect((await journal.read()).records).toEqual(texts)
  expect((await journal.read()).damaged).toBe(0)
  await journal.close()
})

test('a defect names scenarios that exist', () => {
  for (const { caughtBy } of journals) expect(scenarios.map(({ id }) => id)).toEqual(expect.arrayContaining([...caughtBy]))
})

test('the example journal without an fsync is caught', async () => {
  const file = new URL('../../../examples/no-fsync.mjs', import.meta.url).href
  const { implementation } = (await import(file)) as { implementation: Implementation<Journal> }
  const result = await explore(scenarioOf('journal/acknowledged-survives'), implementation, options)
  expect(result).toMatchObject({ verdict: 'violated', finding: { invariant: 'acknowledged-survive' } })
})
