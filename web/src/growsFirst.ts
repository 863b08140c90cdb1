/**
 * A guess, before anything is read, whether the page begins with a network that grows here: no runs are served to it,
 * and its address names no network. If the guess is wrong, the page is only slower.
 */
import { API_META } from 'gyrus/view/api.js'

export function growsFirst(page: Pick<Document, 'querySelector'>, search: string): boolean {
  const asked = new URLSearchParams(search)
  return (
    !page.querySelector(`meta[name="${API_META}"]`) &&
    !['network', 'src', 'file'].some((name) => asked.has(name))
  )
}
