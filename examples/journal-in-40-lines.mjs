// An append journal of one's own that holds:   npx powercut gate --suite journal --implementation examples/journal-in-40-lines.mjs
import { crc32 } from 'node:zlib'

/** @type {import('powercut').Implementation} */
export const implementation = {
  name: 'forty-lines',
  capabilities: ['durable-append', 'append-after-crash'],
  async open(host, { run }) {
    const path = `${run}.jsonl`
    const file = await host.fs.open(path, 'a+')
    await file.truncate(scan(await host.fs.readFile(path)).end) // half a record must not share a line with the next one
    await file.sync() // what a read shows from here on is on the medium
    const directory = await host.fs.open('.', 'r')
    await directory.sync() // the name of the file too
    await directory.close()
    let last = Promise.resolve(null)
    const write = async (record) => {
      const text = JSON.stringify(record)
      await file.appendFile(`${sum(text)} ${text}\n`)
      await file.datasync()
      return null
    }
    return {
      append: (record) => (last = last.then(() => write(record))), // one after the other; after an error, none
      read: async () => scan(await host.fs.readFile(path)),
      close: () => file.close(),
    }
  },
}

const sum = (text) => crc32(text).toString(16).padStart(8, '0')

/** Splits on bytes: a cut inside a character costs that line only. `end`: behind the last good line. */
function scan(bytes) {
  const found = { records: [], damaged: 0, end: 0 }
  for (let from = 0; from < bytes.length; ) {
    const to = bytes.indexOf('\n', from)
    const line = bytes.toString('utf8', from, to === -1 ? undefined : to)
    const isGood = to !== -1 && line.slice(0, 8) === sum(line.slice(9))
    from = to === -1 ? bytes.length : to + 1
    if (isGood) {
      found.records.push(JSON.parse(line.slice(9)))
      found.end = from
    } else found.damaged++
  }
  return found
}
