import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Disk } from '../disk.ts'
import type { Image } from '../image.ts'

/** Following 40 symbolic links with one `..` each, and a few of the path itself, must not lead out of the folder. */
const DEPTH = 45

/**
 * A temporary folder of the real file system, and an image in which the same path exists, so that both are given the same paths and their error messages can
 * be compared to the letter.
 */
export interface Sandbox {
  /** Where a sequence works: absolute, deep inside of the folder, empty at its beginning. */
  readonly root: string
  /** Boots a disk on which `root` is an empty directory too. */
  readonly image: Image
  /** False where the real file system does not count links of directories (btrfs, overlayfs). */
  readonly countsDirectoryLinks: boolean
  /** Empties `root`, and all above it in the folder: a symbolic link with `..` may have led there. */
  clear(): void
  remove(): void
}

export function sandbox(): Sandbox {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'powercut-'))
  const root = join(folder, ...Array.from({ length: DEPTH }, () => 'p'))
  mkdirSync(root, { recursive: true })
  const disk = new Disk()
  let path = ''
  for (const name of root.split('/').slice(1)) disk.mkdir((path += `/${name}`), 0o777)
  return {
    root,
    image: disk.freeze(),
    countsDirectoryLinks: statSync(root).nlink === 2,
    clear: () => {
      for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true, force: true })
      for (let path = dirname(root); path !== folder; path = dirname(path)) {
        for (const name of readdirSync(path)) if (name !== 'p') rmSync(join(path, name), { recursive: true, force: true })
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
