import type { FileHandle, Host } from '../../../harness/host/host.ts'

type Call = (method: string, perform: () => unknown) => unknown

/** The host with every call of its file system, and of the files that it opens, passed to `call`. */
function intercepted(host: Host, call: Call): Host {
  const watched = <T extends object>(original: T): T =>
    new Proxy({} as T, {
      get(_, key) {
        const value: unknown = Reflect.get(original, key, original)
        if (typeof value !== 'function') return value
        return async (...args: unknown[]) => {
          const result = await call(String(key), () => Reflect.apply(value, original, args) as unknown)
          return key === 'open' ? watched(result as FileHandle) : result
        }
      },
    })
  return { ...host, fs: watched(host.fs) }
}

/** A host of a process that is killed behind so many calls of its file system: none of the later ones has an effect. `died`: whether it came to that. */
export function dyingHost(host: Host, calls: number): { readonly host: Host; died(): boolean } {
  let left = calls
  // The descriptors of a killed process are closed.
  const counted: Call = (method, perform) => (method === 'close' || left-- > 0 ? perform() : Promise.reject(new Error('killed')))
  return { host: intercepted(host, counted), died: () => left < 0 }
}

/** The death of a process loses nothing that was written: where nothing else happens, syncs only take time. */
export function withoutSyncs(host: Host): Host {
  return intercepted(host, (method, perform) => (method === 'sync' ? undefined : perform()))
}
