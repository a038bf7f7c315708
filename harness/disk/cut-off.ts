import type { MicroOperation } from './micro-operation.ts'

/** A write of which only the bytes below the file offset `at` arrived. undefined: nothing of it did. */
export function cutOff(operation: MicroOperation, at: number): MicroOperation | undefined {
  if (operation.kind !== 'data' || operation.bytes === null) throw new TypeError(`a process death cuts writes only; micro-operation ${operation.n} is none`)
  if (at <= operation.from) return undefined
  if (at >= operation.to) return operation
  return { ...operation, to: at, size: Math.max(operation.sizeBefore, at), bytes: operation.bytes.subarray(0, at - operation.from) }
}
