/** XML as text: elements with attributes, and what stands in them. Nothing is read here. */

/** What an attribute or the text of an element may say; numbers and flags as XML Schema writes them. */
export type XmlValue = string | number | boolean

/**
 * An element.
 * @param content its text, which is escaped here, or the elements in it; nothing makes it an empty element
 */
export function element(
  name: string,
  attributes: Readonly<Record<string, XmlValue>> = {},
  content: XmlValue | readonly string[] = [],
): string {
  // Of a dense network there are half a million elements: nothing is made here beside the text itself.
  let opening = `<${name}`
  for (const key in attributes) opening += ` ${key}="${escaped(attributes[key])}"`
  const inner = typeof content === 'object' ? content.join('') : escaped(content)
  return inner === '' ? `${opening}/>` : `${opening}>${inner}</${name}>`
}

/** Elements on a line each. */
export const lines = (elements: readonly string[]): string[] =>
  elements.length === 0 ? [] : [`\n${elements.join('\n')}`]

/** How many elements are put together at a time, so that few short texts are held at once. */
const AT_ONCE = 256

/** Many elements on a line each, made one after the other. */
export function manyLines(count: number, make: (at: number) => string): string[] {
  const pieces: string[] = []
  for (let from = 0; from < count; from += AT_ONCE) {
    const length = Math.min(AT_ONCE, count - from)
    pieces.push(...lines(Array.from({ length }, (_, i) => make(from + i))))
  }
  return pieces
}

/** A whole document. */
export const xmlDocument = (root: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A reader makes blanks of these where they stand in an attribute as they are.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

// Of the characters below a blank, XML 1.0 (2.2) allows tab and line breaks only; nor halves of surrogate pairs.
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

/** Most texts: printable characters of ASCII, of which none has to be escaped. */
const PLAIN = /^[ !#-%'-;=?-~]*$/

/** A value as text in an element or an attribute. What XML cannot hold at all becomes U+FFFD. */
function escaped(value: XmlValue): string {
  if (typeof value !== 'string') return String(value)
  if (PLAIN.test(value)) return value
  return value.replaceAll(FORBIDDEN, '\uFFFD').replaceAll(/[&<>"\t\n\r]/g, (character) => ENTITIES[character])
}
