// A session store of one's own that holds:   npx powercut gate --suite session-store --implementation examples/session-store-of-my-own.mjs
const refused = (message) => Object.assign(new Error(message), { refused: true }) // promises that nothing was changed
const parsed = (name) => ({ name, id: name.split('.')[0], number: Number(name.split('.')[1]), isWhole: name.endsWith('.json') })
/** As the contract has it. There is no revision: this store cannot tell whether somebody saved in the meantime. */
const view = (session) => ({ ...session, revision: null, context: session.messages, damaged: false })

/** @type {import('powercut').Implementation<Partial<import('powercut/scenarios').SessionStore>>} */
export const implementation = {
  name: 'my-sessions',
  capabilities: ['durable-save', 'maintenance', 'bounded'], // scenarios that need more are not applicable, and the methods for them may be missing
  async open({ fs, clock }) {
    let areNamesSynced = false
    const withFile = async (name, flags, work) => {
      const file = await fs.open(name, flags)
      try {
        return await work(file)
      } finally {
        await file.close()
      }
    }
    const syncNames = async () => {
      await withFile('.', 'r', (directory) => directory.sync())
      areNamesSynced = true
    }
    /** Every save makes a file `id.number.json` of its own. The highest number is the session. */
    const highest = async () => {
      if (!areNamesSynced) await syncNames() // what is shown is on the medium
      const found = new Map()
      for (const { id, number, isWhole } of (await fs.readdir('.')).map(parsed)) if (isWhole) found.set(id, Math.max(found.get(id) ?? 0, number))
      return found
    }
    /** What is older than that, and what was never whole. */
    const removeOld = async (numbers) => {
      for (const { name, id, number, isWhole } of (await fs.readdir('.')).map(parsed)) if (!isWhole || number < (numbers.get(id) ?? 0)) await fs.unlink(name)
    }
    /** Reads on where a read is cut short: `fs.readFile` does not. */
    const textOf = async (file) => {
      const bytes = Buffer.alloc((await file.stat()).size)
      for (let length = 0; length < bytes.length; ) length += (await file.read(bytes, length)).bytesRead
      return bytes.toString()
    }
    const read = async (id) => {
      const number = (await highest()).get(id)
      if (number === undefined) throw refused(`there is no session ${id}`)
      return { number, session: JSON.parse(await withFile(`${id}.${number}.json`, 'r', textOf)) }
    }
    const write = async (session, number) => {
      const temporary = `${session.id}.${number}.tmp`
      await withFile(temporary, 'w', (file) => file.writeFile(JSON.stringify(session)).then(() => file.sync())) // whole before it has its name
      areNamesSynced = false
      await fs.rename(temporary, `${session.id}.${number}.json`) // a name that is new: the file before it stays until this one is safe
      await syncNames()
      await removeOld(new Map([[session.id, number]]))
      return view(session)
    }
    await removeOld(await highest())
    let last = Promise.resolve(/** @type {any} */ (null))
    const inTurn = (work) => (last = last.catch(() => undefined).then(work)) // one after the other
    const change = (id, changed) => inTurn(async () => read(id).then(({ session, number }) => write({ ...session, ...changed(session) }, number + 1)))
    return {
      create: (id, title) =>
        inTurn(async () => {
          if ((await highest()).has(id)) throw refused(`there is a session ${id} already`)
          return write({ id, title, updatedAt: clock.now(), messages: [], marks: {} }, 1)
        }),
      append: (id, added) => change(id, ({ messages }) => ({ messages: [...messages, ...added], updatedAt: clock.now() })),
      mark: (id, name, value) => change(id, ({ marks }) => ({ marks: { ...marks, [name]: value } })), // nobody did anything: updatedAt stays
      load: (id) => inTurn(async () => view((await read(id)).session)),
      list: () =>
        inTurn(async () => {
          const sessions = await Promise.all([...(await highest()).keys()].map(read))
          const heads = sessions.map(({ session: { id, title, updatedAt, messages } }) => ({ id, title, updatedAt, messageCount: messages.length }))
          return heads.sort((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1))
        }),
      files: async () => (await fs.readdir('.')).length,
      close: async () => undefined,
    }
  },
}
