import type { Host } from '../../../harness/host/host.ts'
import type { JournalContents, JournalOptions } from '../../journal/contract.ts'
import type { CompleteJournal } from '../../journal/contract.ts'
import { alteredJournal } from './altered-journal.ts'
import type { Defect } from '../defect.ts'

/** What tells one version of the file from another; nothing where it is missing. */
async function versionOf({ fs }: Host, { directory = '.', run }: JournalOptions): Promise<string | undefined> {
  const file = await fs.stat(`${directory}/${run}.jsonl`).catch(() => undefined)
  return file === undefined ? undefined : `${file.ino}/${file.size}`
}

export const cachedUnderALaterSize: Defect<CompleteJournal> = {
  implementation: alteredJournal('cached-under-a-later-size', {
    methods: (journal, host, options) => {
      let cached: { readonly version: string; readonly contents: JournalContents } | undefined
      if (options.reader !== true) return {}
      return {
        async read() {
          if (cached !== undefined && cached.version === (await versionOf(host, options))) return cached.contents
          const contents = await journal.read()
          const version = await versionOf(host, options)
          cached = version === undefined ? undefined : { version, contents }
          return contents
        },
      }
    },
  }),
  suite: 'journal',
  mistake: 'what was read is remembered under the size that the file has afterwards, so that an append in between is never seen',
  origin: ['hermes-webui #6291'],
  caughtBy: ['journal/reader-under-delayed-visibility'],
}
