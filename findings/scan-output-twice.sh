#!/bin/sh
# A Scan whose body names one value twice among its outputs computes wrong numbers, without a word.
#
# onnxruntime-node and onnxruntime-web 1.30.0, Node 20, Linux x64.
# The body of a Scan is s = carry + x. What a loop over time mostly wants is s both ways, as the next carry and stacked over
# all steps: a running sum. Exporters put an Identity between; here the body's outputs are s and s. onnx.checker (Debian's
# python3-onnx 1.12) takes the model, and each engine makes a session of it.
#
# Guessed: a refusal; or the right sums, with one copy less than with an Identity.
# Seen:    no error and wrong sums, in Node and in wasm alike. With the Identity all are right.
#
# Exits with 0 if it is so still, with 1 and what has changed if not.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts onnxruntime-node@1.30.0 onnxruntime-web@1.30.0
cat > finding.mjs <<'EOF'
import { writeFileSync } from 'node:fs'
import * as node from 'onnxruntime-node'
import * as web from 'onnxruntime-web/wasm'

// Models as protobuf.
const varint = (n) => (n < 128 ? [n] : [(n % 128) + 128, ...varint(Math.floor(n / 128))])
const number = (field, n) => [...varint(field * 8), ...varint(n)]
const bytes = (field, data) => [field * 8 + 2, ...varint(data.length), ...data]
const text = (field, s) => bytes(field, [...Buffer.from(s)])
const value = (field, name, ...dims) => {
  const shape = dims.flatMap((dim) => bytes(1, number(1, dim)))
  return bytes(field, [...text(1, name), ...bytes(2, bytes(1, [...number(1, 1), ...bytes(2, shape)]))])
}
const operation = (type, inputs, outputs, attributes = []) =>
  bytes(1, [...inputs.flatMap((x) => text(1, x)), ...outputs.flatMap((x) => text(2, x)), ...text(4, type), ...attributes])

const STEPS = 6
const WIDTH = 4
function model(second, nodes) {
  const body = [
    ...operation('Add', ['carry', 'x'], ['s']),
    ...nodes,
    ...text(2, 'body'),
    ...value(11, 'carry', WIDTH),
    ...value(11, 'x', WIDTH),
    ...value(12, 's', WIDTH),
    ...value(12, second, WIDTH),
  ]
  const attributes = [
    ...bytes(5, [...text(1, 'body'), ...bytes(6, body), ...number(20, 5)]),
    ...bytes(5, [...text(1, 'num_scan_inputs'), ...number(3, 1), ...number(20, 2)]),
  ]
  const graph = [
    ...operation('Scan', ['start', 'xs'], ['last', 'sums'], attributes),
    ...text(2, 'sums'),
    ...value(11, 'start', WIDTH),
    ...value(11, 'xs', STEPS, WIDTH),
    ...value(12, 'last', WIDTH),
    ...value(12, 'sums', STEPS, WIDTH),
  ]
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, [...text(1, ''), ...number(2, 17)])])
}
const models = { twice: model('s', []), copied: model('t', operation('Identity', ['s'], ['t'])) }
for (const [name, content] of Object.entries(models)) writeFileSync(`${name}.onnx`, content)

const xs = Float32Array.from({ length: STEPS * WIDTH }, (_, i) => 2 ** (i % 5))
const right = []
for (let i = 0; i < xs.length; i++) right[i] = xs[i] + (right[i - WIDTH] ?? 0)

async function sums(ort, name) {
  const session = await ort.InferenceSession.create(models[name])
  const { sums: found } = await session.run({
    start: new ort.Tensor('float32', new Float32Array(WIDTH), [WIDTH]),
    xs: new ort.Tensor('float32', xs, [STEPS, WIDTH]),
  })
  return [...found.data].join()
}

const changed = []
const expect = (what, is) => {
  console.log(`${is ? 'as before' : 'CHANGED'}: ${what}`)
  if (!is) changed.push(what)
}
web.env.wasm.numThreads = 1
for (const [name, ort] of [['node', node], ['wasm', web]]) {
  expect(`${name}: with an Identity the sums are right`, (await sums(ort, 'copied')) === right.join())
  const twice = await sums(ort, 'twice').catch((error) => `refused: ${error.message}`)
  console.log(`${name}, one value as two outputs: ${twice}`)
  expect(`${name}: without one there is no error`, !twice.startsWith('refused'))
  expect(`${name}: without one the sums are wrong`, twice !== right.join())
}
process.exit(changed.length > 0 ? 1 : 0)
EOF
node finding.mjs
