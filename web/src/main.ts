/**
 * The page in the order in which it is needed: what computes is started first and gets itself ready; the browser shows
 * the page's head; then the page around it is built.
 */
import './theme.css'
import { startWorker } from './brain/client.js'
import { growsFirst } from './growsFirst.js'

const worker = startWorker()
if (growsFirst(document, location.search)) void worker.client.prepare()
if (!document.hidden) await shown()
const { build } = await import('./build.js')
build(document.getElementById('app')!, worker)

/** Done after the browser's next frame. */
function shown(): Promise<void> {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done))
  })
}
