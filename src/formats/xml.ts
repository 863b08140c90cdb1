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
  const opening = Object.entries(attributes).reduce(
    (text, [key, value]) => `${text} ${key}="${escaped(value)}"`,
    `<${name}`,
  )
  const inner = typeof content === 'object' ? content.join('') : escaped(content)
  return inner === '' ? `${opening}/>` : `${opening}>${inner}</${name}>`
}

/** Elements on a line each. */
export const lines = (elements: readonly string[]): string[] =>
  elements.map(
    (element) => `
${element}`,
  )

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

/** A value as text in an element or an attribute. What XML cannot hold at all becomes U+FFFD. */
function escaped(value: XmlValue): string {
  if (typeof value !== 'string') return String(value)
  return value.replaceAll(FORBIDDEN, '\uFFFD').replaceAll(/[&<>"\t\n\r]/g, (character) => ENTITIES[character])
}
