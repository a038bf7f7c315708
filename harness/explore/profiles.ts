import type { DiskOptions } from '../disk/image.ts'
import { profileNames } from '../disk/profiles/index.ts'

/** Profiles in the order in which a person reads them: from the one that loses nothing to the one that loses most. */
export const STRICTEST_FIRST: readonly string[] = profileNames()

/** What the gate runs when no profile is named. */
export const DEFAULT_PROFILES: readonly string[] = ['posix', 'ext4']

export function diskOptions(profile: string): DiskOptions {
  return { profile, sectorSize: 512, powersafeOverwrite: true }
}
