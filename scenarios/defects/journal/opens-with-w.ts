import type { Implementation } from '../../../harness/check/implementation.ts'
import type { FileSystem, Host } from '../../../harness/host/host.ts'
import type { Journal } from '../../journal/contract.ts'
import { referenceJournal } from '../../journal/reference.ts'
import { withFileSystem } from '../altered-host.ts'
import type { Defect } from '../defect.ts'

/** Every opening for appending is one for writing: it empties the file. */
function writesInsteadOfAppends(fs: FileSystem): Partial<FileSystem> {
  const instead = new Map<unknown, string>([
    ['a', 'w'],
    ['a+', 'w+'],
  ])
  return { open: (path, flags, mode) => fs.open(path, instead.get(flags) ?? flags, mode) }
}

export const implementation: Implementation<Journal> = {
  name: 'opens-with-w',
  capabilities: referenceJournal.capabilities,
  open: (host: Host, options) => referenceJournal.open(withFileSystem(host, writesInsteadOfAppends), options),
}

export const opensWithW: Defect<Journal> = {
  implementation,
  suite: 'journal',
  mistake: 'the file is opened in write mode, so that each opening throws away what earlier ones wrote',
  origin: ['hermes-webui #1353'],
  caughtBy: ['journal/acknowledged-survives', 'journal/torn-tail-then-append'],
  withoutFault: {
    breaks: [
      'journal/acknowledged-survives', 'journal/bounded-loss', 'journal/client-that-follows', 'journal/concurrent-writers', 'journal/crash-during-open',
      'journal/cut-inside-a-character', 'journal/delete-after-clean-completion', 'journal/disk-full-in-the-middle', 'journal/error-then-healthy-append',
      'journal/fsync-error-then-power-cut', 'journal/line-separators', 'journal/long-conversation', 'journal/random-use', 'journal/random-use-failing-disk',
      'journal/random-use-in-time', 'journal/random-use-two-processes', 'journal/runs-apart', 'journal/sealed-is-final', 'journal/silence-after-tokens',
      'journal/terminal-after-buffered', 'journal/time-bound-kept', 'journal/torn-tail-then-append', 'journal/two-claimants',
    ],
    why: 'every second opening empties the file',
  },
}
