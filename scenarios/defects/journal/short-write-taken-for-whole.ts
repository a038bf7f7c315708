import type { CompleteJournal } from '../../journal/contract.ts'
import type { FileHandle } from '../../../harness/host/host.ts'
import { withFileHandles } from '../altered-host.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

function wholeWrites(handle: FileHandle): FileHandle['write'] {
  const write = async (data: Uint8Array, offset?: number | null, length?: number | null): Promise<{ bytesWritten: number; buffer: Uint8Array }> => {
    await handle.write(data, offset, length)
    return { bytesWritten: length ?? data.length, buffer: data }
  }
  return write as FileHandle['write']
}

export const shortWriteTakenForWhole: Defect<CompleteJournal> = {
  implementation: alteredJournal('short-write-taken-for-whole', {
    host: (host) => withFileHandles(host, (handle) => ({ write: wholeWrites(handle) })),
  }),
  suite: 'journal',
  mistake: 'how many bytes a write took is not looked at',
  origin: ['oh-my-pi #8596'],
  caughtBy: ['journal/disk-full-in-the-middle'],
}
