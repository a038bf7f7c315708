import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checksumSeed } from './record.ts'
import { scan } from './scan.ts'

test('the file that the README shows is a journal', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8')
  const [, file] = /\n```\n(\{"checksum".*?)```/s.exec(readme)!
  const { records, damage, gaps, sealed, generation } = scan(checksumSeed('run-7'), Buffer.from(file!))
  expect(records.map(({ record }) => (record as { payload: { text?: string } }).payload.text)).toEqual(['Hello', ', 世界', '.', ' Again.', undefined])
  expect({ damage: damage.map(({ length }) => length), gaps, sealed, generation }).toEqual({ damage: [43], gaps: [], sealed: true, generation: 2 })
})
