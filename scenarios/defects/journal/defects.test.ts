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

const { scenarios } = journalSuite
const scenarioOf = (id: string): (typeof scenarios)[number] => scenarios.find((scenario) => scenario.id === id)!
const options = { seed: 'powercut', runs: 32, profiles: ['posix', 'ext4'], suite: 'journal' }

test.each(journals.flatMap((defect) => defect.caughtBy.map((id) => [defect.implementation.name, id, defect] as const)))('%s is caught by %s', { timeout: 60_000 }, async (_, id, { implementation }) => {
  const result = await explore(scenarioOf(id), implementation as never, options)
  expect(result.verdict).toBe('violated')
})

/** Mistakes that need no fault: what is wrong shows in the first conversation. */
const WITHOUT_FAULT = ['unwired-writer', 'unicode-line-ends', 'ids-counted-from-the-file']

test.each(journals.filter(({ implementation }) => !WITHOUT_FAULT.includes(implementation.name)).map((defect) => [defect.implementation.name, defect] as const))(
  '%s works where nothing crashes and it is opened once',
  async (_, { implementation }) => {
    const journal = await implementation.open({ ...nodeHost(), fs: fileSystem(directKernel(new Disk())) }, { run: 'run-1' })
    const texts = ['a', '你好', '\u2028', { event: 'done' }]
    await Promise.all(texts.map((text) => journal.append(text)))
    expect((await journal.read()).records).toEqual(texts)
    expect((await journal.read()).damaged).toBe(0)
    await journal.close()
  },
)

test('a defect names scenarios that exist', () => {
  for (const { caughtBy } of journals) expect(scenarios.map(({ id }) => id)).toEqual(expect.arrayContaining([...caughtBy]))
})

test('the example journal without an fsync is caught', async () => {
  const file = new URL('../../../examples/no-fsync.mjs', import.meta.url).href
  const { implementation } = (await import(file)) as { implementation: Implementation<Journal> }
  const result = await explore(scenarioOf('journal/acknowledged-survives'), implementation, options)
  expect(result).toMatchObject({ verdict: 'violated', finding: { invariant: 'acknowledged-survive' } })
})
