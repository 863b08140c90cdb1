import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { preloads } from './preloads.js'
import { shippedNetworks } from './shippedNetworks.js'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

export default defineConfig({
  root: path('.'),
  base: './', // works from any path
  plugins: [svelte(), shippedNetworks(), preloads()],
  resolve: {
    alias: [{ find: /^gyrus\/(.*)\.js$/, replacement: path('../src/$1.ts') }],
    conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'],
  },
  worker: { format: 'es' },
  build: { outDir: path('../dist/web'), emptyOutDir: true, target: 'es2022' },
})
