import { fileURLToPath } from 'node:url'
import type { PathLike } from '../host/host.ts'

/**
 * What `node:fs/promises` does with its arguments before the first syscall: the same values are refused, with the same class and `code`
 * (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`, `ERR_OUT_OF_RANGE`).
 */
export function pathOf(path: PathLike, name = 'path'): string {
  const text = typeof path === 'string' ? path : otherPath(path, name)
  if (text.includes('\0')) throw invalidValue(name, text, 'must be a string, Uint8Array, or URL without null bytes')
  return text
}

function otherPath(path: unknown, name: string): string {
  if (path instanceof URL) return fileURLToPath(path)
  if (path instanceof Uint8Array) return textOf(path)
  throw invalidType(name, 'of type string or an instance of Buffer or URL', path)
}

/** The bytes of `data` as a plain view; a string is encoded. */
export function bytesOf(data: unknown, encoding: BufferEncoding | null | undefined, name: string): Uint8Array {
  if (data instanceof Uint8Array) return data
  if (typeof data === 'string') return Buffer.from(data, encoding ?? 'utf8')
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  throw invalidType(name, 'of type string or an instance of Buffer, TypedArray, or DataView', data)
}

/** A view of the same bytes with the methods of Buffer. */
export function bufferOver(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function textOf(bytes: Uint8Array): string {
  return bufferOver(bytes).toString('utf8')
}

export interface FileOptions {
  readonly encoding?: BufferEncoding | null
  readonly mode?: number
  readonly flag?: string | number
  readonly flush?: boolean
}

const NONE: FileOptions = {}

/** Options given as an object, as the name of an encoding, or not at all. */
export function optionsOf(options: unknown): FileOptions {
  if (options === undefined || options === null || typeof options === 'function') return NONE
  const given = typeof options === 'string' ? { encoding: options as BufferEncoding } : options
  if (typeof given !== 'object') throw invalidType('options', 'of type string or an instance of Object', options)
  const { encoding } = given as FileOptions
  if (encoding && !Buffer.isEncoding(encoding)) throw invalidValue('encoding', encoding, 'is invalid encoding')
  simulated(given, 'signal')
  return given
}

/** Nothing is left out silently: an option that the simulated file system does not have is refused. */
export function simulated(options: object | null | undefined, ...without: readonly string[]): void {
  for (const name of without) {
    const value = (options as Record<string, unknown> | null | undefined)?.[name]
    if (value) throw invalidValue(`options.${name}`, value, 'is not simulated; leave it out')
  }
}

/** Permission bits, as a number or in octal digits. */
export function modeOf(mode: unknown, standard: number): number {
  if (mode === undefined || mode === null) return standard
  if (typeof mode === 'string' && !/^[0-7]+$/.test(mode)) throw invalidValue('mode', mode, 'must be a 32-bit unsigned integer or an octal string')
  const bits = typeof mode === 'string' ? Number.parseInt(mode, 8) : mode
  integer(bits, 'mode', 0, 2 ** 32 - 1)
  return bits
}

export function integer(value: unknown, name: string, least: number = Number.MIN_SAFE_INTEGER, most: number = Number.MAX_SAFE_INTEGER): asserts value is number {
  if (typeof value !== 'number') throw invalidType(name, 'of type number', value)
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value)
  if (value < least || value > most) throw outOfRange(name, `>= ${least} && <= ${most}`, value)
}

export function truth(value: unknown, name: string): asserts value is boolean {
  if (typeof value !== 'boolean') throw invalidType(name, 'of type boolean', value)
}

export function invalidType(name: string, accepted: string, value: unknown): Error {
  const kind = name.includes('.') ? 'property' : 'argument'
  return coded(new TypeError(`The "${name}" ${kind} must be ${accepted}. Received ${received(value)}`), 'ERR_INVALID_ARG_TYPE')
}

export function invalidValue(name: string, value: unknown, reason = 'is invalid'): Error {
  const kind = name.includes('.') ? 'property' : 'argument'
  return coded(new TypeError(`The ${kind} '${name}' ${reason}. Received ${received(value)}`), 'ERR_INVALID_ARG_VALUE')
}

export function outOfRange(name: string, accepted: string, value: unknown): Error {
  return coded(new RangeError(`The value of "${name}" is out of range. It must be ${accepted}. Received ${received(value)}`), 'ERR_OUT_OF_RANGE')
}

function coded(error: Error, code: string): Error {
  return Object.assign(error, { code })
}

function received(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  if (typeof value === 'function') return `function ${value.name}`
  if (typeof value === 'object' && value !== null) return `an instance of ${(value.constructor as { name?: string } | undefined)?.name ?? 'Object'}`
  return String(value)
}
