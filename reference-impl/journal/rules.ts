import { opening } from './recover.ts'
import type { EncodedRecord } from './record-encoder.ts'
import { replayOf } from './replay.ts'
import { scan } from './scan.ts'
import { isTerminal, terminalStateIn } from './terminal.ts'
import { Writer, type WriterOptions } from './writer.ts'

/** What the journal decides, each a function of its own: the regression library replaces them one at a time to prove that its scenarios notice. */
export interface Rules {
  readonly scan: typeof scan
  readonly opening: typeof opening
  readonly replayOf: typeof replayOf
  readonly isTerminal: typeof isTerminal
  readonly terminalStateIn: typeof terminalStateIn
  readonly writer: (options: WriterOptions<EncodedRecord>) => Writer<EncodedRecord>
}

export const RULES: Rules = { scan, opening, replayOf, isTerminal, terminalStateIn, writer: (options) => new Writer(options) }
