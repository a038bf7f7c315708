import { SLOTS } from './steps.ts'
import type { StatusLike, SystemCalls } from './system-calls.ts'
import type { Step } from './steps.ts'

/** What a call gave, or how it was refused, in a form that two systems can be compared by. */
export type Outcome = unknown

/** Runs the steps of one sequence against one system, whose descriptors it keeps. */
export class Performer {
  readonly #system: SystemCalls
  readonly #root: string
  readonly #countsDirectoryLinks: boolean
  readonly #slots: (number | undefined)[] = Array.from({ length: SLOTS })
  #count = 0

  constructor(system: SystemCalls, root: string, countsDirectoryLinks: boolean) {
    this.#system = system
    this.#root = root
    this.#countsDirectoryLinks = countsDirectoryLinks
  }

  perform(step: Step): Outcome {
    this.#count++
    try {
      return { gave: this.#call(step) }
    } catch (error) {
      const { code, errno, syscall, path, dest, message } = error as NodeJS.ErrnoException & { dest?: string }
      if (code === undefined) throw error
      // Node has no truncate by path: it opens first.
      return step.call === 'truncate' ? { code, errno } : { code, errno, syscall, path, dest, message }
    }
  }

  closeAll(): void {
    for (const [slot, fd] of this.#slots.entries()) if (fd !== undefined) this.perform({ call: 'close', slot })
  }

  /**
   * Everything below the root, in order: kinds, modes, sizes, links, bytes, and which names share an inode. (Not so in the steps: a kernel gives the number
   * of a deleted inode to the next.)
   */
  tree(folder: string = this.#root, inodes: Map<number, number> = new Map()): unknown[] {
    return this.#system.readdir(folder).map(({ name, kind }) => {
      const path = `${folder}/${name}`
      const status = this.#system.lstat(path)
      const identity = inodes.get(status.ino) ?? inodes.size
      inodes.set(status.ino, identity)
      const below = kind === 'directory' ? this.tree(path, inodes) : kind === 'file' ? this.#bytes(path) : this.#system.readlink(path)
      return { name, kind, identity, status: this.#status(status), below }
    })
  }

  #call(step: Step): unknown {
    const system = this.#system
    if ('slot' in step && step.call !== 'open') {
      const fd = this.#slots[step.slot]
      if (fd === undefined) return 'no descriptor'
      if (step.call === 'read') return text(system.read(fd, step.length, step.position))
      if (step.call === 'write') return system.write(fd, this.#pattern(step.length), step.position)
      if (step.call === 'ftruncate') return system.ftruncate(fd, step.length)
      if (step.call === 'fstat') return this.#status(system.fstat(fd))
      if (step.call === 'close') this.#slots[step.slot] = undefined
      return system[step.call](fd)
    }
    const path = this.#path(step.path)
    switch (step.call) {
      case 'open': {
        const fd = system.open(path, step.flags, step.mode)
        const before = this.#slots[step.slot]
        if (before !== undefined) system.close(before)
        this.#slots[step.slot] = fd
        return 'opened'
      }
      case 'truncate':
        return system.truncate(path, step.length)
      case 'stat':
      case 'lstat':
        return this.#status(system[step.call](path))
      case 'rename':
      case 'link':
        return system[step.call](path, this.#path(step.to))
      case 'symlink':
        return system.symlink(step.path.startsWith('/') ? this.#root + step.path : step.path, this.#path(step.to))
      case 'mkdir':
      case 'access':
        return system[step.call](path, step.mode)
      case 'readlink':
      case 'unlink':
      case 'rmdir':
      case 'readdir':
        return system[step.call](path)
    }
  }

  #path(relative: string): string {
    return relative === '' ? '' : `${this.#root}/${relative}`
  }

  /** Bytes that tell which step wrote them. */
  #pattern(length: number): Uint8Array {
    return Uint8Array.from({ length }, (_, index) => (this.#count * 31 + index * 7 + (index >> 8)) & 0xff)
  }

  #bytes(path: string): string {
    const fd = this.#system.open(path, 0, 0)
    try {
      return text(this.#system.read(fd, 1 << 17, 0))
    } finally {
      this.#system.close(fd)
    }
  }

  #status({ kind, size, nlink, mode }: StatusLike): unknown {
    if (kind === 'directory') return { kind, mode, nlink: this.#countsDirectoryLinks ? nlink : undefined }
    return { kind, size, mode, nlink }
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}
