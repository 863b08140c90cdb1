/**
 * ONNX Runtime's two builds as they lie beside gyrus: the native one, which there is for some machines, and the wasm
 * one, which runs on any.
 */
import './quiet.js'

import { createRequire } from 'node:module'
import type * as Ort from 'onnxruntime-common'

/** What both builds offer. */
export type Runtime = typeof Ort

export interface NativeRuntime extends Runtime {
  listSupportedBackends(): { name: string; bundled: boolean }[]
}

const require = createRequire(import.meta.url)

let native: NativeRuntime | string | undefined

/** The native build; in a few words why, where it does not load. Looked for once. */
export function nativeRuntime(): NativeRuntime | string {
  native ??= loadNative()
  return native
}

function loadNative(): NativeRuntime | string {
  try {
    return require('onnxruntime-node') as NativeRuntime
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'MODULE_NOT_FOUND') return `there is none for ${process.platform} ${process.arch}`
    return message.split('\n')[0]
  }
}

/** Where the native build lies, with the libraries of its providers. */
export const nativeFolder = (): string =>
  require.resolve('onnxruntime-node/package.json').replace(/[^\\/]*$/, '')

/** The wasm build for Node. */
export const wasmRuntime = (): Runtime => require('onnxruntime-web') as Runtime
