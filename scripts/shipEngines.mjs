/**
 * Puts ONNX Runtime into dist/node_modules, where dist finds it, so that the packed gyrus brings it along. As a
 * dependency onnxruntime-node would run an install script, which fetches CUDA's libraries from a host that many clusters
 * do not reach: then npm 10 and 11 break off, and npm 12 warns. The files are the packages' own, as they are:
 * of the native build what runs on the CPU (`nativeFiles`), of the wasm build the one without a GPU.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FROM = 'node_modules'
const TO = 'dist/node_modules'

const NATIVE_BUILDS = 'bin/napi-v6'
/** What a native build consists of: the addon, and the library that it is linked to. */
const NATIVE_FILES = [
  'onnxruntime_binding.node',
  'libonnxruntime.so.1',
  'libonnxruntime.1.dylib',
  'onnxruntime.dll',
]
const WEB_FILES = [
  'types.d.ts',
  'dist/ort.node.min.js',
  'dist/ort.wasm.bundle.min.mjs',
  'dist/ort.wasm.min.mjs',
  'dist/ort-wasm-simd-threaded.mjs',
  'dist/ort-wasm-simd-threaded.wasm',
]

const list = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

function nativeFiles() {
  const root = join(FROM, 'onnxruntime-node')
  const scripts = list(join(root, 'dist')).filter((file) => file.endsWith('.js'))
  const builds = list(join(root, NATIVE_BUILDS)).filter((file) =>
    NATIVE_FILES.some((name) => file.endsWith(name)),
  )
  return [...scripts, ...builds].map((file) => file.slice(root.length + 1))
}

function ship(name, files) {
  for (const file of files) cpSync(join(FROM, name, file), join(TO, name, file))
  const manifest = JSON.parse(readFileSync(join(FROM, name, 'package.json'), 'utf8'))
  const { scripts, dependencies, devDependencies, ...rest } = manifest
  writeFileSync(join(TO, name, 'package.json'), `${JSON.stringify(rest, null, 2)}\n`)
  cpSync('scripts/onnxruntime.LICENSE', join(TO, name, 'LICENSE'))
}

rmSync(TO, { recursive: true, force: true })
mkdirSync(TO, { recursive: true })
ship('onnxruntime-node', nativeFiles())
ship('onnxruntime-web', WEB_FILES)
