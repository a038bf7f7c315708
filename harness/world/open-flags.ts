import { OPEN } from '../disk/open-flags.ts'
import { integer, invalidValue } from './arguments.ts'

const { RDONLY: READ, WRONLY: WRITE, RDWR: READ_AND_WRITE, CREAT: CREATE, EXCL: EXCLUSIVE, TRUNC: TRUNCATE, APPEND, SYNC } = OPEN

const byName: ReadonlyMap<string, number> = new Map([
  ['r', READ],
  ['rs', READ | SYNC],
  ['sr', READ | SYNC],
  ['r+', READ_AND_WRITE],
  ['rs+', READ_AND_WRITE | SYNC],
  ['sr+', READ_AND_WRITE | SYNC],
  ['w', WRITE | CREATE | TRUNCATE],
  ['wx', WRITE | CREATE | TRUNCATE | EXCLUSIVE],
  ['xw', WRITE | CREATE | TRUNCATE | EXCLUSIVE],
  ['w+', READ_AND_WRITE | CREATE | TRUNCATE],
  ['wx+', READ_AND_WRITE | CREATE | TRUNCATE | EXCLUSIVE],
  ['xw+', READ_AND_WRITE | CREATE | TRUNCATE | EXCLUSIVE],
  ['a', WRITE | CREATE | APPEND],
  ['ax', WRITE | CREATE | APPEND | EXCLUSIVE],
  ['xa', WRITE | CREATE | APPEND | EXCLUSIVE],
  ['as', WRITE | CREATE | APPEND | SYNC],
  ['sa', WRITE | CREATE | APPEND | SYNC],
  ['a+', READ_AND_WRITE | CREATE | APPEND],
  ['ax+', READ_AND_WRITE | CREATE | APPEND | EXCLUSIVE],
  ['xa+', READ_AND_WRITE | CREATE | APPEND | EXCLUSIVE],
  ['as+', READ_AND_WRITE | CREATE | APPEND | SYNC],
  ['sa+', READ_AND_WRITE | CREATE | APPEND | SYNC],
])

/** `O_*` numbers of the flags of `open`: a name as in Node, or the numbers themselves. Default: 'r'. */
export function openFlags(flags: unknown): number {
  if (flags === undefined || flags === null) return READ
  if (typeof flags === 'number') {
    integer(flags, 'flags', -(2 ** 31), 2 ** 31 - 1)
    return flags
  }
  const numbers = byName.get(flags as string)
  if (numbers === undefined) throw invalidValue('flags', flags)
  return numbers
}
