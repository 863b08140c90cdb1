#!/bin/sh
# Sin, Cos, Atan and Mish of one number have other bits by where it stands in its tensor.
#
# onnxruntime-node and onnxruntime-web 1.30.0, float32, Node 20; seen on x64, Linux.
# A tensor of 37 equal numbers goes through one operation; 200 numbers between 0.05 and 0.95.
#
# Known:   Softplus and Log do so in Node, and not in wasm.
# Guessed: they are the only ones. Sin, Cos, Atan, Tan, Tanh, Exp, Sigmoid and Erf give 37 equal results; Mish too.
# Seen:    Atan in 95 of the 200 numbers, Mish in 27, Cos in 22, Sin in 21; Tan, Tanh, Exp, Sigmoid and Erf in none. It
#          is always the last place that stands out, the 37th: 37 = 9 groups of four and one left over, which is
#          computed alone, as is a tensor of one number (it has the same bits as the 37th). In wasm all places are
#          alike. So an angle that is decoded by Atan changes with the number of angles beside it.
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

// A model as protobuf: op(x) -> y, both of one axis.
const varint = (n) => (n < 128 ? [n] : [(n % 128) + 128, ...varint(Math.floor(n / 128))])
const number = (field, n) => [field * 8, ...varint(n)]
const bytes = (field, data) => [field * 8 + 2, ...varint(data.length), ...data]
const text = (field, s) => bytes(field, [...Buffer.from(s)])
const vector = (field, name) =>
  bytes(field, [...text(1, name), ...bytes(2, bytes(1, [...number(1, 1), ...bytes(2, bytes(1, text(2, 'n')))]))])
const modelOf = (op) => {
  const node = bytes(1, [...text(1, 'x'), ...text(2, 'y'), ...text(4, op)])
  const graph = [...node, ...text(2, 'one'), ...vector(11, 'x'), ...vector(12, 'y')]
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, number(2, 18))])
}

const PLACES = 37
const NUMBERS = 200
const numberAt = (i) => Math.fround(0.05 + (0.9 * i) / NUMBERS)

/** For how many numbers the places differ; whether the last alone, and as a tensor of one number has it. */
async function differing(ort, op) {
  const session = await ort.InferenceSession.create(modelOf(op))
  const of = async (x, n) =>
    (await session.run({ x: new ort.Tensor('float32', new Float32Array(n).fill(x), [n]) })).y.data
  let numbers = 0
  let onlyTheLast = true
  for (let i = 0; i < NUMBERS; i++) {
    const y = await of(numberAt(i), PLACES)
    if (y.every((value) => value === y[0])) continue
    numbers++
    const [alone] = await of(numberAt(i), 1)
    onlyTheLast &&= y.subarray(0, -1).every((value) => value === y[0]) && y[PLACES - 1] === alone
  }
  return { numbers, onlyTheLast }
}

let changed = false
const expect = (what, is) => {
  console.log(`${is ? 'as before' : 'CHANGED'}: ${what}`)
  changed ||= !is
}
web.env.wasm.numThreads = 1
for (const op of ['Sin', 'Cos', 'Atan', 'Mish']) {
  const { numbers, onlyTheLast } = await differing(node, op)
  expect(`node: ${op} differs by place in ${numbers} of ${NUMBERS} numbers, in the last place alone`, numbers > 0 && onlyTheLast)
}
for (const op of ['Tan', 'Tanh', 'Exp', 'Sigmoid', 'Erf'])
  expect(`node: ${op} does not`, (await differing(node, op)).numbers === 0)
for (const op of ['Sin', 'Cos', 'Atan', 'Mish'])
  expect(`wasm: ${op} does not`, (await differing(web, op)).numbers === 0)
process.exit(changed ? 1 : 0)
EOF
node finding.mjs
