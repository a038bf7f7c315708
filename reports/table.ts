/** Columns of text: the first `left` of them start at their left edge, the others end at their right. */
export function table(rows: readonly (readonly string[])[], left = 1): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => row.map((cell, column) => (column < left ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ').trimEnd()).join('\n')
}

/** Three digits are enough to compare with: 1,234,567; 12.3; 0.0457. */
export function figure(value: number): string {
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size >= 100) return Math.round(value).toLocaleString('en')
  return value.toPrecision(3).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')
}

/** Of milliseconds: 1.2 s, 34 ms, 0.12 ms. */
export function duration(ms: number): string {
  return ms >= 1_000 ? `${figure(ms / 1_000)} s` : `${figure(ms)} ms`
}
