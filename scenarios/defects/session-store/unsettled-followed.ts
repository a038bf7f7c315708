import { withFileSystem } from '../../../harness/check/altered-host.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const unsettledFollowed: Defect<SessionStore> = storeDefect(
  'unsettled-followed',
  {
    mistake: 'a save that found its base gone leaves its file where it is, because nobody knows whether it counts, and the next save follows it',
    origin: ['llxprt-code #3289', 'hermes-webui #6422'],
    caughtBy: ['session-store/holders-see-late'],
  },
  {
    host: (host) =>
      withFileSystem(host, (fs) => ({
        rename: (from, to) => (String(to).endsWith('.withdrawn.tmp') ? Promise.reject(Object.assign(new Error('ENOENT'), { code: 'ENOENT' })) : fs.rename(from, to)),
      })),
  },
)
