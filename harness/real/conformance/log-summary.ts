import type { LogEntry } from './medium.ts'

/** The log without its bytes, for choosing cuts: `[offset, length, 1 for data of a program]`, `'flush'`, or the number of a mark. */
export type LogSummary = readonly (readonly [offset: number, length: number, data: 0 | 1] | 'flush' | number)[]

/** The bytes that programs write: letters. */
export const FIRST_BYTE = 0x41
export const LAST_BYTE = 0x7a

export function summaryOf(log: readonly LogEntry[]): LogSummary {
  return log.map((entry) => {
    if (entry.kind === 'flush') return 'flush'
    if (entry.kind === 'mark') return entry.mark
    return [entry.offset, entry.bytes.length, isData(entry.bytes) ? 1 : 0] as const
  })
}

/** Whether these can be bytes of files: letters and NUL, in no more than a few runs per sector. Metadata always holds other bytes, or none but NUL. */
function isData(bytes: Uint8Array): boolean {
  let letters = 0
  for (const byte of bytes) {
    if (byte === 0) continue
    if (byte < FIRST_BYTE || byte > LAST_BYTE) return false
    letters++
  }
  return letters > 0
}
