import { Disk } from '../../disk.ts'
import type { DiskOptions, Image } from '../../image.ts'
import { treeOf } from '../../observed-tree.ts'
import { CrashCursor } from '../../images.ts'
import { OPEN } from '../../open-flags.ts'

/**
 * A step of a program: `write` path, offset, length, byte, flags (c create, a append, t truncate, s O_DSYNC, f fsync, F fdatasync), `rename`, `link`,
 * `unlink`, `truncate`, `mkdir`, `rmdir`, `symlink` target, path, `fsync`, `fdatasync`, and `failed fsync`. `open` name, path, flags holds a descriptor by that name
 * for `put` name, offset, length, byte, `sync` name, kind, `cut` name, length and `close` name. A `commit` (the kernel's timer) forces nothing and is no operation here.
 */
export type Step = readonly [name: string, ...arguments_: (string | number)[]]

/** Bytes as runs of [byte, count]. */
export type Runs = readonly (readonly [byte: number, count: number])[]

export function perform(disk: Disk, steps: readonly Step[]): void {
  const held = new Map<string, { readonly fd: number; readonly append: boolean }>()
  for (const [name, ...values] of steps) {
    const path = `/${String(values[0])}`.replace('//', '/')
    const second = values[1]
    if (name === 'write') write(disk, path, Number(second), Number(values[2]), Number(values[3]), String(values[4]))
    else if (name === 'rename') disk.rename(path, `/${String(second)}`)
    else if (name === 'link') disk.link(path, `/${String(second)}`)
    else if (name === 'unlink') disk.unlink(path)
    else if (name === 'truncate') disk.truncate(path, Number(second))
    else if (name === 'mkdir') disk.mkdir(path)
    else if (name === 'rmdir') disk.rmdir(path)
    else if (name === 'fsync' || name === 'fdatasync') sync(disk, path, name)
    else if (name === 'symlink') disk.symlink(String(values[0]), `/${String(second)}`)
    else if (name === 'open') held.set(path, { fd: open(disk, `/${String(second)}`, String(values[2])), append: String(values[2]).includes('a') })
    else if (name === 'put') disk.write(held.get(path)!.fd, new Uint8Array(Number(values[2])).fill(Number(values[3])), held.get(path)!.append ? null : Number(second))
    else if (name === 'sync') disk[second === 'fsync' ? 'fsync' : 'fdatasync'](held.get(path)!.fd)
    else if (name === 'cut') disk.ftruncate(held.get(path)!.fd, Number(second))
    else if (name === 'close') disk.close(held.get(path)!.fd)
    else if (name === 'failed fsync') failSync(disk, path)
    else if (name !== 'commit') throw new Error(`step '${name}' is not known`)
  }
}

function write(disk: Disk, path: string, offset: number, length: number, byte: number, flags: string): void {
  const fd = open(disk, path, flags)
  if (length > 0) disk.write(fd, new Uint8Array(length).fill(byte), flags.includes('a') ? null : offset)
  if (flags.includes('f')) disk.fsync(fd)
  if (flags.includes('F')) disk.fdatasync(fd)
  disk.close(fd)
}

function open(disk: Disk, path: string, flags: string): number {
  const has = (flag: string, bits: number): number => (flags.includes(flag) ? bits : 0)
  return disk.open(path, OPEN.RDWR | has('c', OPEN.CREAT) | has('a', OPEN.APPEND) | has('t', OPEN.TRUNC) | has('s', OPEN.DSYNC))
}

function sync(disk: Disk, path: string, name: 'fsync' | 'fdatasync'): void {
  const fd = disk.open(path, OPEN.RDONLY)
  disk[name](fd)
  disk.close(fd)
}

/** What a sync that failed leaves in the log. */
function failSync(disk: Disk, path: string): void {
  const n = disk.log.length
  disk.log.push({ kind: 'lost', n, call: (disk.log.at(-1)?.call ?? 0) + 1, inode: disk.stat(path).ino, covers: n })
}

/** A disk whose base holds what the setup made, durable, and whose log holds the operations. */
export function diskAfter(setup: readonly Step[], operations: readonly Step[]): Disk {
  const before = new Disk()
  perform(before, setup)
  const disk = new Disk(before.freeze())
  perform(disk, operations)
  return disk
}

export function optionsOf(profile: string, others: Partial<DiskOptions> = {}): DiskOptions {
  return { profile, sectorSize: 512, powersafeOverwrite: true, ...others }
}

export function cursorAtEnd(disk: Disk, options: DiskOptions): CrashCursor {
  const cursor = new CrashCursor(disk.base, disk.log, options)
  cursor.advance(disk.log.length)
  return cursor
}

export function bytesOfRuns(runs: Runs): Uint8Array {
  const bytes = new Uint8Array(runs.reduce((sum, [, count]) => sum + count, 0))
  let offset = 0
  for (const [byte, count] of runs) {
    bytes.fill(byte, offset, offset + count)
    offset += count
  }
  return bytes
}

export function runsOfBytes(bytes: Uint8Array): [byte: number, count: number][] {
  const runs: [number, number][] = []
  for (const byte of bytes) {
    const last = runs.at(-1)
    if (last !== undefined && last[0] === byte) last[1]++
    else runs.push([byte, 1])
  }
  return runs
}

/** The files of an image, readable: `f: A100 0x3996`. One line per name, sorted. */
export function readable(image: Image): string {
  const lines: string[] = []
  for (const [path, node] of treeOf(image)) {
    if (node.kind === 'file') lines.push(`${path}: ${runsOfBytes(node.bytes).map(([byte, count]) => `${byte === 0 ? '0x' : byte === 0xdb ? '#' : String.fromCharCode(byte)}${count}`).join(' ')}`)
    else lines.push(`${path} (${node.kind})`)
  }
  return lines.sort().join('\n')
}
