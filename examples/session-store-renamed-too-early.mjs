// A session store with a mistake that many have made: the temporary file has its new name before its bytes are on the medium. The suite finds it:
//   npx powercut gate --suite session-store --implementation examples/session-store-renamed-too-early.mjs
const pathOf = (id) => `${id}.json`
const read = async (fs, id) => JSON.parse(await fs.readFile(pathOf(id), 'utf8'))
const view = (session) => ({ ...session, revision: null, context: session.messages, damaged: false })

/** @type {import('powercut').Implementation<Partial<import('powercut/scenarios').SessionStore>>} */
export const implementation = {
  name: 'renamed-too-early',
  capabilities: ['durable-save'],
  async open({ fs, clock }) {
    const write = async (session) => {
      await fs.writeFile(`${session.id}.tmp`, JSON.stringify(session)) // and here "flush: true" is missing
      await fs.rename(`${session.id}.tmp`, pathOf(session.id))
      const directory = await fs.open('.', 'r')
      await directory.sync()
      await directory.close()
      return view(session)
    }
    return {
      create: (id, title) => write({ id, title, updatedAt: clock.now(), messages: [], marks: {} }),
      async append(id, messages) {
        const session = await read(fs, id)
        return write({ ...session, messages: [...session.messages, ...messages], updatedAt: clock.now() })
      },
      load: async (id) => view(await read(fs, id)),
      async list() {
        const ids = (await fs.readdir('.')).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length))
        const sessions = await Promise.all(ids.map((id) => read(fs, id)))
        return sessions.map(({ id, title, updatedAt, messages }) => ({ id, title, updatedAt, messageCount: messages.length })).sort((a, b) => b.updatedAt - a.updatedAt)
      },
      close: async () => undefined,
    }
  },
}
