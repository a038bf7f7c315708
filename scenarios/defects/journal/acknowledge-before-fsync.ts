import type { Implementation } from '../../../harness/check/implementation.ts'
import type { FileHandle, Host } from '../../../harness/host/host.ts'
import type { Journal } from '../../journal/contract.ts'
import { referenceJournal } from '../../journal/reference.ts'
import { withFileHandles } from '../altered-host.ts'
import type { Defect } from '../defect.ts'

/** The sync of appended records is started and not awaited. That of names and of what was found at the opening stays as it is. */
function startsSyncOnly(handle: FileHandle): Partial<FileHandle> {
  let running: Promise<void> = Promise.resolve()
  return {
    datasync() {
      const sync = handle.datasync().catch(() => undefined)
      running = Promise.all([running, sync]).then(() => undefined)
      return Promise.resolve()
    },
    async close() {
      await running
      await handle.close()
    },
  }
}

export const implementation: Implementation<Journal> = {
  name: 'acknowledge-before-fsync',
  capabilities: referenceJournal.capabilities,
  open: (host: Host, options) => referenceJournal.open(withFileHandles(host, startsSyncOnly), options),
}

export const acknowledgeBeforeFsync: Defect<Journal> = {
  implementation,
  suite: 'journal',
  mistake: 'append is acknowledged while the fsync of its record is still running',
  origin: ['octos #2006', 'opencompany #389', 'claude-code-slack-channel #73'],
  caughtBy: ['journal/acknowledged-survives', 'journal/torn-tail-then-append'],
}
