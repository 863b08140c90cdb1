/** Builds the page in place of what its document shows until then. */
import { mount } from 'svelte'
import App from './App.svelte'
import type { StartedWorker } from './brain/client.js'

export function build(target: HTMLElement, worker: StartedWorker): void {
  target.replaceChildren()
  mount(App, { target, props: { worker } })
}
