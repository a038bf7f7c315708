import type { Entry, Kernel, Status } from './kernel.ts'

/**
 * `rm` as Node does it: an `lstat` that decides whether it is allowed, then for each path `lstat` and `unlink`, or `rmdir`; a directory that is not empty
 * is listed, all its children are removed at the same time, and it is tried again. What is gone already counts as removed.
 */
export async function remove(kernel: Kernel, path: string, options: { readonly force: boolean; readonly recursive: boolean }): Promise<void> {
  try {
    const { kind } = await kernel.call<Status>('lstat', path)
    if (kind === 'directory' && !options.recursive) throw directoryRefused(path)
  } catch (error) {
    if (!(options.force && codeOf(error) === 'ENOENT')) throw error
  }
  await removeTree(kernel, path)
}

async function removeTree(kernel: Kernel, path: string): Promise<void> {
  try {
    const { kind } = await kernel.call<Status>('lstat', path)
    if (kind === 'directory') return await removeDirectory(kernel, path)
    await removeFile(kernel, path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

async function removeFile(kernel: Kernel, path: string): Promise<void> {
  try {
    await kernel.call<void>('unlink', path)
  } catch (error) {
    const code = codeOf(error)
    if (code !== 'EISDIR' && code !== 'EPERM') throw error
    await removeDirectory(kernel, path, error)
  }
}

async function removeDirectory(kernel: Kernel, path: string, instead?: unknown): Promise<void> {
  try {
    await kernel.call<void>('rmdir', path)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM') return removeChildren(kernel, path)
    // Node tells why the unlink failed; without one, a directory that has just become a file counts as removed.
    if (code !== 'ENOTDIR') throw error
    if (instead !== undefined) throw instead
  }
}

async function removeChildren(kernel: Kernel, path: string): Promise<void> {
  const entries = kernel.shuffle([...(await kernel.call<readonly Entry[]>('readdir', path))])
  await Promise.all(entries.map(({ name }) => removeTree(kernel, `${path}/${name}`)))
  await kernel.call<void>('rmdir', path)
}

function directoryRefused(path: string): Error {
  const error = new Error(`Path is a directory: rm returned EISDIR (is a directory) ${path}`)
  return Object.assign(error, { name: 'SystemError', code: 'ERR_FS_EISDIR', errno: 21, syscall: 'rm', path })
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null | undefined)?.code
}
