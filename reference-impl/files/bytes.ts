import type { FileHandle } from '../../harness/host/host.ts'

/** Room at first; doubled where a file is longer. */
const FIRST_BYTES = 64 * 1024

/** All bytes of a file from an offset on, by position: the handle's own position stays where it is. `room`: more bytes than are expected. */
export async function readBytes(handle: FileHandle, from = 0, room: number = FIRST_BYTES): Promise<Buffer> {
  let bytes = Buffer.allocUnsafe(room)
  for (let length = 0; ; ) {
    if (length === bytes.length) bytes = Buffer.concat([bytes], length * 2)
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, from + length)
    if (bytesRead === 0) return bytes.subarray(0, length)
    length += bytesRead
  }
}

/** Appends all of the text; a short write goes on where it stopped. */
export function writeText(handle: FileHandle, text: string): Promise<void> {
  return writeBytes(handle, Buffer.from(text))
}

/** Appends all of the bytes; a short write goes on where it stopped. */
export async function writeBytes(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let from = 0; from < bytes.length; ) from += (await handle.write(bytes, from, bytes.length - from)).bytesWritten
}
