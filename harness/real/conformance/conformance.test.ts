import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { notAdmitted, simulate } from './check-outcomes.ts'
import { COVERED } from './coverage.ts'
import { FILE_SYSTEMS } from './file-systems.ts'
import { loopDevicesIn, mountsIn } from './folders.ts'
import { missingFor, missingHere } from './requirements.ts'
import { observedTree } from './test-support/observed.ts'
import type { Violation } from './violation.ts'

const MAIN = fileURLToPath(new URL('../../../dist/harness/real/conformance/main.js', import.meta.url))
const WAIT_MS = 50
/** A user without rights. */
const NOBODY = 65534

const missing = missingHere() ?? FILE_SYSTEMS.map((fileSystem) => missingFor(fileSystem)).find((reason) => reason !== undefined)
if (missing !== undefined) console.warn(`The conformance run is tested here without file systems: ${missing}.`)

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface Column {
  readonly fileSystem: string
  readonly programs: number
  readonly images: number
  readonly outcomes: number
  readonly coverage: Record<string, number>
  readonly violations: readonly Violation[]
}

/** Where a run puts its temporary files: what it leaves behind is found by it. */
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'powercut-test-'))
})
/** Runs that a failed test left. */
const running = new Set<ChildProcess>()
afterEach(async () => {
  for (const child of running) {
    child.kill('SIGTERM')
    await once(child, 'close')
  }
  rmSync(folder, { recursive: true, force: true })
})

function start(args: readonly string[], env: Record<string, string> = {}, uid?: number): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, TMPDIR: folder, ...env }, ...(uid !== undefined && { uid }), stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  running.add(child)
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child)
    return { code: code as number | null, stdout, stderr }
  })
  return { child, ended }
}

/** Mounts, loop devices, processes and files that belong to the run. */
function leftBehind(): string[] {
  const processes = readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && pid !== String(process.pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`TMPDIR=${folder}`)
    } catch {
      return false
    }
  })
  return [...mountsIn(folder), ...loopDevicesIn(folder), ...processes.map((pid) => `process ${pid}`), ...readdirSync(folder)]
}

/** An outcome that was printed, put together again. */
function admitted({ tree, ended, begun, ...program }: Violation, profile: string): boolean {
  return notAdmitted(simulate(program), [{ first: ended!, last: begun!, count: 1, tree: observedTree(tree ?? {}), complete: false }], profile).length === 0
}

describe('anywhere', () => {
  test('without what it needs, it says so in one sentence and is content', async () => {
    const { code, stdout, stderr } = await start([], { PATH: folder }).ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^Skipped: it needs [^.]+\.\n$/)
  })

  test.runIf(process.platform === 'linux')('without root, too', async () => {
    expect(await start([], {}, process.getuid!() === 0 ? NOBODY : undefined).ended).toEqual({ code: 0, stdout: 'Skipped: it needs root, to mount file systems.\n', stderr: '' })
    expect(leftBehind()).toEqual([])
  })

  test.each([
    [['--file-system', 'fat'], "--file-system got 'fat'; it takes ext4, xfs, btrfs\n"],
    [['--programs', '0'], "--programs got '0'; it takes a whole number from 1 to 1,000,000\n"],
    [['--profile', 'best'], "--profile got 'best'; it takes one of strict, ext4, xfs, btrfs, posix, lying\n"],
    [['--sed', 'x'], "conformance got '--sed'; it takes --programs, --cuts, --file-system, --seed, --profile, --process-death, --json, --help\n"],
    [['btrfs'], "conformance got 'btrfs'; it takes only flags: --programs, --cuts, --file-system, --seed, --profile, --process-death, --json, --help\n"],
    [['--seed', '--json'], '--seed got no value; it takes TEXT: equal seeds give equal programs; default powercut\n'],
    [['--json=yes'], "--json got 'yes'; it takes no value\n"],
  ])('%j is refused', async (args, sentence) => {
    expect(await start(args).ended).toEqual({ code: 2, stdout: '', stderr: sentence })
  })

  test.each(['--help', '-h'])('%s tells the flags and the exit codes, and runs nothing', async (flag) => {
    const { code, stdout, stderr } = await start([flag, '--programs', '7']).ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const text of ['npm run conformance -- [FLAGS]', '--programs N', '--cuts N', '--file-system TYPE', '--process-death', '  130  interrupted']) expect(stdout).toContain(text)
  })

  test('a killed writer leaves what the simulated disk shows, and the run nothing', async () => {
    const { code, stdout } = await start(['--process-death', '--programs', '8', '--json']).ended
    const { tornWrites } = JSON.parse(stdout) as { tornWrites: { kills: number; torn: number; none: number; all: number; violations: string[] }[] }
    expect(code).toBe(0)
    for (const { kills, torn, none, all, violations } of tornWrites) {
      expect(violations).toEqual([])
      expect({ kills, ended: torn + none + all }).toEqual({ kills: 8, ended: 8 })
    }
    expect(tornWrites.length).toBeGreaterThan(0)
    expect(leftBehind()).toEqual([])
  })
})

describe('on real file systems', () => {
  test.runIf(missing === undefined)('what they leave is admitted, and nothing of the run stays', async () => {
    const { code, stdout, stderr } = await start(['--programs', '4', '--cuts', '12', '--seed', 'test', '--json']).ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { fileSystems } = JSON.parse(stdout) as { fileSystems: readonly Column[] }
    expect(fileSystems.map(({ fileSystem }) => fileSystem)).toEqual(FILE_SYSTEMS.map(({ name }) => name))
    for (const { images, outcomes, violations, coverage, programs } of fileSystems) {
      expect(violations).toEqual([])
      expect(images).toBeGreaterThan(programs * 6)
      expect(outcomes).toBeGreaterThan(programs)
      expect(Object.keys(coverage)).toEqual(COVERED)
    }
    expect(leftBehind()).toEqual([])
  })

  test.runIf(missing === undefined)('a rule that is too strong is caught, and the program is printed small, so that it shows it again', async () => {
    const { code, stdout } = await start(['--programs', '1', '--cuts', '12', '--file-system', 'ext4', '--profile', 'strict', '--seed', 'test']).ended
    expect(code).toBe(1)
    const printed = stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Violation)
    const rows = [...stdout.matchAll(/^  \{\n    title: .*\n    setup: (.*),\n    operations: (.*),\n    trees: \[\{ tree: '.*', yes: 'ext4 posix', no: '' \}\],\n  \},$/gm)]
    expect([printed.length, rows.length]).toEqual([1, 1])
    expect({ strict: admitted(printed[0]!, 'strict'), ext4: admitted(printed[0]!, 'ext4') }).toEqual({ strict: false, ext4: true })
    const minimal = JSON.parse(rows[0]![2]!.replaceAll("'", '"')) as unknown[]
    expect(minimal).toHaveLength(1)
    expect(leftBehind()).toEqual([])
  })

  test.runIf(missing === undefined).each(['SIGINT', 'SIGTERM'] as const)('after %s nothing stays', async (signal) => {
    const { child, ended } = start(['--programs', '100000', '--file-system', 'btrfs,xfs'])
    while (mountsIn(folder).length < 3 || loopDevicesIn(folder).length === 0) await sleep(WAIT_MS)
    child.kill(signal)
    expect((await ended).code).toBe(130)
    expect(leftBehind()).toEqual([])
  })

  test.runIf(missing === undefined).each([['begins', 1], ['works', 3]] as const)('when the run itself is killed as it %s, the disks take everything down', async (_when, mounts) => {
    const { child, ended } = start(['--programs', '100000', '--file-system', 'ext4'])
    while (mountsIn(folder).length < mounts) await sleep(mounts)
    child.kill('SIGKILL')
    await ended
    while (leftBehind().length > 0) await sleep(WAIT_MS)
  })
})
