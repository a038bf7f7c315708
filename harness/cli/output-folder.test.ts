import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HarnessError, UsageError } from './errors.ts'
import { checkWritable, writeWhole } from './output-folder.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'powercut-out-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('checking leaves nothing behind', async () => {
  await checkWritable(folder)
  await checkWritable(join(folder, 'a/b'))
  expect(await readdir(folder)).toEqual([])
})

test('a path through a file is refused before any run', async () => {
  await writeFile(join(folder, 'file'), '')
  await expect(checkWritable(join(folder, 'file'))).rejects.toThrow(UsageError)
  await expect(checkWritable(join(folder, 'file/below'))).rejects.toThrow(/is a file\); give a folder/)
})

test('a file appears whole, with its folders, and replaces an older one', async () => {
  const out = join(folder, 'a/b')
  expect(await writeWhole(out, 'x.json', 'old')).toBe(join(out, 'x.json'))
  await writeWhole(out, 'x.json', 'new')
  expect(await readdir(out)).toEqual(['x.json'])
  expect(await readFile(join(out, 'x.json'), 'utf8')).toBe('new')
})

test('a write that fails leaves nothing half-written, nor the folder it made', async () => {
  await mkdir(join(folder, 'taken/x.json'), { recursive: true })
  await expect(writeWhole(join(folder, 'taken'), 'x.json', 'text')).rejects.toThrow(HarnessError)
  expect(await readdir(join(folder, 'taken'))).toEqual(['x.json'])
  await expect(writeWhole(join(folder, 'fresh'), 'no/such/x.json', 'text')).rejects.toThrow(/could not be written/)
  expect(await readdir(folder)).toEqual(['taken'])
})
