import { readSync, writeSync } from 'node:fs'
import { answer, attributeBody, entryBody, ERRNO, initBody, OPCODE, openBody, parseRequest, rangeOf, REQUEST_MAX, type Request, writtenBody, writtenBytes } from './fuse-wire.ts'
import { type LogSummary, summaryOf } from './log-summary.ts'
import type { Cut, Layer, Medium } from './medium.ts'

/**
 * A folder of files, served to the kernel: `disk`, the medium that a loop device stands on; `view0`, `view1` and so on, each what a cut left of it, for loop devices
 * of their own; and `control`. A command is one write to `control`, done before that write returns, in line with the writes of the disk; so a mark stands in
 * the log exactly where the program was.
 */
export type DiskCommand = { readonly mark: number } | { readonly view: Cut; readonly place: number } | 'keep' | 'reset' | 'record'

/**
 * Views that are there at once. Most of a mount is waiting (for grace periods of the kernel, for its threads): several at once take hardly longer than one.
 */
export const VIEWS = 8

const ROOT = 1n
const DISK = 2n
const CONTROL = 3n
const FIRST_VIEW = 4n
/** Bytes that `control` claims to have; a read gets what there is. */
const CONTROL_SIZE = 1 << 30

/** Answers requests from this descriptor of /dev/fuse until the folder is unmounted. Blocks its thread. */
export function serve(fd: number, medium: Medium): void {
  const buffer = Buffer.allocUnsafe(REQUEST_MAX)
  const folder = new Folder(medium)
  while (true) {
    let length: number
    try {
      length = readSync(fd, buffer, 0, buffer.length, null)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENODEV') return
      if (code === 'EINTR' || code === 'EAGAIN' || code === 'ENOENT') continue
      throw error
    }
    const request = parseRequest(buffer.subarray(0, length))
    const reply = folder.answer(request)
    if (reply !== undefined) writeSync(fd, reply)
    if (request.opcode === OPCODE.DESTROY) return
  }
}

class Folder {
  readonly #medium: Medium
  /** What reads of `control` give: the summary of the log. */
  #report: Buffer = Buffer.alloc(0)
  readonly #views: Layer[] = []

  constructor(medium: Medium) {
    this.#medium = medium
  }

  answer({ opcode, unique, node, body }: Request): Buffer | undefined {
    const empty = new Uint8Array(0)
    switch (opcode) {
      case OPCODE.INIT:
        return answer(unique, initBody())
      case OPCODE.LOOKUP: {
        const name = body.toString('latin1', 0, body.indexOf(0))
        if (name === 'disk') return answer(unique, entryBody(DISK, this.#medium.size))
        const view = /^view(\d+)$/.exec(name)
        if (view !== null && Number(view[1]) < VIEWS) return answer(unique, entryBody(FIRST_VIEW + BigInt(view[1]!), this.#medium.size))
        if (name === 'control') return answer(unique, entryBody(CONTROL, CONTROL_SIZE))
        return answer(unique, empty, ERRNO.ENOENT)
      }
      case OPCODE.GETATTR:
      case OPCODE.SETATTR:
        return answer(unique, attributeBody(node, node === ROOT ? 'folder' : node === CONTROL ? CONTROL_SIZE : this.#medium.size))
      case OPCODE.OPEN:
        return answer(unique, openBody())
      case OPCODE.READ: {
        const { offset, length } = rangeOf(body)
        if (node !== CONTROL) return answer(unique, this.#at(node).read(offset, length))
        if (offset === 0) this.#report = Buffer.from(JSON.stringify(summaryOf(this.#medium.log) satisfies LogSummary))
        return answer(unique, this.#report.subarray(offset, offset + length))
      }
      case OPCODE.WRITE: {
        const { offset, length } = rangeOf(body)
        const bytes = writtenBytes(body, length)
        if (node !== CONTROL) this.#at(node).write(offset, bytes)
        else this.#command(JSON.parse(bytes.toString()) as DiskCommand)
        return answer(unique, writtenBody(length))
      }
      case OPCODE.FSYNC:
        if (node === DISK) this.#medium.flush()
        return answer(unique, empty)
      case OPCODE.FLUSH:
      case OPCODE.RELEASE:
      case OPCODE.DESTROY:
        return answer(unique, empty)
      case OPCODE.FORGET:
      case OPCODE.BATCH_FORGET:
      case OPCODE.INTERRUPT:
        return undefined
      default:
        return answer(unique, empty, ERRNO.ENOSYS)
    }
  }

  #command(command: DiskCommand): void {
    if (command === 'keep') this.#medium.keep()
    else if (command === 'reset') this.#medium.reset()
    else if (command === 'record') this.#medium.record()
    else if ('mark' in command) this.#medium.mark(command.mark)
    else this.#views[command.place] = this.#medium.view(command.view)
  }

  /** A view that nobody asked for yet shows the disk. */
  #at(node: bigint): Medium | Layer {
    return node === DISK ? this.#medium : (this.#views[Number(node - FIRST_VIEW)] ?? this.#medium)
  }
}
