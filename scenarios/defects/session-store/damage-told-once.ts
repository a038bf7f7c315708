import type { SessionStore } from '../../session-store/contract.ts'
import { DIRECTORY } from '../../session-store/reference.ts'
import type { Defect } from '../defect.ts'
import { storeDefect } from './store-defect.ts'

export const damageToldOnce: Defect<SessionStore> = storeDefect(
  'damage-told-once',
  { mistake: 'an opening notes which damage it has told, and never tells it again', origin: ['hermes-webui api/session_recovery.py'], caughtBy: ['session-store/damage-is-reported'] },
  {
    operations: ({ report }, _store, { fs }) => ({
      async report() {
        const { damaged } = await report()
        const told = JSON.parse(await fs.readFile(`${DIRECTORY}/_told.json`, 'utf8').catch(() => '[]')) as string[]
        if (damaged.length > 0) await fs.writeFile(`${DIRECTORY}/_told.json`, JSON.stringify(damaged))
        return { damaged: damaged.filter((id) => !told.includes(id)) }
      },
    }),
  },
)
