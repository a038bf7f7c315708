import { expect, test } from 'vitest'
import type { Implementation } from '../check/implementation.ts'
import { Disk } from '../disk/disk.ts'
import { OPEN } from '../disk/open-flags.ts'
import type { FileSystem, Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import { fileSystem } from '../world/file-system.ts'
import { directKernel } from '../world/test-support/direct-kernel.ts'
import { mutantsOf, mutated, SyncSites, type HostMutant } from './host-mutant.ts'

/** A host on a disk of its own that lists the syncs which reach it. */
function listing(): { readonly host: Host; readonly reached: string[] } {
  const reached: string[] = []
  const fs = fileSystem(directKernel(new Disk()))
  const listed: FileSystem = {
    ...fs,
    async open(path, flags, mode) {
      if (flags !== 'r' && flags !== undefined) reached.push(`open ${String(path)} ${String(flags)}`)
      const handle = await fs.open(path, flags, mode)
      return Object.assign(Object.create(handle) as typeof handle, {
        write: handle.write.bind(handle),
        close: handle.close.bind(handle),
        sync: () => Promise.resolve(void reached.push(`sync ${String(path)}`)),
        datasync: () => Promise.resolve(void reached.push(`datasync ${String(path)}`)),
      })
    },
    writeFile: (path, data, options) => {
      reached.push(`writeFile ${String(path)}${typeof options === 'object' && options?.flush === true ? ' flush' : ''}`)
      return fs.writeFile(path, data, options)
    },
  }
  return { host: { ...nodeHost(), fs: listed }, reached }
}

interface Store {
  save(text: string): Promise<void>
}

async function syncDirectory({ fs }: Host, path: string): Promise<void> {
  const handle = await fs.open(path, 'r')
  await handle.sync()
  await handle.close()
}

const store: Implementation<Store> = {
  name: 'store',
  capabilities: [],
  async open(host) {
    await host.fs.mkdir('data')
    await syncDirectory(host, '.')
    return {
      async save(text) {
        const file = await host.fs.open('data/1.tmp', 'w')
        await file.write(text)
        await file.sync()
        await file.datasync()
        await file.close()
        await host.fs.rename('data/1.tmp', 'data/file')
        await syncDirectory(host, 'data')
        await host.fs.writeFile('data/index', text, { flush: true })
        const log = await host.fs.open('data/log', OPEN.WRONLY | OPEN.CREAT | OPEN.DSYNC)
        await log.close()
      },
    }
  },
}

async function run(implementation: Implementation<Store>): Promise<string[]> {
  const { host, reached } = listing()
  await (await implementation.open(host, null)).save('a')
  return reached
}

async function mutants(): Promise<HostMutant[]> {
  const sites = new SyncSites()
  await run(sites.watch(store))
  return mutantsOf(sites.report())
}

const DSYNC = OPEN.WRONLY | OPEN.CREAT | OPEN.DSYNC
const ALL = ['sync .', 'open data/1.tmp w', 'sync data/1.tmp', 'datasync data/1.tmp', 'sync data', 'writeFile data/index flush', `open data/log ${DSYNC}`]

test('watching changes nothing', async () => {
  expect(await run(new SyncSites().watch(store))).toEqual(ALL)
  expect(await run(store)).toEqual(ALL)
})

test('every sync is a mutant with its place, two callers of one helper are two, and syncs that stand in for each other before a rename are one more', async () => {
  const found = await mutants()
  expect(found.map(({ without }) => without).toSorted()).toEqual([
    'every sync of *.tmp before its rename to file',
    'the directory sync of .',
    'the directory sync of data',
    'the flush of the write to index',
    'the sync of *.tmp',
    'the sync of *.tmp',
    'the write-through of log',
  ])
  expect(found.find(({ without }) => without === 'the directory sync of data')!.place).toEqual([
    expect.stringMatching(/^syncDirectory \(.*host-mutant\.test\.ts:\d+:\d+\)$/),
    expect.stringMatching(/^Object\.save \(.*host-mutant\.test\.ts:\d+:\d+\)$/),
  ])
})

test('a mutant lacks exactly what it says', async () => {
  for (const { without, drops } of await mutants()) {
    const missing = ALL.filter((line) => !reachedBy.get(without)!.includes(line))
    const reached = await run(mutated(store, drops))
    if (without === 'the sync of *.tmp') expect(ALL.filter((line) => !reached.includes(line))).toEqual([expect.stringMatching(/sync data\/1\.tmp/)])
    else expect(ALL.filter((line) => !reached.includes(line))).toEqual(missing)
  }
})

const without = (...lines: string[]): string[] => ALL.filter((line) => !lines.includes(line))
const reachedBy = new Map<string, string[]>([
  ['every sync of *.tmp before its rename to file', without('sync data/1.tmp', 'datasync data/1.tmp')],
  ['the directory sync of .', without('sync .')],
  ['the directory sync of data', without('sync data')],
  ['the flush of the write to index', without('writeFile data/index flush')],
  ['the sync of *.tmp', ALL],
  ['the write-through of log', without(`open data/log ${DSYNC}`)],
])

test('a report is the same for any order in which sites were come to', async () => {
  const sites = new SyncSites()
  await run(sites.watch(store))
  const { sites: all, renames } = sites.report()
  const other = new SyncSites()
  other.add({ sites: all.toReversed(), renames })
  other.add(sites.report())
  expect(other.report()).toEqual(sites.report())
})
