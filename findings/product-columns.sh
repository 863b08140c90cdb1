#!/bin/sh
# The bits of a matrix product depend on how many columns it has, and so on the number of threads.
#
# onnxruntime-node and onnxruntime-web 1.30.0, float32, Node 20; seen on x64 with AVX-512.
# a [30, 400] times b [400, n], b's first columns always the same numbers.
#
# Guessed: column j of the product is a times column j of b, so its bits do not depend on n; with several threads it is
#          the sums over k that are split.
# Seen:    with k = 400 the same column has three sets of bits: one for n up to 32, one for n from 33 to 64, one for n
#          from 65 on, in Node and in wasm alike (9 entries in 10 differ in the last bits between them). With k = 128
#          there is one for all n: the sum over k is cut into blocks, and their length follows from n.
#          Threads split the columns, not the sums: with n = 50 each of two threads has 25, so that the product on two
#          threads has the bits of two products of 25 columns, and others than on one thread. With n = 400 one and two
#          threads agree. Two threads are no sum in two halves: whether they change anything depends on the shape.
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

// A model as protobuf: MatMul(a, b) -> y.
const varint = (n) => (n < 128 ? [n] : [(n % 128) + 128, ...varint(Math.floor(n / 128))])
const number = (field, n) => [field * 8, ...varint(n)]
const bytes = (field, data) => [field * 8 + 2, ...varint(data.length), ...data]
const text = (field, s) => bytes(field, [...Buffer.from(s)])
const matrix = (field, name, ...dims) => {
  const shape = dims.flatMap((dim) => bytes(1, text(2, dim)))
  return bytes(field, [...text(1, name), ...bytes(2, bytes(1, [...number(1, 1), ...bytes(2, shape)]))])
}
const multiply = [...text(1, 'a'), ...text(1, 'b'), ...text(2, 'y'), ...text(4, 'MatMul')]
const graph = [
  ...bytes(1, multiply),
  ...text(2, 'product'),
  ...matrix(11, 'a', 'm', 'k'),
  ...matrix(11, 'b', 'k', 'n'),
  ...matrix(12, 'y', 'm', 'n'),
]
const model = Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, number(2, 17))])

let seed = 1
const uniform = () => {
  seed = (seed * 16807) % 2147483647
  return seed / 2147483647 - 0.5
}
const M = 30
const K = 400
const N = 400
const a = Float32Array.from({ length: M * K }, uniform)
const b = Float32Array.from({ length: K * N }, uniform)

/** Columns [from, from + n) of a times b with inner size k, column by column as text. */
async function product(ort, n, { k = K, from = 0, intraOpNumThreads = 1 } = {}) {
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads })
  const left = Float32Array.from({ length: M * k }, (_, i) => a[Math.floor(i / k) * K + (i % k)])
  const right = Float32Array.from({ length: k * n }, (_, i) => b[Math.floor(i / n) * N + from + (i % n)])
  const { y } = await session.run({
    a: new ort.Tensor('float32', left, [M, k]),
    b: new ort.Tensor('float32', right, [k, n]),
  })
  return Array.from({ length: n }, (_, j) => y.data.filter((_, i) => i % n === j).join())
}

const changed = []
const expect = (what, is) => {
  console.log(`${is ? 'as before' : 'CHANGED'}: ${what}`)
  if (!is) changed.push(what)
}
const equal = (one, other, columns) => one.slice(0, columns).join() === other.slice(0, columns).join()

web.env.wasm.numThreads = 1
for (const [name, ort] of [['node', node], ['wasm', web]]) {
  const [n8, n32, n33, n64, n65, n400] = await Promise.all([8, 32, 33, 64, 65, 400].map((n) => product(ort, n)))
  expect(`${name}: 8 and 32 columns agree`, equal(n8, n32, 8))
  expect(`${name}: 32 and 33 columns do not`, !equal(n32, n33, 8))
  expect(`${name}: 33 and 64 columns agree`, equal(n33, n64, 8))
  expect(`${name}: 64 and 65 columns do not`, !equal(n64, n65, 8))
  expect(`${name}: 65 and 400 columns agree`, equal(n65, n400, 8))
  expect(`${name}: 32 and 400 columns do not`, !equal(n32, n400, 8))
  const short = await Promise.all([8, 33, 65].map((n) => product(ort, n, { k: 128 })))
  expect(`${name}: with k = 128 all agree`, equal(short[0], short[1], 8) && equal(short[0], short[2], 8))
}
const intraOpNumThreads = 2
const [one, two] = [await product(node, 50), await product(node, 50, { intraOpNumThreads })]
const halves = [...(await product(node, 25)), ...(await product(node, 25, { from: 25 }))]
expect('50 columns on two threads are not those on one', !equal(one, two, 50))
expect('but those of two products of 25 columns', equal(two, halves, 50))
expect(
  '400 columns on two threads are those on one',
  equal(await product(node, 400), await product(node, 400, { intraOpNumThreads }), 400),
)
process.exit(changed.length > 0 ? 1 : 0)
EOF
node finding.mjs
