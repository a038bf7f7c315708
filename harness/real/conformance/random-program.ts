import { Disk } from '../../disk/disk.ts'
import { DiskError } from '../../disk/errors.ts'
import type { Inode } from '../../disk/micro-operation.ts'
import { randomStream, type RandomStream } from '../../world/random.ts'
import { simulatedCalls } from './calls.ts'
import { FIRST_BYTE, LAST_BYTE } from './log-summary.ts'
import { performAll, type Program, type Step } from './program.ts'

const LENGTHS = [1, 10, 100, 200, 300, 511, 512, 600, 1000, 1024, 2000, 3000, 3996, 4096, 5000, 8192, 9000, 12288, 20000] as const
const OFFSETS = [0, 0, 0, 1, 100, 500, 512, 1000, 1024, 4000, 4096, 5000, 8192, 10000] as const
const WRITE_FLAGS = ['ca', 'ca', 'ca', 'a', 'c', 'c', 'ct', 'ct', 'caf', 'caF', 'cas', 'cs', 'cf', 'ctf', 'cF'] as const
const NAMES = ['a', 'b', 'c', 'd/x', 'd/y', 'e/x', 'l', 'd/s/x'] as const
const DIRECTORIES = ['d', 'e', 'd/s', 'e/t'] as const
const SETUP_STEPS_MAX = 5
const OPERATIONS_MIN = 4
const OPERATIONS_MAX = 12
/** At least so many of the operations sync nothing. */
const UNSYNCED_MIN = 3
const TRIES_MAX = 400

/** How often each kind of step is drawn, in parts. Syncs take a clean file as often as they take a changed one. */
const WEIGHTS: readonly (readonly [weight: number, kind: string])[] = [
  [26, 'write'], [7, 'truncate'], [10, 'rename'], [4, 'rename directory'], [5, 'link'], [2, 'symlink'], [7, 'unlink'], [4, 'mkdir'], [2, 'rmdir'],
  [7, 'fsync'], [5, 'fdatasync'], [5, 'fsync directory'], [2, 'commit'], [5, 'open'], [6, 'put'], [3, 'sync'], [2, 'cut'], [3, 'close'], [3, 'replace'], [2, 'rotate'], [3, 'move by link'],
  [3, 'write below'],
]
const WEIGHT = WEIGHTS.reduce((sum, [weight]) => sum + weight, 0)

/** A program that no kernel refuses: every step is tried on a simulated disk first. The same seed and number give the same program. */
export function randomProgram(seed: string, number: number): Program {
  const writer = new Writer(randomStream(seed, `program ${number}`))
  return writer.program()
}

class Writer {
  readonly #stream: RandomStream
  #disk = new Disk()
  #steps: Step[] = []
  /** Inodes by the name of the descriptor that holds them. */
  #held = new Map<string, Inode>()
  #byte = FIRST_BYTE

  constructor(stream: RandomStream) {
    this.#stream = stream
  }

  program(): Program {
    this.#add([['mkdir', 'd']])
    this.#add([['write', 'a', 0, this.#pick(LENGTHS), this.#letter(), 'ca']])
    this.#add([['write', this.#pick(['b', 'd/x']), 0, this.#pick(LENGTHS), this.#letter(), 'ca']])
    const setupLength = 3 + this.#stream.integer(SETUP_STEPS_MAX)
    for (let tries = 0; this.#steps.length < setupLength && tries < TRIES_MAX; tries++) this.#add(this.#draw(this.#pick(['write', 'write', 'link', 'mkdir', 'symlink'])))
    const setup = this.#steps
    this.#steps = []
    this.#disk = new Disk(this.#disk.freeze())
    const length = OPERATIONS_MIN + this.#stream.integer(OPERATIONS_MAX - OPERATIONS_MIN + 1)
    for (let tries = 0; tries < TRIES_MAX && (this.#steps.length < length || this.#unsynced() < UNSYNCED_MIN); tries++) this.#add(this.#draw(this.#kind()))
    return { setup, operations: this.#steps }
  }

  #unsynced(): number {
    return this.#steps.filter(([name, ...values]) => !/sync|commit|close|open/.test(name) && !(name === 'write' && /[sfF]/.test(String(values[4])))).length
  }

  #kind(): string {
    let point = this.#stream.integer(WEIGHT)
    for (const [weight, kind] of WEIGHTS) if ((point -= weight) < 0) return kind
    return 'write'
  }

  #draw(kind: string): readonly Step[] {
    switch (kind) {
      case 'write':
        return [['write', this.#anyFile(), this.#pick(OFFSETS), this.#pick(LENGTHS), this.#letter(), this.#pick(WRITE_FLAGS)]]
      case 'truncate':
        return [['truncate', this.#file(), this.#pick([...OFFSETS, ...LENGTHS])]]
      case 'rename':
        return [['rename', this.#file(), this.#anyFile()]]
      case 'rename directory':
        return [['rename', this.#directory(), this.#pick(DIRECTORIES)]]
      case 'link':
        return [['link', this.#file(), this.#pick(NAMES)]]
      case 'symlink':
        return [['symlink', this.#pick(NAMES), this.#pick(NAMES)]]
      case 'mkdir':
        return [['mkdir', this.#pick(DIRECTORIES)]]
      case 'fsync directory':
        return [['fsync', this.#chance(2) ? '' : this.#directory()]]
      case 'commit':
        return [['commit']]
      case 'open': {
        const name = this.#pick(['1', '2'])
        return this.#held.has(name) ? [] : [['open', name, this.#anyFile(), this.#pick(['c', 'c', 'ca', 'cs', 'ct', 'cas'])]]
      }
      case 'put':
        return !this.#holdsNamed() ? [] : [['put', this.#holder(), this.#pick(OFFSETS), this.#pick(LENGTHS), this.#letter()]]
      case 'sync':
        return !this.#holdsNamed() ? [] : [['sync', this.#holder(), this.#pick(['fsync', 'fdatasync'])]]
      case 'cut':
        return this.#held.size === 0 ? [] : [['cut', this.#holder(), this.#pick([...OFFSETS, ...LENGTHS])]]
      case 'close':
        return this.#held.size === 0 ? [] : [['close', this.#holder()]]
      case 'replace': {
        const path = this.#file()
        return [['write', `${path}.new`, 0, this.#pick(LENGTHS), this.#letter(), this.#pick(['ct', 'ct', 'ctf'])], ['rename', `${path}.new`, path]]
      }
      case 'move by link': {
        const path = this.#file()
        return [['link', path, this.#pick(NAMES)], ['unlink', path], ...(this.#chance(2) ? [['fsync', path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''] as const] : [])]
      }
      // Through O_DSYNC, under a growth that nobody synced.
      case 'write below': {
        const path = this.#file()
        return [['write', path, 10000, this.#pick(LENGTHS), this.#letter(), this.#pick(['c', 'c', 'ca'])], ['write', path, this.#pick(OFFSETS), this.#pick(LENGTHS), this.#letter(), 's']]
      }
      case 'rotate': {
        const path = this.#file()
        return [['rename', path, `${path}.1`], ['write', path, 0, this.#pick(LENGTHS), this.#letter(), this.#pick(['ca', 'caf'])]]
      }
      default:
        return [[kind, kind === 'rmdir' ? this.#directory() : this.#file()]]
    }
  }

  /** Keeps the steps if the simulated disk performs them: tried on a copy first, so that half a step leaves nothing behind. */
  #add(steps: readonly Step[]): void {
    if (steps.length === 0) return
    const tried = [...this.#steps, ...steps]
    const disk = new Disk(this.#disk.base)
    try {
      performAll(simulatedCalls(disk), tried)
    } catch (error) {
      if (error instanceof DiskError) return
      throw error
    }
    this.#steps = tried
    this.#disk = disk
    for (const [name, ...values] of steps) {
      if (name === 'open') this.#held.set(String(values[0]), disk.stat(`/${String(values[1])}`).ino)
      else if (name === 'close') this.#held.delete(String(values[0]))
    }
  }

  #letter(): number {
    this.#byte = this.#byte === LAST_BYTE ? FIRST_BYTE : this.#byte + 1
    return this.#byte
  }

  /**
   * Some descriptor is open, and every file that one is open on still has a name. A sync through a descriptor of a file without one takes back what earlier syncs of
   * the file had made durable, on btrfs and only there: a mistake of that kernel which no profile follows.
   */
  #holdsNamed(): boolean {
    const named = new Set(this.#paths('', false).map((path) => this.#disk.lstat(`/${path}`).ino))
    return this.#held.size > 0 && [...this.#held.values()].every((inode) => named.has(inode))
  }

  #holder(): string {
    return this.#pick([...this.#held.keys()])
  }

  /** A name that is there, three times in four. */
  #anyFile(): string {
    return this.#chance(4) ? this.#pick(NAMES) : this.#file()
  }

  #file(): string {
    const files = this.#paths('', false)
    return files.length === 0 ? 'a' : this.#pick(files)
  }

  #directory(): string {
    const directories = this.#paths('', true)
    return directories.length === 0 ? 'd' : this.#pick(directories)
  }

  #paths(folder: string, directories: boolean): string[] {
    return this.#disk.readdir(`/${folder}`).flatMap(({ name, kind }) => {
      const path = folder === '' ? name : `${folder}/${name}`
      const own = (kind === 'directory') === directories ? [path] : []
      return kind === 'directory' ? [...own, ...this.#paths(path, directories)] : own
    })
  }

  #chance(parts: number): boolean {
    return this.#stream.integer(parts) === 0
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#stream.integer(items.length)]!
  }
}
