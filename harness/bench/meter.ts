import { Durations } from './statistics/percentiles.ts'

/** What went through a host: counted from one `reset` to the next. */
export class Meter {
  /** Bytes given to `write` and taken. */
  bytes = 0
  writes = 0
  /** fsync, fdatasync, and writes to a file opened with O_DSYNC. */
  syncs = 0
  /** Milliseconds from call to answer. */
  write: Durations = new Durations()
  sync: Durations = new Durations()

  reset(): void {
    this.bytes = 0
    this.writes = 0
    this.syncs = 0
    this.write = new Durations()
    this.sync = new Durations()
  }
}
