#!/usr/bin/env node
import { createRequire } from 'node:module'
import { readCommand } from './arguments.ts'
import { audit } from './audit.ts'
import type { Command } from './command.ts'
import { plain } from '../../reports/plain.ts'
import { HarnessError, UsageError } from './errors.ts'
import type { ExitCode } from './exit-code.ts'
import { gate } from './gate.ts'
import { helpText } from './help.ts'
import { keep } from './keep.ts'
import { list } from './list.ts'
import { replay } from './replay.ts'
import { screenOn, type Screen } from './screen.ts'

/** The command. Reads arguments, runs one command, and is the only place that turns errors into sentences and exit codes. */

const { version } = createRequire(import.meta.url)('powercut/package.json') as { version: string }

async function run(words: readonly string[]): Promise<ExitCode> {
  const quiet = words.includes('--json')
  const screen = screenOn({ stdout: process.stdout, stderr: process.stderr, environment: process.env }, { quiet })
  try {
    return await perform(readCommand(words), screen)
  } catch (error) {
    screen.endProgress()
    if (error instanceof UsageError) {
      screen.notice(plain(`powercut: ${error.message}`))
      return 2
    }
    const text = error instanceof HarnessError ? error.message : `internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
    if (!isClosedPipe(error)) screen.notice(`powercut: ${text}`)
    return 3
  }
}

function perform(command: Command, screen: Screen): Promise<ExitCode> {
  switch (command.name) {
    case 'help':
      return screen.result(helpText(command.of)).then(() => 0)
    case 'version':
      return screen.result(`${version}\n`).then(() => 0)
    case 'gate':
      return gate(command, screen, version)
    case 'audit':
      return audit(command, screen, version)
    case 'keep':
      return keep(command, screen)
    // What only these two need is loaded for them alone.
    case 'bench':
      return import('./bench.ts').then(({ bench }) => bench(command, screen, version))
    case 'compare':
      return import('./compare.ts').then(({ compare }) => compare(command, screen, version))
    case 'replay':
      return replay(command, screen)
    case 'list':
      return list(command, screen)
  }
}

/** `powercut gate | head`: whoever read the output has seen enough. */
function isClosedPipe(error: unknown): boolean {
  return error instanceof HarnessError && (error.cause as { code?: unknown } | undefined)?.code === 'EPIPE'
}

process.exitCode = await run(process.argv.slice(2))
