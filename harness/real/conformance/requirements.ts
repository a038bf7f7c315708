import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import type { FileSystem } from './file-systems.ts'

/** Why no file system can be tried on this machine; undefined: all that is needed for any is here. */
export function missingHere(): string | undefined {
  if (process.platform !== 'linux') return `it needs Linux, this is ${process.platform}`
  if (process.getuid?.() !== 0) return 'it needs root, to mount file systems'
  for (const [path, what] of [['/dev/fuse', 'FUSE'], ['/dev/loop-control', 'loop devices']] as const) {
    try {
      accessSync(path, constants.R_OK | constants.W_OK)
    } catch {
      return `it needs ${what}, and ${path} is not there`
    }
  }
  return ['mount', 'umount', 'losetup', 'sync'].map((command) => missingCommand(command)).find((reason) => reason !== undefined)
}

/** Why this file system cannot be tried here, where others can. */
export function missingFor({ mkfs }: FileSystem): string | undefined {
  return missingCommand(mkfs[0]!)
}

function missingCommand(command: string): string | undefined {
  const { error } = spawnSync(command, ['--version'], { stdio: 'ignore' })
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT' ? `it needs the command ${command}` : undefined
}
