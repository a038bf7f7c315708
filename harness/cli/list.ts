import { listText } from '../../reports/list.ts'
import type { ListCommand } from './command.ts'
import { describe } from './describe.ts'
import type { ExitCode } from './exit-code.ts'
import { filtered } from './list-filter.ts'
import { Lane } from './lane.ts'
import type { Screen } from './screen.ts'

/** `powercut list`: what can be named. */
export async function list(command: ListCommand, screen: Screen): Promise<ExitCode> {
  const { files, json } = command
  const lane = new Lane({ files, onOutput: (text) => screen.notice(text) })
  try {
    const description = filtered(await describe(lane, files), command)
    await screen.result(json ? `${JSON.stringify({ version: 1, kind: 'powercut list', ...description }, null, 2)}\n` : listText(description))
    return 0
  } finally {
    await lane.close()
  }
}
