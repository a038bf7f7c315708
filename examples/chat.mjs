// A chat on the real disk:   npm run example:chat     Kill it in the middle of an answer and start it again: what you have seen is there.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { nodeHost } from 'powercut'
import { openChatServer, scriptedAgent } from 'powercut/reference'

const HELP = `npm run example:chat -- [--dir DIR] [--pace MS]

  --dir DIR   where the chat is kept; made where it is missing (default powercut-chat)
  --pace MS   milliseconds from one word of an answer to the next, 1 to 10,000 (default 150)
  -h, --help  this text

Type a line and the script answers. "count" has it count for long; /stop ends an answer, /quit or Ctrl-D the chat. Ctrl-C is as hard as kill -9.
`
const SESSION = 'chat'

/** Bad options or a folder that cannot be used: one sentence, code 2, nothing begun. */
class UsageError extends Error {}

function readOptions() {
  try {
    const { values } = parseArgs({ options: { dir: { type: 'string', default: 'powercut-chat' }, pace: { type: 'string', default: '150' }, help: { type: 'boolean', short: 'h', default: false } } })
    return values
  } catch (error) {
    throw new UsageError(`${error.message.split(/\. |\n/)[0]}; "npm run example:chat -- --help" lists the options`)
  }
}

function checkedPace(text) {
  const ms = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (ms < 1 || ms > 10_000) throw new UsageError(`--pace is ${JSON.stringify(text)}; it takes milliseconds from 1 to 10,000, as in "--pace 150"`)
  return ms
}

/** One chat per folder. The process that has it writes its id there; where that process is gone, the folder is free. */
async function claim(directory) {
  const path = join(directory, 'pid')
  try {
    await makeFolder(directory)
    const holder = Number(await readFile(path, 'utf8').catch(() => 0))
    if (holder > 0 && isAlive(holder)) throw new UsageError(`--dir ${JSON.stringify(directory)} is in use by process ${holder}; end that chat, or give another folder, as in "--dir other-chat"`)
    await writeFile(path, String(process.pid))
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`--dir ${JSON.stringify(directory)} cannot be used (${error.code}); give a folder that can be written to, as in "--dir powercut-chat"`)
  }
  return () => rm(path, { force: true })
}

/** With its parents. `recursive` would say ENOENT on a read-only disk, and never end below /proc. */
async function makeFolder(path) {
  try {
    await mkdir(path)
  } catch (error) {
    if (error.code === 'EEXIST') return
    if (error.code !== 'ENOENT' || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    await mkdir(path)
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** What the script says: word by word, each after a pause. */
function answerTo(prompt, paceMs) {
  const words = /^count\b/i.test(prompt)
    ? Array.from({ length: 50_000 }, (_, index) => `${index + 1} `)
    : `You said ${JSON.stringify(prompt)}. I am only a script, and I speak slowly, so that you can end me in the middle of a sentence: press Ctrl-C, or type
       "kill -9 ${process.pid}" in another terminal. Every word is in a journal before you see it. Start me again, and whatever you have seen of this answer is there,
       with a note that it was interrupted; your question too. Then ask me something else: the chat goes on.`.split(/\s+/).map((word) => `${word} `)
  return [...words.map((text) => ({ event: { event: 'token', payload: { text } }, afterMs: paceMs })), { event: { event: 'done', payload: {} } }]
}

/** Everything that was said, as it is stored. */
async function show(server, out) {
  if ((await server.listSessions()).length === 0) return
  const { messages, trouble } = await server.readSession(SESSION)
  for (const { role, content, note } of messages) out(`${role === 'user' ? 'you> ' : 'bot> '}${content}\n${note === undefined ? '' : `     [${note.text}]\n`}`)
  if (trouble !== undefined) out(`     [${trouble}]\n`)
}

/** Asks, and shows the answer while it is given. */
async function ask(server, prompt, out) {
  const { run } = await server.startChat({ session: SESSION, prompt })
  const attached = await server.attach({ session: SESSION, run })
  out('bot> ')
  for (let told = await attached.next(); told.length > 0; told = await attached.next()) {
    for (const one of told) {
      if ('over' in one) out(one.over === 'stored' ? '\n' : `\n     [The answer is not stored: ${one.why}. It is read from its journal.]\n`)
      else if (one.event.event === 'token') out(one.event.payload.text)
      else if (one.event.event === 'cancel') out('\n     [Stopped.]')
      else if (one.event.event === 'apperror') out(`\n     [${one.event.payload.message}]`)
    }
  }
}

/** Reads lines until there are no more. Those that come during an answer wait for its end; /stop does not. */
async function converse(server, out) {
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: 'you> ' })
  lines.on('SIGINT', () => process.exit(130)) // nothing is tidied up: what counts is on the disk
  const isTyped = process.stdin.isTTY === true
  let last = Promise.resolve()
  const answer = async (prompt) => {
    if (!isTyped) out(`${prompt}\n`)
    try {
      await ask(server, prompt, out)
    } catch (error) {
      out(`     [${error.message}]\n`)
    }
    lines.prompt()
  }
  lines.on('line', (line) => {
    const prompt = line.trim()
    if (prompt === '/stop') void server.cancel(SESSION).catch((error) => out(`     [${error.message}]\n`))
    else if (prompt === '/quit') void server.cancel(SESSION).catch(() => undefined).then(() => lines.close())
    else if (prompt !== '') last = last.then(() => answer(prompt))
    else lines.prompt()
  })
  lines.prompt()
  await new Promise((resolve) => lines.once('close', resolve))
  await last
}

async function main() {
  const options = readOptions()
  const out = (text) => void process.stdout.write(text)
  process.stdout.on('error', () => process.exit(3)) // nobody reads any more
  if (options.help) return out(HELP)
  const paceMs = checkedPace(options.pace)
  const release = await claim(options.dir)
  const host = nodeHost()
  const server = await openChatServer(host, { directory: options.dir, agent: scriptedAgent(host.clock, ({ prompt }) => answerTo(prompt, paceMs)), alone: true })
  out(`The chat in ${options.dir}, answered by a script. Kill it in the middle (Ctrl-C, or kill -9 ${process.pid}) and start it again. /stop, /quit, --help\n\n`)
  await show(server, out)
  await converse(server, out)
  await server.close()
  await release()
}

try {
  await main()
} catch (error) {
  console.error(error instanceof UsageError ? error.message : `The chat failed: ${error.message}`)
  process.exitCode = error instanceof UsageError ? 2 : 3
}
