import type { Disk } from '../../disk/disk.ts'
import type { Kernel, SyscallName } from '../kernel.ts'

export interface DirectKernel extends Kernel {
  /** Names of the syscalls so far, in order. */
  readonly calls: string[]
}

/** A kernel without a world: every call is performed at once. Listings come in reverse order, temporary names count up. */
export function directKernel(disk: Disk): DirectKernel {
  const calls: string[] = []
  let temporary = 0
  return {
    calls,
    call<T>(operation: SyscallName, ...args: unknown[]): Promise<T> {
      calls.push(operation)
      return new Promise<T>((resolve) => resolve(Reflect.apply(disk[operation] as (...args: unknown[]) => unknown, disk, args) as T))
    },
    shuffle: (items) => items.reverse(),
    random: () => String(++temporary).padStart(6, '0'),
  }
}
