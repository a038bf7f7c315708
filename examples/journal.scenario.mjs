// A scenario and a store of one's own, in one file:   npx powercut gate examples/journal.scenario.mjs
import { fc, powerCut, processDeath, scenario } from 'powercut'

/** Keeps notes, one per line. Everything it touches comes from `host`. */
export const notes = {
  name: 'notes',
  capabilities: [],
  async open(host) {
    const file = await host.fs.open('notes.txt', 'a')
    const directory = await host.fs.open('.', 'r')
    await directory.sync() // the name of a new file is durable once its directory was synced
    await directory.close()
    const before = await host.fs.readFile('notes.txt')
    if (before.length > 0 && before.at(-1) !== 0x0a) await file.write('\n') // half a line that nobody was promised
    return {
      async add(text) {
        await file.write(`${JSON.stringify(text)}\n`)
        await file.sync()
      },
      async all() {
        const lines = (await host.fs.readFile('notes.txt')).toString().split('\n')
        return lines.flatMap((line) => {
          try {
            return [JSON.parse(line)]
          } catch {
            return []
          }
        })
      },
    }
  },
}

export default scenario({
  id: 'notes/kept',
  title: 'a note that was added is kept',
  origin: ['an example'],
  input: fc.array(fc.constantFrom('milk', 'パン', '🥚 eggs'), { minLength: 1, maxLength: 4 }),
  faults: [processDeath(), powerCut()],
  async workload(stage, texts) {
    const { store } = await stage.start('app')
    for (const text of texts) await store.add(text)
  },
  async recover(stage) {
    return (await stage.start('app')).store.all()
  },
  invariants: [
    {
      name: 'kept',
      states: 'every note that was added is there after any crash, in order',
      check({ lives }) {
        const added = lives[0].history.filter(({ method, outcome }) => method === 'add' && outcome === 'acknowledged')
        const lost = added.findIndex(({ arguments: [text] }, index) => lives.some(({ observed }) => observed && observed[index] !== text))
        return lost === -1 ? undefined : `note ${lost + 1}, ${JSON.stringify(added[lost].arguments[0])}, was added and is gone`
      },
    },
  ],
})
