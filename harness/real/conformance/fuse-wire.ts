/**
 * The kernel's FUSE protocol as far as a flat folder of files needs it: where the fields of a request are, and the bytes of an answer. Little-endian
 * machines only, as the kernel writes its own byte order. Source: include/uapi/linux/fuse.h, protocol 7.31.
 */
export const OPCODE = {
  LOOKUP: 1,
  FORGET: 2,
  GETATTR: 3,
  SETATTR: 4,
  OPEN: 14,
  READ: 15,
  WRITE: 16,
  STATFS: 17,
  RELEASE: 18,
  FSYNC: 20,
  FLUSH: 25,
  INIT: 26,
  INTERRUPT: 36,
  DESTROY: 38,
  BATCH_FORGET: 42,
} as const

/** Errno values, as an answer carries them. */
export const ERRNO = { ENOENT: 2, EIO: 5, EINVAL: 22, ENOSYS: 38 } as const

/** Bytes of a write that the kernel may send at once, and what a request may have in front of them. */
export const WRITE_MAX: number = 1 << 20
export const REQUEST_MAX: number = WRITE_MAX + 4096

const ANSWER_HEADER = 16
const PROTOCOL_MAJOR = 7
const PROTOCOL_MINOR = 31
const FLAG_BIG_WRITES = 1 << 5
const FLAG_MAX_PAGES = 1 << 22
/** No page cache of the kernel between a file and this server: every write arrives when it is made. */
const OPEN_DIRECT = 1

export interface Request {
  readonly opcode: number
  readonly unique: bigint
  readonly node: bigint
  /** What follows the header. Valid until the next request is read. */
  readonly body: Buffer
}

export function parseRequest(buffer: Buffer): Request {
  return { opcode: buffer.readUInt32LE(4), unique: buffer.readBigUInt64LE(8), node: buffer.readBigUInt64LE(16), body: buffer.subarray(40) }
}

/** An answer with this body; `errno` 0 for success. */
export function answer(unique: bigint, body: Uint8Array, errno = 0): Buffer {
  const buffer = Buffer.alloc(ANSWER_HEADER + body.length)
  buffer.writeUInt32LE(buffer.length, 0)
  buffer.writeInt32LE(-errno, 4)
  buffer.writeBigUInt64LE(unique, 8)
  buffer.set(body, ANSWER_HEADER)
  return buffer
}

export function initBody(): Buffer {
  const body = Buffer.alloc(64)
  body.writeUInt32LE(PROTOCOL_MAJOR, 0)
  body.writeUInt32LE(PROTOCOL_MINOR, 4)
  body.writeUInt32LE(FLAG_BIG_WRITES | FLAG_MAX_PAGES, 12)
  body.writeUInt16LE(16, 16)
  body.writeUInt16LE(12, 18)
  body.writeUInt32LE(WRITE_MAX, 20)
  body.writeUInt32LE(1, 24)
  body.writeUInt16LE(WRITE_MAX / 4096, 28)
  return body
}

/** What `getattr` answers: a folder, or a file of this size. */
export function attributeBody(node: bigint, size: number | 'folder'): Buffer {
  const body = Buffer.alloc(104)
  body.set(attributes(node, size), 16)
  return body
}

export function entryBody(node: bigint, size: number): Buffer {
  const body = Buffer.alloc(128)
  body.writeBigUInt64LE(node, 0)
  body.writeBigUInt64LE(1n, 8)
  body.set(attributes(node, size), 40)
  return body
}

export function openBody(): Buffer {
  const body = Buffer.alloc(16)
  body.writeUInt32LE(OPEN_DIRECT, 8)
  return body
}

export function writtenBody(length: number): Buffer {
  const body = Buffer.alloc(8)
  body.writeUInt32LE(length, 0)
  return body
}

/** Offset and length of a read or write request; the bytes of a write follow at 40. */
export function rangeOf(body: Buffer): { offset: number; length: number } {
  return { offset: Number(body.readBigUInt64LE(8)), length: body.readUInt32LE(16) }
}

export function writtenBytes(body: Buffer, length: number): Buffer {
  return body.subarray(40, 40 + length)
}

function attributes(node: bigint, size: number | 'folder'): Buffer {
  const body = Buffer.alloc(88)
  const bytes = size === 'folder' ? 4096 : size
  body.writeBigUInt64LE(node, 0)
  body.writeBigUInt64LE(BigInt(bytes), 8)
  body.writeBigUInt64LE(BigInt(bytes / 512), 16)
  body.writeUInt32LE(size === 'folder' ? 0o040700 : 0o100600, 60)
  body.writeUInt32LE(size === 'folder' ? 2 : 1, 64)
  body.writeUInt32LE(4096, 80)
  return body
}
