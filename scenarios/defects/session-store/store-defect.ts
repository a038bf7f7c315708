import type { Host } from '../../../harness/host/host.ts'
import type { SessionStore as ReferenceStore, ReplacedRules } from '../../../reference-impl/session-store/session-store.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import { openReference, referenceSessionStore } from '../../session-store/reference.ts'
import type { Defect } from '../defect.ts'

/** Where the mistake sits. */
export interface Alteration {
  /** The disk, as the store sees it. */
  readonly host?: (host: Host) => Host
  /** Decisions of the store. */
  readonly rules?: ReplacedRules
  /** What the store does around its files. */
  readonly operations?: (operations: SessionStore, store: ReferenceStore, host: Host) => Partial<SessionStore>
}

/** The reference session store with one mistake. */
export function storeDefect(name: string, about: Pick<Defect, 'mistake' | 'origin' | 'caughtBy' | 'withoutFault'>, { host: hostOf = (host) => host, rules = {}, operations }: Alteration): Defect<SessionStore> {
  return {
    implementation: {
      name,
      capabilities: referenceSessionStore.capabilities,
      open: (host) => openReference(hostOf(host), rules, operations === undefined ? undefined : (own, store) => operations(own, store, host)),
    },
    suite: 'session-store',
    ...about,
  }
}
