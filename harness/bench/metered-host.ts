import { join } from 'node:path'
import { altered } from '../check/altered-host.ts'
import { OPEN } from '../disk/open-flags.ts'
import type { FileHandle, FileSystem, Host, PathLike, WriteFileOptions } from '../host/host.ts'
import { openFlags } from '../world/open-flags.ts'
import type { Meter } from './meter.ts'

/** How a file reaches the medium: by one of the two calls, or with every write, which then needs no call. */
export type SyncCall = 'fsync' | 'fdatasync' | 'O_DSYNC'
export const SYNC_CALLS: readonly SyncCall[] = ['fsync', 'fdatasync', 'O_DSYNC']

export interface MeteredHostOptions {
  readonly meter: Meter
  /** Milliseconds, of the clock that the host lives by. */
  readonly now: () => number
  readonly call: SyncCall
  /** Where relative paths begin. Default: where the host has them. */
  readonly folder?: string
}

/**
 * A host whose writes and syncs are counted and timed, and whose files reach the medium by the call that is asked for, whichever one the store uses.
 * Directories keep their fsync, because O_DSYNC means nothing to them.
 */
export function meteredHost(host: Host, options: MeteredHostOptions): Host {
  return { fs: meteredFileSystem(host.fs, options), clock: host.clock, random: host.random, pid: host.pid, boot: host.boot }
}

function meteredFileSystem(fs: FileSystem, options: MeteredHostOptions): FileSystem {
  const { meter, folder, call } = options
  const at = (path: PathLike): PathLike => (folder !== undefined && typeof path === 'string' && !path.startsWith('/') ? join(folder, path) : path)
  const moved: Record<string, unknown> = {}
  for (const name of ONE_PATH) {
    const called = fs[name] as (path: PathLike, ...rest: unknown[]) => unknown
    moved[name] = (path: PathLike, ...rest: unknown[]) => called(at(path), ...rest)
  }
  for (const name of ['writeFile', 'appendFile'] as const) {
    moved[name] = async (path: PathLike, data: string | Uint8Array, settings?: WriteFileOptions) => {
      await fs[name](at(path), data, settings)
      meter.writes++
      meter.bytes += Buffer.byteLength(data)
      if (settings?.flush === true) meter.syncs++
    }
  }
  moved['open'] = async (path: PathLike, flags?: string | number, mode?: number) => {
    const numbers = openFlags(flags)
    const isFile = (numbers & OPEN.ACCESS_MODE) !== OPEN.RDONLY
    const asked = isFile && call === 'O_DSYNC' ? numbers | OPEN.DSYNC : flags
    return meteredHandle(await fs.open(at(path), asked, mode), options, isFile ? call : 'fsync')
  }
  moved['rename'] = (from: PathLike, to: PathLike) => fs.rename(at(from), at(to))
  moved['link'] = (from: PathLike, to: PathLike) => fs.link(at(from), at(to))
  moved['symlink'] = (target: PathLike, path: PathLike) => fs.symlink(target, at(path))
  return moved as unknown as FileSystem
}

const ONE_PATH = ['readFile', 'readlink', 'unlink', 'rm', 'mkdir', 'rmdir', 'readdir', 'stat', 'lstat', 'access', 'truncate', 'mkdtemp'] as const

type Written = Promise<{ readonly bytesWritten: number }>

function meteredHandle(handle: FileHandle, { meter, now }: MeteredHostOptions, call: SyncCall): FileHandle {
  const wrote = async (written: Written): Written => {
    const start = now()
    const result = await written
    const took = now() - start
    meter.writes++
    meter.bytes += result.bytesWritten
    meter.write.record(took)
    if (call === 'O_DSYNC') {
      meter.syncs++
      meter.sync.record(took)
    }
    return result
  }
  const whole = async (written: Promise<void>, data: string | Uint8Array): Promise<void> => {
    await written
    meter.writes++
    meter.bytes += Buffer.byteLength(data)
    if (call === 'O_DSYNC') meter.syncs++
  }
  const sync = async (): Promise<void> => {
    if (call === 'O_DSYNC') return
    const start = now()
    await (call === 'fdatasync' ? handle.datasync() : handle.sync())
    meter.syncs++
    meter.sync.record(now() - start)
  }
  const write = handle.write.bind(handle) as (...values: unknown[]) => Written
  return altered(handle, {
    write: ((...values: unknown[]) => wrote(write(...values))) as FileHandle['write'],
    writev: (buffers, position) => wrote(handle.writev(buffers, position)),
    writeFile: (data, settings) => whole(handle.writeFile(data, settings), data),
    appendFile: (data, settings) => whole(handle.appendFile(data, settings), data),
    sync,
    datasync: sync,
  })
}
