/** The `code` of an error of the file system ('ENOENT', …); undefined for anything that has none. */
export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
