import { execa, type Options, type Result } from 'execa'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chatContract, journalContract, sessionStoreContract } from '../scenarios/index.ts'

const HERE = dirname(fileURLToPath(import.meta.url))
const ROOT = join(HERE, '..')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'powercut-examples-'))
})
afterEach(() => rm(folder, { recursive: true }))

const OPTIONS = { reject: false, env: { NO_COLOR: '1', FORCE_COLOR: undefined } } satisfies Options
const gate = (file: string, ...more: string[]): Promise<Result<typeof OPTIONS & { cwd: string }>> =>
  execa(process.execPath, [join(ROOT, 'dist/harness/cli/main.js'), 'gate', '--suite', 'session-store', '--implementation', join(HERE, file), '--workers', '1', ...more], { ...OPTIONS, cwd: folder })

describe('a session store of one’s own', () => {
  test('holds where it states a capability; the rest is counted as not applicable, with the reason', async () => {
    const { exitCode, stdout } = await gate('session-store-of-my-own.mjs', '--runs', '2', '--fail-on', 'violated,stuck,failed')
    expect(exitCode).toBe(0)
    for (const id of ['saves-survive', 'files-stay-few']) expect(stdout).toMatch(new RegExp(`^✓ session-store/${id} `, 'm'))
    expect(stdout).toMatch(/^– session-store\/two-holders .* not applicable: my-sessions does not state the capability .*fence/m)
    expect(stdout).toMatch(/^\d+ scenarios: .*\d+ not applicable/m)
    expect(stdout).not.toMatch(/✗/)
  })

  test('one that renames too early is red, and shown the write that was lost', async () => {
    const { exitCode, stdout } = await gate('session-store-renamed-too-early.mjs', '--runs', '2', '--scenario', 'session-store/saves-survive')
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^✗ session-store\/saves-survive {2}violated/m)
    expect(stdout).toMatch(/Decided by .*write chat\.tmp #1: .*did not reach the medium, at write \(.*session-store-renamed-too-early\.mjs:13:7\)/)
  })
})

test.each([journalContract, sessionStoreContract, chatContract])('the methods and capabilities of a $name are documented', async ({ methods, capabilities }) => {
  const text = await readFile(join(ROOT, 'scenarios/README.md'), 'utf8')
  for (const method of methods) expect(text).toMatch(new RegExp(`\\b${method}\\(`))
  for (const capability of Object.keys(capabilities)) expect(text).toContain(`| \`${capability}\` |`)
})
