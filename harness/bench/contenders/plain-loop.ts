import type { FileHandle } from '../../host/host.ts'
import type { AppendStore, Contender } from '../append-store.ts'

/**
 * What a store is measured against: one line of JSON, one write, one datasync, and nothing else. No checksum, no owner, no recovery; the name of the file is
 * never synced. Records of one stream that are under way at once wait for each other.
 */
export const plainLoop: Contender = {
  name: 'plain loop',
  simulated: false,
  openAll: (host, runs) => Promise.all(runs.map(async (run) => plainFile(await host.fs.open(`${run}.lines`, 'a+')))),
}

function plainFile(file: FileHandle): AppendStore {
  let last: Promise<unknown> = Promise.resolve()
  const append = async (line: string): Promise<void> => {
    await file.write(line)
    await file.datasync()
  }
  return {
    append(record) {
      const after = last.then(() => append(`${JSON.stringify(record)}\n`))
      last = after.catch(() => undefined)
      return after
    },
    async read() {
      const lines = (await file.readFile('utf8')).split('\n')
      return { records: lines.filter((line) => line !== '').map((line) => JSON.parse(line) as never) }
    },
    close: () => file.close(),
  }
}
