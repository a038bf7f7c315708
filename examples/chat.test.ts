import { execa, type Options, type Result } from 'execa'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const CHAT = join(dirname(fileURLToPath(import.meta.url)), 'chat.mjs')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'powercut-chat-'))
})
afterEach(() => rm(folder, { recursive: true }))

const OPTIONS = { reject: false, input: '' } satisfies Options
/** What a person types line by line, and then Ctrl-D. */
const chat = (words: readonly string[], typed = ''): Promise<Result<typeof OPTIONS & { cwd: string }>> => execa(process.execPath, [CHAT, ...words], { ...OPTIONS, input: typed, cwd: folder })

/** Begins a long answer, waits until so much of it is shown, and kills the process. Resolves to all that was shown. */
async function killedInTheMiddle(shown: string): Promise<string> {
  const process_ = execa(process.execPath, [CHAT, '--pace', '5'], { reject: false, cwd: folder, stdin: 'pipe', buffer: false, encoding: 'utf8' })
  process_.stdin.write('count\n')
  let text = ''
  for await (const piece of process_.stdout) {
    text += String(piece)
    if (text.includes(shown)) process_.kill('SIGKILL')
  }
  expect((await process_).signal).toBe('SIGKILL')
  return text
}

const said = (text: string): string[] => text.split('bot> ').slice(1).map((answer) => answer.split('\n')[0]!)

describe('the chat on the real disk', () => {
  test('after kill -9 in the middle of an answer every word that was shown is there, and the chat goes on', async () => {
    const [shown] = said(await killedInTheMiddle(' 20 '))
    expect(shown).toMatch(/^1 2 3 .* 20 /)

    const second = await chat(['--pace', '1'], 'still there?\n')
    expect([second.exitCode, second.stderr]).toEqual([0, ''])
    const [found, next] = said(second.stdout)
    expect(found!.startsWith(shown!)).toBe(true)
    expect(second.stdout).toMatch(/you> count\nbot> [\d ]+\n {5}\[The answer was interrupted\. This much was saved; more may still arrive: look again\.\]\n/)
    expect(next).toMatch(/^You said "still there\?"\. .* the chat goes on\. $/)

    const third = await chat([])
    expect(said(third.stdout)).toEqual([found, next])
    expect(third.stdout.match(/interrupted\. This/g)).toHaveLength(1)
  })

  test.each([
    [['--dri', 'x'], /^Unknown option '--dri'; "npm run example:chat -- --help" lists the options$/],
    [['more'], /^Unexpected argument 'more'.*--help" lists the options$/],
    [['--pace', 'fast'], /^--pace is "fast"; it takes milliseconds from 1 to 10,000, as in "--pace 150"$/],
    [['--dir', 'file'], /^--dir "file" cannot be used \(ENOTDIR\); give a folder that can be written to, as in "--dir powercut-chat"$/],
    [['--dir', 'file/below'], /^--dir "file\/below" cannot be used \(ENOTDIR\); give a folder/],
  ])('%j is refused in one sentence', async (words, sentence) => {
    await writeFile(join(folder, 'file'), '')
    const { exitCode, stdout, stderr } = await chat(words)
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(sentence)
  })

  test('a folder is not shared by two chats', async () => {
    await writeFile(join(folder, 'pid'), String(process.pid))
    const { exitCode, stderr } = await chat(['--dir', '.'])
    expect([exitCode, stderr]).toEqual([2, `--dir "." is in use by process ${process.pid}; end that chat, or give another folder, as in "--dir other-chat"`])
  })

  test('--help says what it takes', async () => {
    const { exitCode, stdout } = await chat(['--help'])
    expect(exitCode).toBe(0)
    for (const option of ['--dir DIR', '--pace MS', '/stop', '/quit']) expect(stdout).toContain(option)
  })
})
