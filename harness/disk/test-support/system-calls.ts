import * as fs from 'node:fs'
import type { Disk } from '../disk.ts'

export interface StatusLike {
  readonly kind: string
  readonly size: number
  readonly ino: number
  readonly nlink: number
  readonly mode: number
}

/** The syscalls that a sequence may use, on a simulated disk or a real kernel. */
export interface SystemCalls {
  open(path: string, flags: number, mode: number): number
  close(fd: number): void
  read(fd: number, length: number, position: number | null): Uint8Array
  write(fd: number, bytes: Uint8Array, position: number | null): number
  ftruncate(fd: number, length: number): void
  truncate(path: string, length: number): void
  fsync(fd: number): void
  fdatasync(fd: number): void
  fstat(fd: number): StatusLike
  stat(path: string): StatusLike
  lstat(path: string): StatusLike
  readlink(path: string): string
  rename(from: string, to: string): void
  link(existing: string, path: string): void
  symlink(target: string, path: string): void
  unlink(path: string): void
  mkdir(path: string, mode: number): void
  rmdir(path: string): void
  readdir(path: string): { readonly name: string; readonly kind: string }[]
  access(path: string, mode: number): void
}

/** Proof that a disk has them all. */
export function diskCalls(disk: Disk): SystemCalls {
  return disk
}

export const kernelCalls: SystemCalls = {
  open: (path, flags, mode) => fs.openSync(path, flags, mode),
  close: (fd) => fs.closeSync(fd),
  read: (fd, length, position) => {
    const buffer = new Uint8Array(length)
    return buffer.subarray(0, fs.readSync(fd, buffer, 0, length, position))
  },
  write: (fd, bytes, position) => fs.writeSync(fd, bytes, 0, bytes.length, position),
  ftruncate: (fd, length) => fs.ftruncateSync(fd, length),
  truncate: (path, length) => fs.truncateSync(path, length),
  fsync: (fd) => fs.fsyncSync(fd),
  fdatasync: (fd) => fs.fdatasyncSync(fd),
  fstat: (fd) => statusOf(fs.fstatSync(fd)),
  stat: (path) => statusOf(fs.statSync(path)),
  lstat: (path) => statusOf(fs.lstatSync(path)),
  readlink: (path) => fs.readlinkSync(path),
  rename: (from, to) => fs.renameSync(from, to),
  link: (existing, path) => fs.linkSync(existing, path),
  symlink: (target, path) => fs.symlinkSync(target, path),
  unlink: (path) => fs.unlinkSync(path),
  mkdir: (path, mode) => {
    fs.mkdirSync(path, mode)
  },
  rmdir: (path) => fs.rmdirSync(path),
  readdir: (path) =>
    fs
      .readdirSync(path, { withFileTypes: true })
      .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  access: (path, mode) => fs.accessSync(path, mode),
}

function statusOf(stats: fs.Stats): StatusLike {
  return { kind: kindOf(stats), size: stats.size, ino: stats.ino, nlink: stats.nlink, mode: stats.mode }
}

function kindOf(of: { isDirectory(): boolean; isSymbolicLink(): boolean }): string {
  return of.isDirectory() ? 'directory' : of.isSymbolicLink() ? 'symlink' : 'file'
}
