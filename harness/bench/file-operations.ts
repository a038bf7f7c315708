import type { Disk } from '../disk/disk.ts'
import { fileSystem } from '../world/file-system.ts'
import { syscalls } from '../world/syscalls.ts'
import type { Operation } from '../world/operation.ts'
import type { FileSystem } from '../host/host.ts'

/** A file system whose syscalls are performed at once, without a world. */
export function diskAlone(disk: Disk): FileSystem {
  return fileSystem({
    call: async (operation, a, b, c, d) => syscalls.get(operation)!.perform(disk, { a, b, c, d, covers: disk.log.length } as Operation) as never,
    shuffle: (items) => items,
    random: () => 'AAAAAA',
  })
}

/** 10,000 operations of the kind that stores make: append, read back, replace by rename, list. The same on any file system. */
export async function fileOperations(fs: FileSystem): Promise<number> {
  const text = 'x'.repeat(200)
  let count = 0
  await fs.mkdir('/store', { recursive: true })
  for (let round = 0; count < 10_000; round++) {
    const log = await fs.open(`/store/log${round % 50}`, 'a')
    for (let at = 0; at < 10; at++) await log.write(text)
    await log.datasync()
    await log.close()
    await fs.writeFile('/store/t', text)
    await fs.rename('/store/t', `/store/session${round % 50}`)
    await fs.readFile(`/store/log${round % 50}`)
    await fs.stat('/store')
    await fs.readdir('/store')
    count += 20
  }
  return count
}
