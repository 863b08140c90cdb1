/**
 * Whether the page begins with a network that grows here, as far as can be told before anything is read: neither does
 * somebody serve runs to it, nor does its address name a network. Where this is wrong, the page only is slower.
 */
import { API_META } from 'gyrus/view/api.js'

export function growsFirst(page: Pick<Document, 'querySelector'>, search: string): boolean {
  return !page.querySelector(`meta[name="${API_META}"]`) && !new URLSearchParams(search).has('network')
}
