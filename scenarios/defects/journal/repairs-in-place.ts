import type { CompleteJournal } from '../../journal/contract.ts'
import type { FileSystem, PathLike } from '../../../harness/host/host.ts'
import { withFileSystem } from '../altered-host.ts'
import { alteredJournal, isRunFile } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

/** Writes the whole lines of a file over it. For a while it holds nothing. */
async function repair(fs: FileSystem, path: PathLike): Promise<void> {
  const bytes = await fs.readFile(path)
  const whole = bytes.lastIndexOf(0x0a) + 1
  if (whole < bytes.length) await fs.writeFile(path, bytes.subarray(0, whole))
}

export const repairsInPlace: Defect<CompleteJournal> = {
  implementation: alteredJournal('repairs-in-place', {
    host: (host) =>
      withFileSystem(host, (fs) => ({
        async open(path, flags, mode) {
          const handle = await fs.open(path, flags, mode)
          if (flags === 'a+' && isRunFile(path)) await repair(fs, path)
          return handle
        },
      })),
  }),
  suite: 'journal',
  mistake: 'an opening that finds half a line writes the file anew, in its place, and may be stopped in the middle',
  origin: ['hermes-webui #5829', 'hermes-webui #5797'],
  caughtBy: ['journal/crash-during-open'],
}
