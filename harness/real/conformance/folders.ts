import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VIEWS } from './logging-disk.ts'
import { pause } from './process-group.ts'

/** One folder holds all that a lane makes on this machine: mounts below it, loop devices over files in it. So it can be found and taken down from outside. */
export interface Folders {
  readonly fuse: string
  readonly disk: string
  readonly control: string
  readonly mount: string
  /** The file that shows a cut, and where it is mounted. */
  view(place: number): { readonly disk: string; readonly mount: string }
}

const PREFIX = 'powercut-conformance-'
/** How often a mount that is busy is tried again, and how long to wait in between: whoever used it is ending. */
const UNMOUNT_TRIES = 30
const UNMOUNT_WAIT_MS = 100

export function foldersOf(folder: string): Folders {
  const fuse = join(folder, 'fuse')
  return { fuse, disk: join(fuse, 'disk'), control: join(fuse, 'control'), mount: join(folder, 'mount'), view: (place) => ({ disk: join(fuse, `view${place}`), mount: join(folder, `view${place}`) }) }
}

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), PREFIX))
  const { fuse, mount, view } = foldersOf(folder)
  for (const path of [fuse, mount, ...Array.from({ length: VIEWS }, (_, place) => view(place).mount)]) mkdirSync(path)
  return folder
}

/** Loop devices that stand on a file below the folder. */
export function loopDevicesIn(folder: string): string[] {
  return readdirSync('/sys/block').filter((name) => {
    if (!name.startsWith('loop')) return false
    try {
      return readFileSync(`/sys/block/${name}/loop/backing_file`, 'utf8').startsWith(`${folder}/`)
    } catch {
      return false
    }
  }).map((name) => `/dev/${name}`)
}

/** Mount points below the folder, the last mounted first. */
export function mountsIn(folder: string): string[] {
  return readFileSync('/proc/self/mounts', 'utf8').split('\n').map((line) => line.split(' ')[1] ?? '').filter((path) => path.startsWith(`${folder}/`)).reverse()
}

/** Unmounts and detaches everything of the folder; again and again without harm. */
export function unmountAll(folder: string): void {
  const { fuse } = foldersOf(folder)
  for (const path of mountsIn(folder)) if (path !== fuse) unmount(path)
  for (const device of loopDevicesIn(folder)) spawnSync('losetup', ['-d', device], { stdio: 'ignore' })
  for (const path of mountsIn(folder)) unmount(path)
}

/** Removes the folder too. */
export function takeDown(folder: string): void {
  unmountAll(folder)
  rmSync(folder, { recursive: true, force: true })
}

/** In the end lazily: what is served by a process that is gone cannot be written back, and who holds it may never let go. */
function unmount(path: string): void {
  for (let tries = 0; tries < UNMOUNT_TRIES; tries++) {
    if (spawnSync('umount', [path], { stdio: 'ignore' }).status === 0) return
    pause(UNMOUNT_WAIT_MS)
  }
  spawnSync('umount', ['-l', path], { stdio: 'ignore' })
}
