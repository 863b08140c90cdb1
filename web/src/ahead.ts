/**
 * Fetches all that the page brings along and has not needed yet, so that it goes on without a connection, and also when
 * its server has ended. It is kept for as long as the page is open: there is no service worker, so that a page which is
 * loaded again is always the newest.
 */
import { keepShipped } from './files/shipped.js'
import { LATER_META } from './later.js'

/** To be called once the page stands. Resolves when everything is here, or could not be fetched. */
export async function fetchAhead(page: Document): Promise<void> {
  const later = page.querySelector(`meta[name="${LATER_META}"]`)?.getAttribute('content') ?? ''
  for (const script of later.split(' ').filter((name) => name !== '')) {
    await new Promise((done) => {
      const link = page.createElement('link')
      Object.assign(link, {
        rel: 'modulepreload',
        href: script,
        crossOrigin: '',
        onload: done,
        onerror: done,
      })
      page.head.append(link)
    })
  }
  await keepShipped(page.baseURI)
}
