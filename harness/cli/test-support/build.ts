import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The command and its workers are tested as they are installed: built. Builds once before all tests, and only if something is newer than the last build. */

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..')
const SOURCES = ['harness', 'reference-impl', 'scenarios', 'reports']

export default function build(): void {
  const builtAtMs = modifiedAtMs(join(ROOT, 'dist/harness/cli/main.js'))
  const isStale = SOURCES.some((folder) => sourceFiles(join(ROOT, folder)).some((file) => modifiedAtMs(file) > builtAtMs))
  if (isStale) execFileSync(process.execPath, [join(ROOT, 'scripts/build.mjs')], { cwd: ROOT, stdio: 'inherit' })
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name))
}

/** 0 where there is no such file: older than everything. */
function modifiedAtMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
