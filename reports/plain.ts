/**
 * Text that is safe and readable on a terminal. Sentences and labels may hold anything that a store wrote or that a repro file claims, so control
 * characters, line separators, bidirectional marks and halves of a surrogate pair are shown as escapes: nothing that is printed can move the cursor or hide a line.
 */

// Every control, direction and line-separator character: that it matches them is its purpose.
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

export function plain(text: string): string {
  return text.replace(UNSAFE, (character) => {
    if (character === '\n') return '\\n'
    if (character === '\t') return '\\t'
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** At most `limit` characters; never half of a surrogate pair. */
export function shorten(text: string, limit: number): string {
  const characters = Array.from(text)
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`
}

/** 9310 → 9,310 */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** 1 run, 2 runs, 1,204 runs */
export function plural(count: number, noun: string): string {
  return `${thousands(count)} ${noun}${count === 1 ? '' : 's'}`
}
