/**
 * Starts the parts of the page in the order in which they are needed: first the worker, which takes longest to get
 * ready; then the browser shows the page's head; then the rest of the page is built.
 */
import './theme.css'
import { startWorker } from './brain/client.js'
import { growsFirst } from './growsFirst.js'

const worker = startWorker()
if (growsFirst(document, location.search)) void worker.client.prepare()
if (!document.hidden) await shown()
const { build } = await import('./build.js')
build(document.getElementById('app')!, worker)

/** Resolves after the browser's next frame. */
function shown(): Promise<void> {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done))
  })
}
