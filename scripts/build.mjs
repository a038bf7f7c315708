/**
 * Builds `dist` from the sources: removes what was there, compiles, makes the command executable. Run by `npm run build` and, through `prepare`, by
 * `npm ci`. Where the compiler was left out of the install (`npm ci --omit=dev`) an existing build stays as it is.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const command = join(dist, 'harness', 'cli', 'main.js')

const compiler = locateCompiler()
if (compiler === undefined) {
  const built = existsSync(command)
  console.error(`TypeScript is not installed, so ${built ? 'the build in dist stays as it is' : 'nothing can be built; run "npm ci" without --omit=dev'}.`)
  process.exit(built ? 0 : 1)
}

rmSync(dist, { recursive: true, force: true })
const { status, signal, error } = spawnSync(process.execPath, [compiler, '--project', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
if (status !== 0) {
  console.error(`The build failed: the compiler ${error ? `did not start (${error.message})` : signal ? `was ended by ${signal}` : 'found the errors above'}.`)
  process.exit(1)
}
if (!existsSync(command)) {
  console.error(`The build failed: the compiler made no ${relative(root, command)}.`)
  process.exit(1)
}
chmodSync(command, 0o755)

/** @returns {string | undefined} the path of `tsc` */
function locateCompiler() {
  try {
    const manifest = createRequire(join(root, 'package.json')).resolve('typescript/package.json')
    return join(dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin.tsc)
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}
