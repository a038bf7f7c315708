import type { Profile } from './profile.ts'

/** Nothing that was written is ever lost: a power cut leaves what readers see. No real disk does this; code that fails here fails without any power cut. */
export const strict: Profile = {
  name: 'strict',
  names: 'now',
  growthInside: 'with names',
  newBytes: [],
  overwrite: 'any',
  atom: 512,
  fdatasyncNames: 'all',
  flushOn: [],
  extendFlushes: false,
  staleTail: false,
  block: 1024,
  rangeFloor: 'page',
  rangeSize: 'always',
  syncs: 'honest',
}
