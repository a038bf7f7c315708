import type { FileHandle } from '../../harness/host/host.ts'

/** Writes all bytes at the handle's position, also where one write takes only a part. */
export async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let from = 0; from < bytes.length; ) from += (await handle.write(bytes, from, bytes.length - from)).bytesWritten
}
