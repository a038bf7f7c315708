/** Flags of `open` with Linux's numbers (x86-64 and arm64 agree on all but the last three, where these are x86-64's and Node's there). */
export const OPEN = {
  RDONLY: 0o0,
  WRONLY: 0o1,
  RDWR: 0o2,
  ACCESS_MODE: 0o3,
  CREAT: 0o100,
  EXCL: 0o200,
  TRUNC: 0o1000,
  APPEND: 0o2000,
  DSYNC: 0o10000,
  /** Contains the bit of DSYNC. */
  SYNC: 0o4010000,
  DIRECTORY: 0o200000,
  NOFOLLOW: 0o400000,
} as const

/** Mode bits of `access`. */
export const ACCESS = { EXISTS: 0, EXECUTE: 1, WRITE: 2, READ: 4 } as const
