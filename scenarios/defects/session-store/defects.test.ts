import { expect, test } from 'vitest'
import { Disk } from '../../../harness/disk/disk.ts'
import { nodeHost } from '../../../harness/host/node-host.ts'
import { fileSystem } from '../../../harness/world/file-system.ts'
import { directKernel } from '../../../harness/world/test-support/direct-kernel.ts'
import { sessionStoreSuite } from '../../session-store/suite.ts'
import { sessionStoreDefects } from './index.ts'

// That each is caught by what it names is for the audit to say: see .ci/run.
test('every defect names scenarios, and they exist', () => {
  const ids = sessionStoreSuite.scenarios.map(({ id }) => id)
  for (const { caughtBy } of sessionStoreDefects) {
    expect(caughtBy).not.toEqual([])
    expect(ids).toEqual(expect.arrayContaining([...caughtBy]))
  }
})

test.each(sessionStoreDefects.map(({ implementation }) => [implementation.name, implementation] as const))(
  '%s works where nothing fails and nobody removes anything',
  async (_, implementation) => {
    const store = await implementation.open({ ...nodeHost(), fs: fileSystem(directKernel(new Disk())) }, null)
    const message = (number: number): { by: string; number: number; text: string } => ({ by: 'user', number, text: '你好\u2028' })
    await store.create('chat', 'a chat')
    await store.append('chat', [message(1)])
    await store.append('chat', [message(2), message(3)])
    expect(await store.load('chat')).toMatchObject({ title: 'a chat', messages: [message(1), message(2), message(3)], damaged: false })
    expect(await store.list()).toMatchObject([{ id: 'chat', title: 'a chat', messageCount: 3 }])
    await store.close()
  },
)
