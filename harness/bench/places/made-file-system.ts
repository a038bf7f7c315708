import { spawnSync } from 'node:child_process'
import { accessSync, constants, mkdirSync, mkdtempSync, truncateSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { takeDown } from '../../real/conformance/folders.ts'

/** File systems that the benchmark makes for itself: on an image in the chosen folder, over a loop device, so that the same disk lies below all of them; tmpfs has none. */
export type MadeFileSystem = 'ext4' | 'xfs' | 'btrfs' | 'tmpfs'

/** Its `mkfs`, with its standard settings. */
const MAKE: Readonly<Record<MadeFileSystem, readonly string[] | undefined>> = {
  ext4: ['mkfs.ext4', '-q', '-F'],
  xfs: ['mkfs.xfs', '-q', '-f'],
  btrfs: ['mkfs.btrfs', '-q', '-f'],
  tmpfs: undefined,
}
export const MADE_FILE_SYSTEMS: readonly MadeFileSystem[] = ['ext4', 'xfs', 'btrfs', 'tmpfs']

/** Sparse: only what is written takes space. */
const IMAGE_BYTES: number = 2 ** 31

/** Why this one cannot be made here; undefined: it can. */
export function whyNotMade(type: MadeFileSystem): string | undefined {
  if (process.platform !== 'linux') return `it needs Linux, this is ${process.platform}`
  if (process.getuid?.() !== 0) return 'it needs root, to mount a file system'
  const make = MAKE[type]
  if (make !== undefined) {
    try {
      accessSync('/dev/loop-control', constants.R_OK | constants.W_OK)
    } catch {
      return 'it needs loop devices, and /dev/loop-control is not there'
    }
  }
  const commands = ['mount', 'umount', ...(make === undefined ? [] : ['losetup', make[0]!])]
  const missing = commands.find((command) => (spawnSync(command, ['--version'], { stdio: 'ignore' }).error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT')
  return missing === undefined ? undefined : `it needs the command ${missing}`
}

/** Makes and mounts it below `folder`, and takes everything down again however `body` ends, also when the process is made to exit in it. */
export async function onMade<T>(type: MadeFileSystem, folder: string, body: (mounted: string) => Promise<T>): Promise<T> {
  // Whole: what is mounted is found again by the path that the kernel shows.
  const own = mkdtempSync(join(resolve(folder), '.powercut-image-'))
  const end = (): void => takeDown(own)
  process.on('exit', end)
  try {
    const mounted = join(own, 'mount')
    mkdirSync(mounted)
    const make = MAKE[type]
    if (make === undefined) {
      command('mount', ['-t', type, '-o', `size=${IMAGE_BYTES}`, type, mounted])
    } else {
      const image = join(own, 'image')
      writeFileSync(image, '')
      truncateSync(image, IMAGE_BYTES)
      command(make[0]!, [...make.slice(1), image])
      const device = command('losetup', ['--find', '--show', image]).trim()
      command('mount', ['-t', type, device, mounted])
    }
    return await body(mounted)
  } finally {
    process.off('exit', end)
    end()
  }
}

function command(program: string, values: readonly string[]): string {
  const { status, error, stdout, stderr } = spawnSync(program, values, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr.trim()}`)
  return stdout
}
