/**
 * A plugin of Vite: names in the page's head what it loads as soon as it runs, so that the browser fetches it at once, and
 * all other scripts, which the page fetches once it stands (src/ahead.ts).
 */
import type { Plugin } from 'vite'
import { LATER_META } from './src/later.js'

/** In this order, each with what it imports. */
const NEXT = ['build', 'scene']

export function preloads(): Plugin {
  return {
    name: 'gyrus-preloads',
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle = {} }) {
        const files = new Set<string>()
        const add = (fileName: string) => {
          const file = bundle[fileName]
          if (file?.type !== 'chunk' || file.isEntry || files.has(fileName)) return
          files.add(fileName)
          file.imports.forEach(add)
        }
        for (const next of NEXT)
          for (const file of Object.values(bundle)) if (file.name === next) add(file.fileName)
        const later = Object.values(bundle).flatMap((file) =>
          file.type === 'chunk' && !file.isEntry && !files.has(file.fileName) ? [`./${file.fileName}`] : [],
        )
        return [
          ...[...files].map((fileName) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: `./${fileName}` },
            injectTo: 'head' as const,
          })),
          { tag: 'meta', attrs: { name: LATER_META, content: later.join(' ') }, injectTo: 'head' },
        ]
      },
    },
  }
}
