import { closeSync, constants, fdatasyncSync, fsyncSync, ftruncateSync, linkSync, mkdirSync, openSync, renameSync, rmdirSync, symlinkSync, unlinkSync, writeSync } from 'node:fs'
import type { Disk } from '../../disk/disk.ts'
import { OPEN } from '../../disk/open-flags.ts'

/** The syscalls of a program, on the simulated disk or on a real one. Paths have no leading slash; '' is the root. Flags have Linux's numbers. */
export interface Calls {
  open(path: string, flags: number): number
  close(fd: number): void
  write(fd: number, bytes: Uint8Array, position: number | null): number
  ftruncate(fd: number, length: number): void
  fsync(fd: number): void
  fdatasync(fd: number): void
  rename(from: string, to: string): void
  link(existing: string, path: string): void
  symlink(target: string, path: string): void
  unlink(path: string): void
  mkdir(path: string): void
  rmdir(path: string): void
  /** What the kernel's timers do sooner or later: everything is written back. No program may rely on it. */
  writeBack(): void
}

export function simulatedCalls(disk: Disk): Calls {
  return {
    open: (path, flags) => disk.open(`/${path}`, flags),
    close: (fd) => disk.close(fd),
    write: (fd, bytes, position) => disk.write(fd, bytes, position),
    ftruncate: (fd, length) => disk.ftruncate(fd, length),
    fsync: (fd) => disk.fsync(fd),
    fdatasync: (fd) => disk.fdatasync(fd),
    rename: (from, to) => disk.rename(`/${from}`, `/${to}`),
    link: (existing, path) => disk.link(`/${existing}`, `/${path}`),
    symlink: (target, path) => disk.symlink(target, `/${path}`),
    unlink: (path) => disk.unlink(`/${path}`),
    mkdir: (path) => disk.mkdir(`/${path}`),
    rmdir: (path) => disk.rmdir(`/${path}`),
    writeBack: () => undefined,
  }
}

/** Below this folder of the kernel's. `closeAll` closes what a program that was refused a step has left open. */
export function realCalls(root: string, writeBack: () => void): Calls & { closeAll(): void } {
  const at = (path: string): string => (path === '' ? root : `${root}/${path}`)
  const opened = new Set<number>()
  return {
    open: (path, flags) => {
      const fd = openSync(at(path), nativeFlags(flags), 0o644)
      opened.add(fd)
      return fd
    },
    close: (fd) => {
      opened.delete(fd)
      closeSync(fd)
    },
    closeAll: () => {
      for (const fd of opened) closeSync(fd)
      opened.clear()
    },
    write: (fd, bytes, position) => writeSync(fd, bytes, 0, bytes.length, position),
    ftruncate: ftruncateSync,
    fsync: fsyncSync,
    fdatasync: fdatasyncSync,
    rename: (from, to) => renameSync(at(from), at(to)),
    link: (existing, path) => linkSync(at(existing), at(path)),
    symlink: (target, path) => symlinkSync(target, at(path)),
    unlink: (path) => unlinkSync(at(path)),
    mkdir: (path) => mkdirSync(at(path)),
    rmdir: (path) => rmdirSync(at(path)),
    writeBack,
  }
}

function nativeFlags(flags: number): number {
  let native = flags & OPEN.ACCESS_MODE
  if ((flags & OPEN.CREAT) !== 0) native |= constants.O_CREAT
  if ((flags & OPEN.TRUNC) !== 0) native |= constants.O_TRUNC
  if ((flags & OPEN.APPEND) !== 0) native |= constants.O_APPEND
  if ((flags & OPEN.DSYNC) !== 0) native |= constants.O_DSYNC
  return native
}
