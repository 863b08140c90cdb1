/** gyrus in a browser: `import { preset, train, webEngine } from 'gyrus/web'`. */
export { type WebEngineOptions, webEngine } from './engine/web.js'
export * from './library.js'
