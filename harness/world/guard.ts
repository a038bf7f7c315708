import { createRequire, syncBuiltinESMExports } from 'node:module'

/**
 * While code under test runs, everything that would make two runs of one plan differ throws a `DeterminismError`: clocks, randomness, timers, files.
 *
 * The replacements are installed while a search is under way and look at one flag, which is true only between the start of a world step and the moment
 * when all is quiet: what runs on the event loop besides (a test runner's timers, messages between threads) is never touched.
 */
export class DeterminismError extends Error {
  constructor(called: string, instead: string) {
    super(`${called} was called by code under test; use ${instead}`)
    this.name = 'DeterminismError'
  }
}

let active = false
let installed = 0
let restore: (() => void)[] = []

export function setGuard(on: boolean): void {
  active = on
}

/** Installs the guard; returns what removes it. Nested calls count. */
export function installGuard(): () => void {
  if (installed++ === 0) install()
  let removed = false
  return () => {
    if (removed) return
    removed = true
    if (--installed === 0) {
      for (const undo of restore.reverse()) undo()
      restore = []
      syncBuiltinESMExports()
    }
  }
}

type Holder = Record<string, unknown>

const CLOCK = 'host.clock.now()'
const SLEEP = 'host.clock.sleep(ms)'
const RANDOM = 'host.random'
const FILES = 'host.fs'

/** Module → its functions that touch the real world, and what to use instead. */
const MODULES: readonly (readonly [module: string, instead: string, functions: RegExp])[] = [
  ['node:timers', SLEEP, /^set(Timeout|Interval|Immediate)$/],
  ['node:timers/promises', SLEEP, /^set(Timeout|Interval|Immediate)$/],
  ['node:crypto', RANDOM, /^(random\w*|getRandomValues)$/],
  ['node:fs', FILES, /^(?!constants$|[A-Z_])[a-z]\w*$/],
  ['node:fs/promises', FILES, /^(?!constants$)[a-z]\w*$/],
  ['node:os', 'host', /^(uptime|loadavg|freemem)$/],
  ['node:child_process', 'host', /^(exec|execFile|fork|spawn)(Sync)?$/],
]

function install(): void {
  const load = createRequire(import.meta.url)
  for (const [name, instead, functions] of MODULES) {
    const holder = load(name) as Holder
    for (const key of Object.keys(holder)) {
      if (functions.test(key) && typeof Object.getOwnPropertyDescriptor(holder, key)?.value === 'function') replace(holder, key, `${name.slice(5)}.${key}()`, instead)
    }
  }
  const globals = globalThis as unknown as Holder
  for (const name of ['setTimeout', 'setInterval', 'setImmediate']) replace(globals, name, `${name}()`, SLEEP)
  replace(Math as unknown as Holder, 'random', 'Math.random()', RANDOM)
  replace(performance as unknown as Holder, 'now', 'performance.now()', 'host.clock.monotonic()')
  replace(process as unknown as Holder, 'hrtime', 'process.hrtime()', 'host.clock.monotonic()')
  replace(process['hrtime' as never] as Holder, 'bigint', 'process.hrtime.bigint()', 'host.clock.monotonic()')
  replace(AbortSignal as unknown as Holder, 'timeout', 'AbortSignal.timeout()', SLEEP)
  replace(globals, 'fetch', 'fetch()', 'what the host offers; there is no network in the simulated computer')
  replace(process as unknown as Holder, 'uptime', 'process.uptime()', 'host.clock.monotonic()')
  for (const name of ['getRandomValues', 'randomUUID']) replace(Object.getPrototypeOf(globalThis.crypto) as Holder, name, `crypto.${name}()`, RANDOM)
  replaceDate(globals)
  syncBuiltinESMExports()
}

function replace(holder: Holder, key: string, called: string, instead: string): void {
  const original = holder[key] as (...args: unknown[]) => unknown
  const guarded = function (this: unknown, ...args: unknown[]): unknown {
    if (active) throw new DeterminismError(called, instead)
    return new.target === undefined ? Reflect.apply(original, this, args) : Reflect.construct(original, args, new.target === guarded ? original : new.target)
  }
  const own = Object.getOwnPropertyDescriptor(holder, key)
  if (own !== undefined && own.writable !== true && own.configurable !== true) return
  for (const property of Reflect.ownKeys(original)) {
    const descriptor = Object.getOwnPropertyDescriptor(original, property)
    const there = Object.getOwnPropertyDescriptor(guarded, property)
    if (descriptor !== undefined && (there === undefined || there.configurable === true)) Object.defineProperty(guarded, property, descriptor)
  }
  Object.defineProperty(holder, key, { value: guarded, writable: true, configurable: true, enumerable: own?.enumerable ?? false })
  restore.push(() => {
    if (own === undefined) delete holder[key]
    else Object.defineProperty(holder, key, own)
  })
}

/** `new Date(ms)` and `Date.parse` are pure and stay; `new Date()`, `Date()` and `Date.now()` are not. */
function replaceDate(globals: Holder): void {
  const original = globals.Date as DateConstructor
  const guarded: DateConstructor = new Proxy(original, {
    construct(target, args: unknown[], newTarget): object {
      if (active && args.length === 0) throw new DeterminismError('new Date()', CLOCK)
      return Reflect.construct(target, args, newTarget === guarded ? target : newTarget) as object
    },
    apply(target) {
      if (active) throw new DeterminismError('Date()', CLOCK)
      return target()
    },
    get(target, key) {
      if (active && key === 'now') throw new DeterminismError('Date.now()', CLOCK)
      return Reflect.get(target, key) as unknown
    },
  })
  globals.Date = guarded
  restore.push(() => {
    globals.Date = original
  })
}
