import type { Calls } from './calls.ts'
import { OPEN } from '../../disk/open-flags.ts'

/**
 * A step of a program, in the notation of the disk's fixtures: `write` path, offset, length, byte, flags (c create, a append, t truncate, s O_DSYNC,
 * f fsync, F fdatasync), `truncate` path, length, `rename`, `link`, `unlink`, `symlink` target, path, `mkdir`, `rmdir`, `fsync`, `fdatasync`, and `commit`
 * (the kernel's timer, which forces nothing). `open` name, path, flags holds a descriptor by that name for `put` name, offset, length, byte, `sync` name,
 * kind, `cut` name, length and `close` name.
 */
export type Step = readonly [name: string, ...values: (string | number)[]]

export interface Program {
  /** Durable before the operations begin. */
  readonly setup: readonly Step[]
  readonly operations: readonly Step[]
}

/** Performs all steps at once. */
export function performAll(calls: Calls, steps: readonly Step[]): void {
  const performing = perform(calls, steps)
  while (performing.next().done !== true);
}

/** Performs the steps; yields after each syscall. In the end no descriptor is open. */
export function* perform(calls: Calls, steps: readonly Step[]): Generator<void, void> {
  const held = new Map<string, { fd: number; append: boolean }>()
  for (const [name, ...values] of steps) {
    const path = String(values[0] ?? '')
    const second = values[1] ?? 0
    switch (name) {
      case 'write':
        yield* write(calls, path, Number(second), Number(values[2]), Number(values[3]), String(values[4]))
        break
      case 'truncate': {
        const fd = calls.open(path, OPEN.RDWR)
        yield
        calls.ftruncate(fd, Number(second))
        yield
        calls.close(fd)
        break
      }
      case 'fsync':
      case 'fdatasync': {
        const fd = calls.open(path, OPEN.RDONLY)
        yield
        calls[name](fd)
        yield
        calls.close(fd)
        break
      }
      case 'open':
        held.set(path, { fd: calls.open(String(second), openFlags(String(values[2]))), append: String(values[2]).includes('a') })
        break
      case 'put': {
        const { fd, append } = held.get(path)!
        calls.write(fd, filled(Number(values[2]), Number(values[3])), append ? null : Number(second))
        break
      }
      case 'sync':
        calls[second === 'fsync' ? 'fsync' : 'fdatasync'](held.get(path)!.fd)
        break
      case 'cut':
        calls.ftruncate(held.get(path)!.fd, Number(second))
        break
      case 'close':
        calls.close(held.get(path)!.fd)
        held.delete(path)
        break
      case 'rename':
      case 'link':
      case 'symlink':
        calls[name](path, String(second))
        break
      case 'unlink':
      case 'mkdir':
      case 'rmdir':
        calls[name](path)
        break
      case 'commit':
        calls.writeBack()
        break
      default:
        throw new Error(`step '${name}' is not known`)
    }
    yield
  }
  for (const { fd } of held.values()) {
    calls.close(fd)
    yield
  }
}

function* write(calls: Calls, path: string, offset: number, length: number, byte: number, flags: string): Generator<void, void> {
  const fd = calls.open(path, openFlags(flags))
  yield
  if (length > 0) {
    calls.write(fd, filled(length, byte), flags.includes('a') ? null : offset)
    yield
  }
  if (flags.includes('f') || flags.includes('F')) {
    calls[flags.includes('f') ? 'fsync' : 'fdatasync'](fd)
    yield
  }
  calls.close(fd)
}

function openFlags(flags: string): number {
  const bits = { c: OPEN.CREAT, a: OPEN.APPEND, t: OPEN.TRUNC, s: OPEN.DSYNC } as const
  let all: number = OPEN.RDWR
  for (const [flag, bit] of Object.entries(bits)) if (flags.includes(flag)) all |= bit
  return all
}

function filled(length: number, byte: number): Uint8Array {
  return new Uint8Array(length).fill(byte)
}
