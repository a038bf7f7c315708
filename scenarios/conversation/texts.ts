/**
 * What the recorded-like conversations are made of. Every pool starts with its plainest member, towards which inputs shrink. The awkward ones are what
 * journals have lost in the field: characters of two, three and four bytes (a cut may fall inside), joined emoji, U+2028, U+2029 and U+0085 (line ends for
 * some readers, left unescaped by JSON), NUL and newline (escaped by JSON), and text that looks like a journal's own line.
 */
export const TOKENS: readonly string[] = [
  'a',
  ' the',
  ' journal',
  '.\n\n',
  '```ts\n',
  ' naïve café',
  '你好，',
  '世界。日本語のテキスト',
  ' 한국어',
  '🙂',
  '👩‍👩‍👧‍👦 family',
  '🏳️‍🌈🇯🇵',
  'e\u0301 combining',
  ' line\u2028separator',
  ' paragraph\u2029separator',
  ' next\u0085line',
  '\u0000\u0007',
  '\\" quoted \\\\',
  '{"checksum":"00000000","version":1}\n',
  'العربية',
]

export const REASONING: readonly string[] = [
  'Look at the file first.',
  'The test fails only after a restart, so the tail of the file is suspect.',
  '用户想要恢复丢失的消息；先检查日志的最后一行。',
  'Two readers disagree:\u2028one splits on U+2028, the other on 0x0A.',
  'Plan 🧭: read, compare, write, sync, rename.',
]

export const TOOLS: readonly string[] = ['read_file', 'shell', 'search', 'write_file']

export const ARGUMENTS: readonly string[] = ['README.md', 'src/journal/append.ts', '文档/設計.md', 'notes/2026-01 🗒️.txt', 'a'.repeat(300)]

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n')
}

/** The long ones take 4 to 7 KB as UTF-8, so that one record crosses one or two pages of 4,096 bytes. */
export const OUTPUTS: readonly string[] = [
  'ok',
  'No such file or directory',
  lines(3, (index) => `${index}\t第${index}行 🙂`),
  lines(100, (index) => `-rw-r--r-- 1 user user ${4096 + index * 37} src/module-${index}.ts`),
  lines(110, (index) => `✓ 测试 ${index} · réussi en ${index % 17} ms\u2028(cached)`),
  lines(130, (index) => `{"line":${index},"text":"deploy 🚀 step ${index}"}`),
]

export const TITLES: readonly string[] = ['Chat', 'Recover a torn journal', '恢复日志 🧯', 'A title\u2029in two paragraphs']
