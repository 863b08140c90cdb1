/**
 * The page in the order in which it is needed: what computes is started first and gets itself ready while the page
 * around it is built.
 */
import './theme.css'
import { startWorker } from './brain/client.js'
import { growsFirst } from './growsFirst.js'

const worker = startWorker()
if (growsFirst(document, location.search)) void worker.client.prepare()
const { build } = await import('./build.js')
build(document.getElementById('app')!, worker)
