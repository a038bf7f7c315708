import { withFileHandles } from '../../../harness/check/altered-host.ts'
import type { FileHandle } from '../../../harness/host/host.ts'
import type { SessionStore } from '../../session-store/contract.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

/** Whatever the kernel took, all of it counts as written. */
async function writeOnce(handle: FileHandle, bytes: Uint8Array, from: number, length: number): Promise<{ bytesWritten: number; buffer: Uint8Array }> {
  await handle.write(bytes, from, length)
  return { bytesWritten: length, buffer: bytes }
}

export const shortWriteIgnored: Defect<SessionStore> = storeDefect(
  'short-write-ignored',
  { mistake: 'nobody looks at how many bytes a write took', origin: ['oh-my-pi #8596'], caughtBy: ['session-store/failed-saves'] },
  {
    host: (host) =>
      withFileHandles(host, (handle) => ({
        write: ((data: Uint8Array, from: number, length: number) => writeOnce(handle, data, from, length)) as FileHandle['write'],
      })),
  },
)
