// An append journal with a mistake: it acknowledges a record that is only in the page cache. The suite finds it:
//   npx powercut gate --suite journal --implementation examples/no-fsync.mjs
/** @type {import('powercut').Implementation} */
export const implementation = {
  name: 'no-fsync',
  capabilities: ['durable-append', 'append-after-crash'],
  async open(host, { run }) {
    const path = `${run}.jsonl`
    const file = await host.fs.open(path, 'a')
    const before = await host.fs.readFile(path)
    if (before.length > 0 && before.at(-1) !== 0x0a) await file.write('\n') // a torn tail ends here
    const directory = await host.fs.open('.', 'r')
    await Promise.all([file.sync(), directory.sync()])
    await directory.close()
    return {
      async append(record) {
        await file.write(`${JSON.stringify(record)}\n`) // await file.sync() is missing
        return null
      },
      async read() {
        const lines = (await host.fs.readFile(path, 'utf8')).split('\n').slice(0, -1)
        const records = lines.flatMap((line) => parsed(line))
        return { records, damaged: lines.length - records.length }
      },
      close: () => file.close(),
    }
  },
}

/** What a line holds: one record, or none where it is damaged. */
function parsed(line) {
  try {
    return [JSON.parse(line)]
  } catch {
    return []
  }
}
