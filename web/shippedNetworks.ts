/**
 * A plugin of Vite: puts the networks that the page brings along (src/files/shipped.ts) beside it, straight from
 * results/, so that there is one committed copy. While one develops they are served from there.
 */
import { createReadStream, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { filesOf, SHIPPED } from './src/files/shippedList.js'

const results = new URL('../results/growing-brains/networks/', import.meta.url)

export function shippedNetworks(): Plugin {
  const paths = SHIPPED.flatMap((shipped) => filesOf(shipped).map((file) => `${shipped.name}/${file}`))
  return {
    name: 'gyrus-shipped-networks',
    generateBundle() {
      for (const path of paths) {
        this.emitFile({
          type: 'asset',
          fileName: `networks/${path}`,
          source: readFileSync(new URL(path, results)),
        })
      }
    },
    configureServer(server) {
      server.middlewares.use('/networks', (request, response, next) => {
        const path = request.url?.slice(1).split('?')[0] ?? ''
        if (!paths.includes(path)) return next()
        response.setHeader('Cache-Control', 'no-cache')
        createReadStream(fileURLToPath(new URL(path, results))).pipe(response)
      })
    },
  }
}
