/** The child that is killed inside a write: says that it begins, and writes once. */
import { openSync, writeSync } from 'node:fs'

export interface Writing {
  readonly path: string
  readonly offset: number
  readonly length: number
  readonly byte: number
}

process.once('message', ({ path, offset, length, byte }: Writing) => {
  const fd = openSync(path, 'r+')
  const bytes = new Uint8Array(length).fill(byte)
  process.send!('begins', () => void writeSync(fd, bytes, 0, length, offset))
})
