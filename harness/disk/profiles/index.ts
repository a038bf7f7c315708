import { btrfs } from './btrfs.ts'
import { ext4 } from './ext4.ts'
import { lying } from './lying.ts'
import { posix } from './posix.ts'
import type { Profile } from './profile.ts'
import { strict } from './strict.ts'
import { xfs } from './xfs.ts'

const PROFILES: readonly Profile[] = [strict, ext4, xfs, btrfs, posix, lying]

/** The names that `DiskOptions.profile` takes, from the one that loses nothing to the one that loses most. */
export function profileNames(): readonly string[] {
  return PROFILES.map(({ name }) => name)
}

/** Throws a RangeError for a name that is not in `profileNames()`. */
export function profileNamed(name: string): Profile {
  const profile = PROFILES.find((candidate) => candidate.name === name)
  if (profile === undefined) throw new RangeError(`profile is '${name}'; it takes one of ${profileNames().join(', ')}`)
  return profile
}
