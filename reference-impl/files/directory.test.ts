import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { makeDirectory } from './directory.ts'
import { temporaryDirectory, watchedHost } from './test-support/temporary-host.ts'

const changes = (calls: readonly string[]): string[] => calls.filter((call) => !/^(open|close|stat) /.test(call))

test('each directory is made only after the name of its parent was synced', async () => {
  const root = await temporaryDirectory()
  const { host, calls } = watchedHost()
  await makeDirectory(host, join(root, 'x', 'y'))
  expect(changes(calls).slice(-5)).toEqual([`sync ${basename(dirname(root))}`, 'mkdir x', `sync ${basename(root)}`, 'mkdir y', 'sync x'])
})

test('a parent that exists gets its name synced before anything is made in it: a crash may have come in between', async () => {
  const root = await temporaryDirectory()
  await mkdir(join(root, 'x'))
  const { host, calls } = watchedHost()
  await makeDirectory(host, join(root, 'x', 'y'))
  expect(changes(calls)).toEqual([`sync ${basename(root)}`, 'mkdir y', 'sync x'])
})

test('of a directory that exists the name is synced again, and nothing above it', async () => {
  const root = await temporaryDirectory()
  await mkdir(join(root, 'x', 'y'), { recursive: true })
  const { host, calls } = watchedHost()
  await makeDirectory(host, join(root, 'x', 'y'))
  expect(changes(calls)).toEqual(['sync x'])
})

test('a name that cannot become a directory is an error', async () => {
  const root = await temporaryDirectory()
  const { host } = watchedHost()
  await writeFile(join(root, 'file'), '')
  await symlink(join(root, 'nowhere'), join(root, 'dangling'))
  await expect(makeDirectory(host, join(root, 'file', 'x'))).rejects.toThrow(expect.objectContaining({ code: 'ENOTDIR' }))
  await expect(makeDirectory(host, join(root, 'dangling', 'x'))).rejects.toThrow(expect.objectContaining({ code: 'ENOENT' }))
})
