/**
 * A guess, before anything is read, whether the page begins with a network that grows here: no runs are served to it,
 * and its address sets something, and names no other network. If the guess is wrong, the page is only slower.
 */
import { API_META } from 'gyrus/view/api.js'

export function growsFirst(page: Pick<Document, 'querySelector'>, search: string): boolean {
  const asked = new URLSearchParams(search)
  const isHere =
    (asked.get('network') ?? 'grow') === 'grow' && !['src', 'file'].some((name) => asked.has(name))
  return asked.size > 0 && isHere && !page.querySelector(`meta[name="${API_META}"]`)
}
