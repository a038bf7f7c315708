import type { Implementation } from '../../harness/check/implementation.ts'
import type { Json } from '../../harness/check/json.ts'
import type { Host } from '../../harness/host/host.ts'
import { WHOLE, type Message as StoredMessage, type Session } from '../../reference-impl/session-store/session.ts'
import { openWithRules, type ReplacedRules, type SessionStore as ReferenceStore } from '../../reference-impl/session-store/session-store.ts'
import { sessionStoreContract, type Message, type SessionStore, type SessionView } from './contract.ts'

/** Below the current directory: made by the store, so that two names above the files have to be made durable too. */
export const DIRECTORY = 'state/sessions'

/** The reference store as an implementation of the contract. */
export const referenceSessionStore: Implementation<SessionStore> = {
  name: 'reference',
  capabilities: Object.keys(sessionStoreContract.capabilities),
  open: (host) => openReference(host, {}),
}

/** The same with some decisions replaced, and with its operations altered: what defects are made of. */
export async function openReference(host: Host, rules: ReplacedRules, altered?: (operations: SessionStore, store: ReferenceStore) => Partial<SessionStore>): Promise<SessionStore> {
  const store = await openWithRules(host, { directory: DIRECTORY }, rules)
  const operations = operationsOf(store, host)
  return altered === undefined ? operations : { ...operations, ...altered(operations, store) }
}

export function operationsOf(store: ReferenceStore, host: Host): SessionStore {
  return {
    create: async (id, title) => viewOf(await store.create({ id, title })),
    append: async (id, messages) => viewOf(await store.update(id, (session) => withMessages(session, messages))),
    load: async (id) => viewOf(await store.load(id)),
    list: async () => (await store.list()).map(({ id, title, updated_at, message_count }) => ({ id, title, updatedAt: updated_at, messageCount: message_count })),
    save: async (session) => viewOf(await store.save(sessionOf(session))),
    clear: async (id) => viewOf(await store.clear(id)),
    undo: async (id, count) => viewOf(await store.undo(id, count)),
    truncate: async (id, keep, revision) => viewOf(await store.truncate(id, keep, revision === null ? {} : { revision })),
    compress: async (id, context) => viewOf(await store.compress(id, context)),
    async delete(id) {
      await store.delete(id)
      return null
    },
    mark: async (id, name, value) => viewOf(await store.update(id, (session) => ({ ...session, fields: { ...session.fields, [name]: value } }), { maintenance: true })),
    traces: (texts) => tracesOf(host, texts),
    files: async () => (await host.fs.readdir(DIRECTORY)).length,
    report: async () => ({ damaged: store.report.damaged.map(({ id }) => id) }),
    close: () => store.close(),
  }
}

export function withMessages(session: Session, messages: readonly Message[]): Session {
  return { ...session, messages: [...session.messages, ...messages], context: [...session.context, ...messages] }
}

export function viewOf(session: Session): SessionView {
  const { id, title, revision, updated_at, messages, context, fields, damage } = session
  return { id, title, revision, updatedAt: updated_at, messages: messages as unknown as Message[], context: context as unknown as Message[], marks: fields, damaged: damage !== undefined }
}

/** A view names what was loaded whole. */
export function sessionOf(view: SessionView): Session {
  const { id, title, revision, updatedAt, messages, context, marks, damaged } = view
  return {
    [WHOLE]: true, id, title, revision: revision ?? 0, created_at: 0, updated_at: updatedAt ?? 0, messages: messages as readonly StoredMessage[], context: context as readonly StoredMessage[],
    context_base: 0, fields: marks as { readonly [name: string]: Json }, intents: [], ...(damaged ? { damage: { revision: revision ?? 0, served: 0, why: '' } } : {}),
  }
}

async function tracesOf(host: Host, texts: readonly string[]): Promise<string[]> {
  const found = new Set<string>()
  for (const name of (await host.fs.readdir(DIRECTORY)).sort()) {
    const content = await host.fs.readFile(`${DIRECTORY}/${name}`, 'utf8')
    for (const text of texts) if (content.includes(text)) found.add(text)
  }
  return texts.filter((text) => found.has(text))
}
