/** An element of parsed markup. */
export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: (Element | string)[]
}

/** Elements of HTML that never have a closing tag. */
const VOID: readonly string[] = ['meta', 'br']
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** A small strict parser: throws at the first thing that is not well-formed. With `html`, void elements and the text of `style` are HTML's. */
export function parseMarkup(text: string, { html = false }: { readonly html?: boolean } = {}): Element {
  const root: Element = { name: '', attributes: {}, children: [] }
  const open: Element[] = [root]
  let rest = text.replace(html ? /^<!doctype html>\n/ : /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '')
  if (rest === text) throw new Error('there is no declaration at the beginning')
  while (rest !== '') {
    const top = open.at(-1)!
    const tag = /^<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>/.exec(rest)
    if (rest.startsWith('<') && tag === null) throw new Error(`not a tag: ${rest.slice(0, 80)}`)
    if (tag === null) {
      const end = rest.indexOf('<')
      const words = end === -1 ? rest : rest.slice(0, end)
      top.children.push(decoded(words))
      rest = rest.slice(words.length)
      continue
    }
    const [whole, closes, name, attributes, empty] = tag
    rest = rest.slice(whole.length)
    if (closes === '/') {
      if (top.name !== name) throw new Error(`</${name}> closes <${top.name}>`)
      open.pop()
      continue
    }
    const element: Element = { name: name!, attributes: Object.fromEntries([...attributes!.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key!, decoded(value!)])), children: [] }
    top.children.push(element)
    if (html && name === 'style') rest = rest.slice(rest.indexOf('</style>'))
    if (empty !== '/' && !(html && VOID.includes(name!))) open.push(element)
  }
  if (open.length > 1) throw new Error(`<${open.at(-1)!.name}> is never closed`)
  return root
}

function decoded(text: string): string {
  const bare = /&(?!(?:amp|lt|gt|quot|apos|#\d+);)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(text)
  if (bare !== null) throw new Error(`${JSON.stringify(bare[0])} may not stand in markup: ${text.slice(0, 80)}`)
  return text.replace(/&(?:(\w+)|#(\d+));/g, (_, name: string | undefined, code: string | undefined) => (name === undefined ? String.fromCharCode(Number(code)) : ENTITIES[name]!))
}

/** Every element of this name below, in order. */
export function elements(of: Element, name: string): Element[] {
  return of.children.flatMap((child) => (typeof child === 'string' ? [] : [...(child.name === name ? [child] : []), ...elements(child, name)]))
}

export function textOf(of: Element): string {
  return of.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('')
}
