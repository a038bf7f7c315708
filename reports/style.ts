/** How a text report is dressed. `colour: false` yields no escape sequence at all. */
export interface TextStyle {
  readonly colour: boolean
}

export type Ink = 'green' | 'red' | 'yellow' | 'dim' | 'bold'

const CODES: Readonly<Record<Ink, readonly [on: number, off: number]>> = {
  green: [32, 39],
  red: [31, 39],
  yellow: [33, 39],
  dim: [2, 22],
  bold: [1, 22],
}

export function paint(text: string, ink: Ink, { colour }: TextStyle): string {
  const [on, off] = CODES[ink]
  return colour ? `\u001b[${on}m${text}\u001b[${off}m` : text
}
