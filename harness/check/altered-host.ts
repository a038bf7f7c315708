import type { FileHandle, FileSystem, Host, PathLike } from '../host/host.ts'

/** The same object, except for these methods. */
export function altered<T extends object>(original: T, methods: Partial<T>): T {
  const own = new Map<PropertyKey, unknown>(Object.entries(methods))
  // The target is an empty object, because a proxy may not alter what its target has frozen.
  return new Proxy({} as T, {
    get(_, key) {
      if (own.has(key)) return own.get(key)
      const value: unknown = Reflect.get(original, key, original)
      return typeof value === 'function' ? value.bind(original) : value
    },
  })
}

/** A host whose file system differs in these methods. */
export function withFileSystem(host: Host, methods: (fs: FileSystem) => Partial<FileSystem>): Host {
  const { clock, random, pid, boot } = host
  return { clock, random, pid, boot, fs: altered(host.fs, methods(host.fs)) }
}

/** A host on which an opened file differs in these methods. */
export function withFileHandles(host: Host, methods: (handle: FileHandle, path: PathLike) => Partial<FileHandle>): Host {
  return withFileSystem(host, (fs) => ({
    async open(path, flags, mode) {
      const handle = await fs.open(path, flags, mode)
      return altered(handle, methods(handle, path))
    },
  }))
}
