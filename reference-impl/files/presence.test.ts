import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nodeHost } from '../../harness/host/node-host.ts'
import { exists, removeFile } from './presence.ts'
import { temporaryDirectory } from './test-support/temporary-host.ts'

test('a file is there until it is removed, and is removed once', async () => {
  const host = nodeHost()
  const path = join(await temporaryDirectory(), 'a')
  expect([await exists(host, path), await removeFile(host, path)]).toEqual([false, false])
  await writeFile(path, '')
  expect([await exists(host, path), await removeFile(host, path), await exists(host, path)]).toEqual([true, true, false])
})

test('any other error is passed on', async () => {
  const host = nodeHost()
  const directory = await temporaryDirectory()
  await writeFile(join(directory, 'a'), '')
  await expect(exists(host, join(directory, 'a', 'b'))).rejects.toMatchObject({ code: 'ENOTDIR' })
  await expect(removeFile(host, directory)).rejects.toThrow(/EISDIR|EPERM/)
})
