import { existsSync } from 'node:fs'

/** `--implementation` takes a file or the name of a built-in implementation. What looks like a path, or is there, is a file. */
export function implementationFile(text: string | undefined): { readonly implementationFile?: string } {
  if (text === undefined) return {}
  const isFile = /[/\\]|\.[cm]?[jt]sx?$/.test(text) || existsSync(text)
  return isFile ? { implementationFile: text } : {}
}
