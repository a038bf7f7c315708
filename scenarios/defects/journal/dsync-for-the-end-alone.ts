import type { CompleteJournal } from '../../journal/contract.ts'
import type { FileHandle } from '../../../harness/host/host.ts'
import { altered, withFileSystem } from '../altered-host.ts'
import { alteredJournal, isRunFile, textOf } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

const END = /"event":"(?:done|stream_end|cancel|apperror|error)"/

/** Writes with the end of a run go through the other handle, and count as synced. */
function withSynchronousEnds(handle: FileHandle, synchronous: FileHandle): FileHandle {
  let ended = false
  const write = (data: Uint8Array, offset?: number | null, length?: number | null): Promise<{ bytesWritten: number; buffer: Uint8Array }> => {
    ended = END.test(textOf(data))
    return (ended ? synchronous : handle).write(data, offset, length)
  }
  return altered(handle, {
    write: write as FileHandle['write'],
    datasync: () => (ended ? Promise.resolve() : handle.datasync()),
    async close() {
      await synchronous.close()
      await handle.close()
    },
  })
}

export const dsyncForTheEndAlone: Defect<CompleteJournal> = {
  implementation: alteredJournal('dsync-for-the-end-alone', {
    host: (host) =>
      withFileSystem(host, (fs) => ({
        async open(path, flags, mode) {
          const handle = await fs.open(path, flags, mode)
          if (flags !== 'a+' || !isRunFile(path)) return handle
          return withSynchronousEnds(handle, await fs.open(path, 'as'))
        },
      })),
  }),
  suite: 'journal',
  mistake: 'the end of a run is written through O_DSYNC, which leaves what was buffered before it where it is',
  origin: ['hermes-webui #2283'],
  caughtBy: ['journal/terminal-after-buffered'],
}
