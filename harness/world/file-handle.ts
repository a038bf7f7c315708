import type { FileHandle, Stats } from '../host/host.ts'
import { bytesOf, integer, invalidType, invalidValue, optionsOf, outOfRange, simulated } from './arguments.ts'
import type { Kernel, Status } from './kernel.ts'
import { SimulatedStats } from './stats.ts'
import { readWhole, writeWhole } from './whole-file.ts'

/** Where in the buffer and in the file: what `read` and `write` also take as one object. */
interface Span {
  readonly offset?: number | null
  readonly length?: number | null
  readonly position?: number | null
}

const NO_SPAN: Span = {}

/**
 * An open file. As in Node, the descriptor is closed only when every call that is under way has ended; `close` then resolves. After that every call
 * rejects with `EBADF` (message 'file closed'). A handle that is never closed holds its descriptor until its process ends.
 */
export class SimulatedFileHandle implements FileHandle {
  readonly #kernel: Kernel
  #fd: number
  /** One for being open, one for each call under way. */
  #references = 1
  #closing: Promise<void> | undefined
  #closeNow: (() => void) | undefined

  constructor(kernel: Kernel, fd: number) {
    this.#kernel = kernel
    this.#fd = fd
  }

  get fd(): number {
    return this.#fd
  }

  read<T extends Uint8Array>(buffer: T, offset?: number | Span | null, length?: number | null, position?: number | null): Promise<{ bytesRead: number; buffer: T }>
  read<T extends Uint8Array = Buffer>(options?: (Span & { readonly buffer?: T }) | null): Promise<{ bytesRead: number; buffer: T }>
  async read<T extends Uint8Array>(target?: T | (Span & { readonly buffer?: T }) | null, at?: number | Span | null, count?: number | null, position?: number | null): Promise<{ bytesRead: number; buffer: T }> {
    this.#begin('read')
    try {
      let buffer: T
      let span: Span
      if (ArrayBuffer.isView(target)) {
        buffer = target
        span = typeof at === 'object' && at !== null ? at : { offset: at, length: count, position }
      } else {
        if (typeof target !== 'object' && target !== undefined) throw invalidType('options', 'of type object', target)
        buffer = target?.buffer ?? (Buffer.alloc(16_384) as Uint8Array as T)
        if (!ArrayBuffer.isView(buffer)) throw invalidType('buffer', 'an instance of Buffer, TypedArray, or DataView', buffer)
        span = target ?? NO_SPAN
      }
      const offset = span.offset ?? 0
      integer(offset, 'offset', 0)
      const length = span.length ?? buffer.byteLength - offset
      if (length === 0) return { bytesRead: 0, buffer }
      if (buffer.byteLength === 0) throw invalidValue('buffer', buffer, 'is empty and cannot be written')
      if (length < 0) throw outOfRange('length', '>= 0', length)
      if (offset + length > buffer.byteLength) throw outOfRange('length', `<= ${buffer.byteLength - offset}`, length)
      const bytes = await this.#kernel.call<Uint8Array>('read', this.#fd, length, positionOf(span.position))
      new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength).set(bytes, offset)
      return { bytesRead: bytes.byteLength, buffer }
    } finally {
      this.#end()
    }
  }

  write(data: Uint8Array, offset?: number | Span | null, length?: number | null, position?: number | null): Promise<{ bytesWritten: number; buffer: Uint8Array }>
  write(data: string, position?: number | null, encoding?: BufferEncoding | null): Promise<{ bytesWritten: number; buffer: string }>
  async write<T extends Uint8Array | string>(data: T, at?: number | Span | null, third?: number | BufferEncoding | null, position?: number | null): Promise<{ bytesWritten: number; buffer: T }> {
    this.#begin('write')
    try {
      if (typeof data === 'string') {
        const encoding = typeof third === 'string' ? third : 'utf8'
        if (encoding === 'hex' && data.length % 2 !== 0) throw invalidValue('encoding', encoding, `is invalid for data of length ${data.length}`)
        return { bytesWritten: await this.#kernel.call<number>('write', this.#fd, Buffer.from(data, encoding), positionOf(at as number | null)), buffer: data }
      }
      if ((data as Uint8Array | null | undefined)?.byteLength === 0) return { bytesWritten: 0, buffer: data }
      const bytes = bytesOf(data, null, 'buffer')
      if (at === undefined && third === undefined && position === undefined) {
        return { bytesWritten: await this.#kernel.call<number>('write', this.#fd, bytes, null), buffer: data }
      }
      // As in Node, `null` for the offset stands for an object without fields: what follows it does not count.
      const span = typeof at === 'object' ? (at ?? NO_SPAN) : { offset: at, length: third as number | null, position }
      const offset = span.offset ?? 0
      integer(offset, 'offset', 0)
      const length = typeof span.length === 'number' ? span.length : bytes.byteLength - offset
      if (offset > bytes.byteLength) throw outOfRange('offset', `<= ${bytes.byteLength}`, offset)
      if (length > bytes.byteLength - offset) throw outOfRange('length', `<= ${bytes.byteLength - offset}`, length)
      integer(length, 'length', 0, 2 ** 31 - 1)
      const part = offset === 0 && length === bytes.byteLength ? bytes : bytes.subarray(offset, offset + length)
      return { bytesWritten: await this.#kernel.call<number>('write', this.#fd, part, positionOf(span.position)), buffer: data }
    } finally {
      this.#end()
    }
  }

  /** One write of all buffers. */
  async writev<T extends readonly Uint8Array[]>(buffers: T, position?: number | null): Promise<{ bytesWritten: number; buffers: T }> {
    this.#begin('writev')
    try {
      if (!Array.isArray(buffers) || !buffers.every((buffer) => ArrayBuffer.isView(buffer))) throw invalidType('buffers', 'an instance of ArrayBufferView[]', buffers)
      if (buffers.length === 0) return { bytesWritten: 0, buffers }
      const bytes = Buffer.concat(buffers.map((buffer) => bytesOf(buffer, null, 'buffers')))
      return { bytesWritten: await this.#kernel.call<number>('write', this.#fd, bytes, positionOf(position)), buffers }
    } finally {
      this.#end()
    }
  }

  readFile(options?: { readonly encoding?: null } | null): Promise<Buffer>
  readFile(options: BufferEncoding | { readonly encoding: BufferEncoding }): Promise<string>
  async readFile(options?: unknown): Promise<Buffer | string> {
    this.#begin('readFile')
    try {
      return await readWhole(this.#kernel, this.#fd, optionsOf(options).encoding)
    } finally {
      this.#end()
    }
  }

  /** Writes from the descriptor's position on; does not shorten the file first. */
  async writeFile(data: string | Uint8Array, options?: BufferEncoding | { readonly encoding?: BufferEncoding | null } | null): Promise<void> {
    this.#begin('writeFile')
    try {
      await writeWhole(this.#kernel, this.#fd, bytesOf(data, optionsOf(options).encoding, 'data'))
    } finally {
      this.#end()
    }
  }

  /** The same as `writeFile`, as in Node: whether it appends was decided when the file was opened. */
  appendFile(data: string | Uint8Array, options?: BufferEncoding | { readonly encoding?: BufferEncoding | null } | null): Promise<void> {
    return this.writeFile(data, options)
  }

  async stat(options?: object): Promise<Stats> {
    this.#begin('fstat')
    try {
      simulated(options, 'bigint')
      return new SimulatedStats(await this.#kernel.call<Status>('fstat', this.#fd))
    } finally {
      this.#end()
    }
  }

  async truncate(length = 0): Promise<void> {
    this.#begin('ftruncate')
    try {
      integer(length, 'len')
      await this.#kernel.call<void>('ftruncate', this.#fd, Math.max(0, length))
    } finally {
      this.#end()
    }
  }

  async sync(): Promise<void> {
    this.#begin('fsync')
    try {
      await this.#kernel.call<void>('fsync', this.#fd)
    } finally {
      this.#end()
    }
  }

  async datasync(): Promise<void> {
    this.#begin('fdatasync')
    try {
      await this.#kernel.call<void>('fdatasync', this.#fd)
    } finally {
      this.#end()
    }
  }

  /** Bound to its handle, as in Node, so that it can be handed on. On a closed handle it does nothing. */
  readonly close = (): Promise<void> => {
    if (this.#fd === -1) return Promise.resolve()
    if (this.#closing !== undefined) return this.#closing
    if (--this.#references === 0) return this.#closeDescriptor()
    this.#closing = new Promise<void>((resolve, reject) => {
      this.#closeNow = () => {
        this.#closeDescriptor().then(resolve, reject)
      }
    })
    return this.#closing
  }

  #closeDescriptor(): Promise<void> {
    const fd = this.#fd
    this.#fd = -1
    return this.#kernel.call<void>('close', fd)
  }

  #begin(syscall: string): void {
    if (this.#fd === -1) throw Object.assign(new Error('file closed'), { code: 'EBADF', syscall })
    this.#references++
  }

  #end(): void {
    if (--this.#references === 0) this.#closeNow?.()
  }
}

/** A place in the file; `null` is the descriptor's own position. Anything that is no whole number from 0 up counts as that, as in Node. */
function positionOf(position: number | null | undefined): number | null {
  return typeof position === 'number' && position >= 0 && Number.isSafeInteger(position) ? position : null
}
