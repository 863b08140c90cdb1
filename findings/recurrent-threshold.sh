#!/bin/sh
# A recurrent operator's ThresholdedRelu has another default threshold than the operator ThresholdedRelu.
#
# onnxruntime-node and onnxruntime-web 1.30.0, Node 20, Linux x64.
# ONNX's RNN, GRU and LSTM take activations by name, and activation_alpha and activation_beta for those with parameters; the
# operators' pages (opset 14) say that the defaults are those of the operators of these names. ThresholdedRelu's alpha is 1:
# it is 0 up to 1. A model of threshold-linear neurons that leaves the threshold out counts on it.
#
# Guessed: an RNN of one neuron, weight 1, no recurrence, gives for .5 what ThresholdedRelu gives for .5, which is 0.
# Seen:    .5: the threshold is 0, in RNN, GRU and LSTM, in Node and in wasm, without a word. With activation_alpha = [1]
#          it is 1. Elu's alpha, LeakyRelu's and HardSigmoid's alpha and beta do default to their operators' values.
#
# Exits with 0 if it is so still, with 1 and what has changed if not.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts onnxruntime-node@1.30.0 onnxruntime-web@1.30.0
cat > finding.mjs <<'EOF'
import * as node from 'onnxruntime-node'
import * as web from 'onnxruntime-web/wasm'

// Models as protobuf.
const varint = (n) => (n < 128 ? [n] : [(n % 128) + 128, ...varint(Math.floor(n / 128))])
const number = (field, n) => [...varint(field * 8), ...varint(n)]
const bytes = (field, data) => [...varint(field * 8 + 2), ...varint(data.length), ...data]
const text = (field, s) => bytes(field, [...Buffer.from(s)])
const float = (field, x) => [...varint(field * 8 + 5), ...Buffer.from(Float32Array.of(x).buffer)]
const value = (field, name, ...dims) => {
  const shape = dims.flatMap((dim) => bytes(1, number(1, dim)))
  return bytes(field, [...text(1, name), ...bytes(2, bytes(1, [...number(1, 1), ...bytes(2, shape)]))])
}
const attribute = (name, content, type) => bytes(5, [...text(1, name), ...content, ...number(20, type)])

function model(type, inputs, attributes) {
  const names = Object.keys(inputs)
  const operation = [...names.flatMap((name) => text(1, name)), ...text(2, 'y'), ...text(4, type), ...attributes]
  const outputs = type === 'ThresholdedRelu' ? [1, 1, 1] : [1, 1, 1, 1]
  const graph = [
    ...bytes(1, operation),
    ...text(2, 'one'),
    ...names.flatMap((name) => value(11, name, ...inputs[name].dims)),
    ...value(12, 'y', ...outputs),
  ]
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, [...text(1, ''), ...number(2, 17)])])
}

async function result(ort, type, x, gates = 0, activations = [], alpha) {
  const tensor = (data, dims) => new ort.Tensor('float32', Float32Array.from(data), dims)
  const inputs = { x: tensor([x], [1, 1, 1]) }
  const attributes = []
  if (gates > 0) {
    // Only the candidate hears the input: the last gate of a GRU and of an LSTM in ONNX's order.
    inputs.w = tensor(Array.from({ length: gates }, (_, i) => (i === gates - 1 ? 1 : 0)), [1, gates, 1])
    inputs.r = tensor(new Array(gates).fill(0), [1, gates, 1])
    attributes.push(...attribute('hidden_size', number(3, 1), 2))
    attributes.push(...attribute('activations', activations.flatMap((name) => text(9, name)), 8))
    if (alpha !== undefined) attributes.push(...attribute('activation_alpha', float(7, alpha), 6))
  }
  const session = await ort.InferenceSession.create(model(type, inputs, attributes))
  return (await session.run(inputs)).y.data[0]
}

const changed = []
const expect = (what, got, wanted) => {
  const is = Math.abs(got - wanted) < 1e-6
  console.log(`${is ? 'as before' : 'CHANGED'}: ${what}: ${got}`)
  if (!is) changed.push(what)
}
web.env.wasm.numThreads = 1
const threshold = 'ThresholdedRelu'
for (const [name, ort] of [['node', node], ['wasm', web]]) {
  expect(`${name}: the operator at .5`, await result(ort, threshold, 0.5), 0)
  expect(`${name}: RNN at .5`, await result(ort, 'RNN', 0.5, 1, [threshold]), 0.5)
  expect(`${name}: RNN at .5 with alpha 1`, await result(ort, 'RNN', 0.5, 1, [threshold], 1), 0)
  // Both gates are one half.
  expect(`${name}: GRU at .5`, await result(ort, 'GRU', 0.5, 3, ['Sigmoid', threshold]), 0.25)
  expect(`${name}: LSTM at .5`, await result(ort, 'LSTM', 0.5, 4, ['Sigmoid', threshold, threshold]), 0.125)
  expect(`${name}: RNN of Elu at −1`, await result(ort, 'RNN', -1, 1, ['Elu']), Math.exp(-1) - 1)
  expect(`${name}: RNN of LeakyRelu at −3`, await result(ort, 'RNN', -3, 1, ['LeakyRelu']), -0.03)
  expect(`${name}: RNN of HardSigmoid at 1`, await result(ort, 'RNN', 1, 1, ['HardSigmoid']), 0.7)
}
process.exit(changed.length > 0 ? 1 : 0)
EOF
node finding.mjs
