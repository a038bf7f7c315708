import type { Crash } from '../check/plan.ts'
import { drawRot, rotten, type RottenBit } from '../disk/bit-rot.ts'
import { Disk } from '../disk/disk.ts'
import type { Difference, DiskOptions, Image } from '../disk/image.ts'
import { CrashCursor, type CrashImage } from '../disk/images.ts'
import type { BitRotOptions } from '../faults/bit-rot.ts'
import type { CrashPoint } from '../world/life.ts'
import { randomStream } from '../world/random.ts'
import { CRASH_POINTS_MOST, CUTS_PER_WRITE, IMAGES_OF_LONG_LIFE, IMAGES_PER_POINT, IMAGES_PER_RECORDING, ROTTEN_PER_POINT } from './budget.ts'
import type { LifeRecord } from './life-record.ts'
import { PossiblePaths, type ReadPaths } from './read-paths.ts'

/** What one crash leaves, and how to boot from it. */
export interface CrashState {
  readonly kind: Crash['kind']
  readonly disk: DiskOptions
  readonly differences: readonly Difference[]
  /** Bits that are not as they were written. */
  readonly rot?: readonly RottenBit[]
  /** Equal contents have equal keys. */
  readonly key: string
  /** True if the page cache survived with something in it that is not on the medium: a later power cut can still lose it. */
  readonly dirty: boolean
  /** Just what is there. */
  image(): Image
  /** A disk that holds it; with `dirty`, one that also knows what is pending. */
  boot(dirty?: boolean): Disk
}

const PAGE = 4096

/** Its differences are worked out when somebody asks: for most states nobody does. */
class PowerCut implements CrashState {
  readonly kind = 'power cut'
  readonly dirty = false
  readonly disk: DiskOptions
  readonly #image: CrashImage

  constructor(disk: DiskOptions, image: CrashImage) {
    this.disk = disk
    this.#image = image
  }

  get differences(): readonly Difference[] {
    return this.#image.differences
  }

  get key(): string {
    return this.#image.hash
  }

  image(): Image {
    return this.#image.build()
  }

  boot(): Disk {
    return new Disk(this.image())
  }
}

/** One disk that is crashed. */
interface Crashed {
  readonly options: DiskOptions
  readonly cursor: CrashCursor
  /** What the last crash point gave, where that needed no second look. */
  last?: { readonly length: number; readonly version: number; readonly cuts: readonly PowerCut[] }
}

/** The crash states of one recording, crash point by crash point. */
export class CrashStates {
  readonly #record: LifeRecord
  readonly #cursors: Crashed[]
  readonly #kinds: ReadonlySet<Crash['kind']>
  readonly #limit: number
  readonly #rot: Required<BitRotOptions> | undefined
  readonly #read: ReadPaths | undefined
  readonly #paths: PossiblePaths | undefined

  /** With `read`, of power cuts that differ only in what was never read one is given. */
  constructor(record: LifeRecord, disks: readonly DiskOptions[], kinds: ReadonlySet<Crash['kind']>, rot?: Required<BitRotOptions>, read?: ReadPaths) {
    this.#rot = rot
    this.#read = read
    this.#paths = read === undefined ? undefined : new PossiblePaths(record.disk.base, record.disk.log)
    this.#record = record
    this.#cursors = disks.map((options) => ({ options, cursor: new CrashCursor(record.disk.base, record.disk.log, options) }))
    this.#kinds = kinds
    const points = Math.max(1, record.crashPoints.length)
    this.#limit = points > CRASH_POINTS_MOST ? IMAGES_OF_LONG_LIFE : Math.min(IMAGES_PER_POINT, Math.floor(IMAGES_PER_RECORDING / points))
  }

  /** Points must be asked for in their order. */
  *at(point: CrashPoint, last: boolean): Iterable<CrashState> {
    for (const { cursor } of this.#cursors) cursor.advance(point.log)
    if (last) yield this.#visible('clean stop', point)
    if (this.#kinds.has('process death')) {
      if (!last) yield this.#visible('process death', point)
      if (point.moment === 'performed') yield* this.#cutWrites(point)
    }
    if (this.#rot !== undefined && (last || this.#kinds.has('power cut'))) yield* this.#rotten(point, last ? 'clean stop' : 'power cut', this.#rot)
    if (!this.#kinds.has('power cut')) return
    for (const crashed of this.#cursors) yield* this.#images(crashed)
  }

  /**
   * Once more where what they showed made a recovery read something that none had read before. Between two crash points at which the log is the same, only the
   * history has gone on.
   */
  *#images(crashed: Crashed): Iterable<CrashState> {
    const { options, cursor, last } = crashed
    const readNow = (): number => this.#read?.version ?? 0
    const given = new Set<string>()
    let version = -1
    if (last !== undefined && last.length === cursor.length && last.version === readNow()) {
      yield* last.cuts
      version = last.version
      if (version !== readNow()) for (const { key } of last.cuts) given.add(key)
    }
    while (version !== readNow()) {
      const again = version !== -1
      const cuts: PowerCut[] = []
      version = readNow()
      const only = this.#paths === undefined ? undefined : this.#read?.within(this.#paths)
      for (const image of cursor.images({ limit: this.#limit, seed: this.#record.hash, ...(only === undefined ? {} : { only }) })) {
        if (given.has(image.hash)) continue
        given.add(image.hash)
        const cut = new PowerCut(options, image)
        cuts.push(cut)
        yield cut
      }
      crashed.last = { length: again ? -1 : cursor.length, version, cuts }
    }
  }

  #visible(kind: Crash['kind'], point: CrashPoint): CrashState {
    const { options, cursor } = this.#cursors[0]!
    const image = cursor.visible()
    const { base, log } = this.#record.disk
    const dirty = kind === 'process death' && cursor.pendingCount() > 0
    const boot = (asDirty = false): Disk => (asDirty ? Disk.replay(base, log, point.log) : new Disk(image.build()))
    return { kind, disk: options, differences: [], key: image.hash, dirty, image: () => image.build(), boot }
  }

  *#rotten(point: CrashPoint, kind: Crash['kind'], { paths, bitsMax }: Required<BitRotOptions>): Iterable<CrashState> {
    const { options, cursor } = this.#cursors[0]!
    const image = cursor.visible().build()
    const stream = randomStream(this.#record.hash, `bit rot/${point.step}/${point.moment}/${point.atMs}`)
    for (let count = 0; count < ROTTEN_PER_POINT; count++) {
      const rot = drawRot(image, paths, bitsMax, stream)
      if (rot.length === 0) return
      const damaged = rotten(image, rot).image
      yield { kind, disk: options, differences: [], rot, key: damaged.hash, dirty: false, image: () => damaged, boot: () => new Disk(damaged) }
    }
  }

  /** A process death while the last write was under way: it is cut where it crosses a page of its file. */
  *#cutWrites(point: CrashPoint): Iterable<CrashState> {
    const { base, log } = this.#record.disk
    const operation = log[point.log - 1]
    const write = operation?.kind === 'sync' && operation.scope === 'range' ? log[point.log - 2] : operation
    if (write?.kind !== 'data' || write.why !== 'write') return
    const boundaries: number[] = []
    for (let at = (Math.floor(write.from / PAGE) + 1) * PAGE; at < write.to; at += PAGE) boundaries.push(at)
    const chosen = boundaries.length <= CUTS_PER_WRITE ? boundaries : [...boundaries.slice(0, CUTS_PER_WRITE - 1), boundaries[boundaries.length - 1]!]
    for (const at of chosen) {
      const boot = (): Disk => Disk.replay(base, log, write.n + 1, { at })
      const options = this.#cursors[0]!.options
      const left = boot().freeze()
      yield { kind: 'process death', disk: options, differences: [{ n: write.n, part: 'data', form: { cutAt: at } }], key: left.hash, dirty: true, image: () => left, boot }
    }
  }
}
