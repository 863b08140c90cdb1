#!/bin/sh
# A running CRC-32 of Node's zlib falls back to 0 at an empty piece, if that is a view of an empty ArrayBuffer.
#
# Node 22.23.3 and 24.21.0 (the npm package node), Linux x64.
# Who writes an archive piece by piece carries the sum on: crc32(piece, sum). A piece can be empty, such as an array of a task
# without trials. Four kinds of empty pieces, each with a sum of 123 so far.
#
# Guessed: 123 for each, as zlib's crc32 has it for no bytes.
# Seen:    Node 22: 0 for the Uint8Array and the DataView of an empty ArrayBuffer, so that all before them is forgotten and the
#          archive has a wrong checksum; 123 for an empty Buffer and for an empty part of a longer array. Node 24: 123 for all.
#
# Exits with 0 if it is so still, with 1 and what has changed if not.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > finding.mjs <<'EOF'
import { crc32 } from 'node:zlib'

const pieces = {
  'Buffer': Buffer.alloc(0),
  'part of an array': Uint8Array.of(1).subarray(1),
  'Uint8Array of an empty ArrayBuffer': new Uint8Array(new ArrayBuffer(0)),
  'DataView of an empty ArrayBuffer': new DataView(new ArrayBuffer(0)),
}
const sums = Object.entries(pieces).map(([name, piece]) => {
  const sum = crc32(piece, 123)
  console.log(`Node ${process.versions.node}, ${name}: ${sum}`)
  return sum
})
process.exit(String(sums) === process.argv[2] ? 0 : 1)
EOF
as_stated='as stated'
for pair in 22.23.3:123,123,0,0 24.21.0:123,123,123,123; do
  npm install --silent --no-audit --no-fund --no-save "node@${pair%%:*}"
  ./node_modules/.bin/node finding.mjs "${pair#*:}" || as_stated='changed'
done
echo "$as_stated"
[ "$as_stated" = 'as stated' ]
