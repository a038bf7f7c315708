// An append journal of one's own that holds:   npx powercut gate --suite journal --implementation examples/journal-in-40-lines.mjs
import { crc32 } from 'node:zlib'

/** @type {import('powercut').Implementation} */
export const implementation = {
  name: 'forty-lines',
  capabilities: ['durable-append', 'append-after-crash'],
  async open(host, { run, sync }) {
    const file = await host.fs.open(`${run}.jsonl`, 'a+')
    const { records, damaged, end } = scan(await file.readFile())
    await file.truncate(end) // half a record must not share a line with the next one
    await file.sync() // what a read shows from here on is on the medium
    const directory = await host.fs.open('.', 'r')
    await directory.sync() // the name of the file too
    await directory.close()
    const every = sync?.everyMs || sync?.terminal ? 1 : (sync?.everyRecords ?? 1) // who always syncs fulfils every policy
    let last = Promise.resolve(null)
    const write = async (record) => {
      const text = Buffer.from(JSON.stringify(record))
      await file.appendFile(`${crc32(text).toString(16).padStart(8, '0')} ${text}\n`)
      if (records.push(record) % every === 0) await file.datasync()
      return null
    }
    return {
      append: (record) => (last = last.then(() => write(record))), // one after the other; after an error, none
      read: async () => ({ records, damaged }),
      close: () => file.datasync().then(file.close),
    }
  },
}

/** Splits on bytes: a cut inside a character costs that line only. `end`: behind the last good line; `damaged`: lines before it that are no good. */
function scan(bytes) {
  const found = { records: [], damaged: 0, end: 0 }
  for (let from = 0, bad = 0, to; (to = bytes.indexOf(0x0a, from)) !== -1; from = to + 1) {
    const text = bytes.subarray(from + 9, to)
    if (to < from + 9 || Number(`0x${bytes.latin1Slice(from, from + 8)}`) !== crc32(text)) bad++
    else {
      found.records.push(JSON.parse(text.toString()))
      found.damaged = bad
      found.end = to + 1
    }
  }
  return found
}
