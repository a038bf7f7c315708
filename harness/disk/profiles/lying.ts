import { posix } from './posix.ts'
import type { Profile } from './profile.ts'

/** A disk that acknowledges every sync and keeps its cache volatile: as posix, and no sync raises anything. */
export const lying: Profile = { ...posix, name: 'lying', syncs: 'ignored' }
