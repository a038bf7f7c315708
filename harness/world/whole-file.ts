import { StringDecoder } from 'node:string_decoder'
import { bufferOver } from './arguments.ts'
import type { Kernel, Status } from './kernel.ts'

/**
 * Reading and writing whole files through a descriptor, in the pieces in which Node does it: every piece is a syscall of its own, and somebody else may
 * go first between two of them. Both start at the descriptor's position.
 */
const PIECE = 512 * 1024
/** Piece for what says that it is empty: it may have grown since. */
const PIECE_OF_UNKNOWN_SIZE = 64 * 1024

/** Writes all of `data`; goes on after a short write. No syscall for no bytes. */
export async function writeWhole(kernel: Kernel, fd: number, data: Uint8Array): Promise<void> {
  const { byteLength } = data
  for (let at = 0; at < byteLength; ) {
    const piece = at === 0 && byteLength <= PIECE ? data : data.subarray(at, Math.min(at + PIECE, byteLength))
    at += await kernel.call<number>('write', fd, piece, null)
  }
}

/** Reads to the end. One fstat, then reads until the size that it told is reached, or a read that was cut short. */
export async function readWhole(kernel: Kernel, fd: number, encoding: BufferEncoding | null | undefined): Promise<Buffer | string> {
  const { kind, size: told } = await kernel.call<Status>('fstat', fd)
  const size = kind === 'file' ? told : 0
  const capacity = (encoding ? Math.min(size, PIECE) : size) || PIECE_OF_UNKNOWN_SIZE
  const inPieces = capacity > PIECE
  const pieces: Uint8Array[] = []
  let total = 0
  for (;;) {
    const piece = await kernel.call<Uint8Array>('read', fd, inPieces ? Math.min(size - total, PIECE) : capacity, null)
    pieces.push(piece)
    total += piece.byteLength
    if (piece.byteLength === 0 || total === size || (piece.byteLength !== capacity && !inPieces && size !== 0)) break
  }
  return encoding ? decoded(pieces, encoding) : joined(pieces, total)
}

/** The kernel gives copies: a single one is handed on as it is. */
function joined(pieces: readonly Uint8Array[], total: number): Buffer {
  if (pieces.length === 1) return bufferOver(pieces[0]!)
  const buffer = Buffer.allocUnsafeSlow(total)
  let at = 0
  for (const piece of pieces) {
    buffer.set(piece, at)
    at += piece.byteLength
  }
  return buffer
}

function decoded(pieces: readonly Uint8Array[], encoding: BufferEncoding): string {
  if (pieces.length === 1) return bufferOver(pieces[0]!).toString(encoding)
  const decoder = new StringDecoder(encoding)
  let text = ''
  for (const piece of pieces) text += decoder.write(bufferOver(piece))
  return text + decoder.end()
}
