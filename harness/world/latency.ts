/**
 * How long an operation takes, in virtual milliseconds: the least time between the moment it is issued and the moment it has run. Operations overlap, as
 * on a disk with a queue. The default figures are the medians of an ext4 file system on a virtual NVMe disk; `instant` is for pure logic.
 */
export type Latency = Readonly<Record<string, number>>

export const measured: Latency = {
  open: 0.02, close: 0.01, read: 0.02, write: 0.02, ftruncate: 0.03, truncate: 0.03, fstat: 0.02, stat: 0.02, lstat: 0.02, readlink: 0.02, access: 0.02,
  rename: 0.04, link: 0.04, symlink: 0.04, unlink: 0.04, mkdir: 0.07, rmdir: 0.04, readdir: 0.06,
  fsync: 0.12, fdatasync: 0.117,
  arrive: 0.05, start: 20, kill: 0.05, restart: 20,
}

export const instant: Latency = {}
