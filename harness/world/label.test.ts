import { expect, test } from 'vitest'
import { Labels, looseLabel, roleOf } from './label.ts'

test.each([
  ['/data/session.json', 'session.json'],
  ['/data/session.json.tmp-1234-77', 'session.json.tmp-*-*'],
  ['/data/.tmp-3f2a9b1c4d', '.tmp-*'],
  ['/journal/0b8e7c1a-1111-4222-8333-444455556666.jsonl', '*.jsonl'],
  ['/deadbeef', 'deadbeef'],
  ['/', '/'],
  ['/folder/', 'folder'],
])('the role of %s is %s', (path, role) => expect(roleOf(path)).toBe(role))

test('labels count per process, task, operation and role', () => {
  const labels = new Labels()
  expect(labels.label('server', 'save', 'write', '/a.json')).toBe('server/save/write a.json #1')
  expect(labels.label('server', 'save', 'write', '/a.json')).toBe('server/save/write a.json #2')
  expect(labels.label('server', 'save', 'fsync', '/a.json')).toBe('server/save/fsync a.json #1')
  expect(labels.label('server', 'load', 'arrive', undefined)).toBe('server/load/arrive #1')
})

test('a loose label keeps task, operation and count', () => {
  expect(looseLabel('server/save-2/rename session.json #3')).toEqual({ key: 'server/save-2/rename', count: 3 })
  expect(looseLabel('nonsense')).toBeUndefined()
})
