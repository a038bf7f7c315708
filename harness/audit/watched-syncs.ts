import { dirname, normalize } from 'node:path'
import { altered, withFileSystem } from '../check/altered-host.ts'
import { OPEN } from '../disk/open-flags.ts'
import type { FileHandle, FileSystem, Host, PathLike, WriteFileOptions } from '../host/host.ts'
import { pathText, placeNow, roleOfPath, siteKey, type RenameSite, type SyncSite } from './sync-site.ts'

export interface SyncWatch {
  /** Asked at each sync: false leaves it out, as if the code did not ask for it. */
  sync(site: SyncSite): boolean
  renamed?(site: RenameSite): void
}

/**
 * A host that asks before each thing that makes something durable: `sync` and `datasync` of a handle, a write with `flush`, a file opened to write through
 * (O_SYNC, O_DSYNC). It makes no operation of its own, so that the code under test runs as it does without it.
 */
export function withWatchedSyncs(host: Host, watch: SyncWatch): Host {
  /** Directories in which this process has named something. */
  const parents = new Set<string>(['.', '/'])
  /** Path → the sites that have synced it. */
  const synced = new Map<string, Set<string>>()

  const named = (path: PathLike): string => {
    const text = normalize(pathText(path))
    parents.add(dirname(text))
    return text
  }
  const asks = (kind: SyncSite['kind'], path: PathLike): boolean => {
    const site: SyncSite = { kind, role: roleOfPath(path), place: placeNow() }
    const key = normalize(pathText(path))
    if (!synced.has(key)) synced.set(key, new Set())
    synced.get(key)!.add(siteKey(site))
    return watch.sync(site)
  }
  const watched = (handle: FileHandle, path: PathLike, flags: string | number | undefined): FileHandle => {
    const asksHere = (): boolean => asks(isReadOnly(flags) && parents.has(normalize(pathText(path))) ? 'directory sync' : 'file sync', path)
    return altered(handle, {
      sync: () => (asksHere() ? handle.sync() : Promise.resolve()),
      datasync: () => (asksHere() ? handle.datasync() : Promise.resolve()),
    })
  }
  const flushed = <T extends WriteFileOptions | BufferEncoding | null | undefined>(path: PathLike, options: T): T => {
    named(path)
    if (typeof options !== 'object' || options === null || options.flush !== true) return options
    return asks('flushed write', path) ? options : { ...options, flush: false }
  }
  return withFileSystem(host, (fs): Partial<FileSystem> => ({
    open(path, flags, mode) {
      named(path)
      const through = isThrough(flags) && !asks('synchronous open', path) ? withoutSync(flags!) : flags
      return fs.open(path, through, mode).then((handle) => watched(handle, path, flags))
    },
    writeFile: (path, data, options) => fs.writeFile(path, data, flushed(path, options)),
    appendFile: (path, data, options) => fs.appendFile(path, data, flushed(path, options)),
    mkdir: ((path: PathLike, options: never) => {
      named(path)
      return fs.mkdir(path, options)
    }) as FileSystem['mkdir'],
    rename(from, to) {
      const [source, target] = [named(from), named(to)]
      const syncs = [...(synced.get(source) ?? [])]
      if (syncs.length > 0) watch.renamed?.({ from: roleOfPath(from), to: roleOfPath(to), place: placeNow(), syncs })
      synced.delete(source)
      synced.set(target, new Set())
      return fs.rename(from, to)
    },
  }))
}

function isReadOnly(flags: string | number | undefined): boolean {
  if (typeof flags === 'number') return (flags & OPEN.ACCESS_MODE) === OPEN.RDONLY
  return flags === undefined || flags === 'r' || flags === 'rs' || flags === 'sr'
}

/** Writes go through to the medium: `as`, `rs+` and the like, O_SYNC, O_DSYNC. */
function isThrough(flags: string | number | undefined): boolean {
  if (isReadOnly(flags)) return false
  return typeof flags === 'number' ? (flags & (OPEN.SYNC | OPEN.DSYNC)) !== 0 : flags!.includes('s')
}

function withoutSync(flags: string | number): string | number {
  return typeof flags === 'number' ? flags & ~(OPEN.SYNC | OPEN.DSYNC) : flags.replace('s', '')
}
