import { HarnessError, messageOf } from './errors.ts'
import { PROGRESS_PLAIN_MS, PROGRESS_TERMINAL_MS } from './limits.ts'

/** The two streams of the command: results on stdout, everything else on stderr. On a terminal stderr also has one live line, which results never cross. */
export interface Screen {
  readonly colour: boolean
  /** Resolves once it is written. Rejects with a `HarnessError` when it cannot be: a full disk, a closed pipe. */
  result(text: string): Promise<void>
  notice(text: string): void
  /** One line that the next one replaces; without a terminal a plain line every 20 s. `text` is only called when it is shown. */
  progress(text: () => string): void
  endProgress(): void
}

export interface Streams {
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly environment: Readonly<Record<string, string | undefined>>
}

const CLEAR = '\r\u001b[2K'

/** `quiet`: no plain progress lines, for output that a program reads. */
export function screenOn({ stdout, stderr, environment }: Streams, { quiet = false }: { readonly quiet?: boolean } = {}): Screen {
  const live = stderr.isTTY && environment['TERM'] !== 'dumb'
  let shown = ''
  let drawnAtMs = live ? Number.NEGATIVE_INFINITY : performance.now()
  let failure: Error | undefined
  stdout.on('error', (error: Error) => (failure ??= error))
  // Notices are a courtesy: where nobody reads them, they are lost.
  stderr.on('error', () => undefined)
  const clear = (): void => {
    if (shown !== '') stderr.write(CLEAR)
  }
  const redraw = (): void => {
    if (shown !== '') stderr.write(shown)
  }
  return {
    colour: wantsColour(stdout.isTTY, environment),
    async result(text) {
      clear()
      await new Promise<void>((resolve, reject) => {
        const done = (error?: Error | null): void => {
          const failed = failure ?? error
          if (failed) reject(new HarnessError(`the output could not be written (${messageOf(failed)})`, { cause: failed }))
          else resolve()
        }
        stdout.write(text, done)
      })
      redraw()
    },
    notice(text) {
      clear()
      stderr.write(text.endsWith('\n') ? text : `${text}\n`)
      redraw()
    },
    progress(text) {
      const now = performance.now()
      if (!live && quiet) return
      if (now - drawnAtMs < (live ? PROGRESS_TERMINAL_MS : PROGRESS_PLAIN_MS)) return
      drawnAtMs = now
      if (!live) {
        stderr.write(`${text()}\n`)
        return
      }
      clear()
      shown = text().slice(0, Math.max(10, (stderr.columns || 80) - 1))
      redraw()
    },
    endProgress() {
      clear()
      shown = ''
    },
  }
}

/** FORCE_COLOR wins over NO_COLOR, as in Node itself; both win over what the stream is. */
export function wantsColour(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: refused, TERM: term } = environment
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if (refused !== undefined && refused !== '') return false
  return isTerminal && term !== 'dumb'
}
