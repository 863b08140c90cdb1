#!/bin/sh
# A stroke's `opacity` costs resvg four times what its `stroke-opacity` does, for the same picture.
#
# @resvg/resvg-js 2.6.2, Node 20, Linux x64.
# A drawing of 700 curves without fill, each half transparent, 1,000 x 1,000 pixels. SVG says that for a single shape with a
# stroke and no fill the two attributes mean the same; plotting libraries (Vega among them) write `opacity`.
#
# Guessed: the same time, since a renderer would see that one shape needs no layer of its own.
# Seen:    each `opacity` has a layer: 4 to 5 times as long. The pixels differ by rounding alone (2 of 255 at most).
#
# Exits with 0 if it is so still (at least twice as long), with 1 and what has changed if not.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @resvg/resvg-js@2.6.2
cat > finding.mjs <<'EOF'
import { Resvg } from '@resvg/resvg-js'

let seed = 1
const place = () => {
  seed = (seed * 16807) % 2147483647
  return (1000 * seed) / 2147483647
}
const curves = Array.from({ length: 700 }, () => {
  const [a, b, c, d, e, f] = Array.from({ length: 6 }, () => place().toFixed(1))
  return `M${a},${b}Q${c},${d},${e},${f}`
})
const drawing = (attribute) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="1000"><rect width="1000" height="1000" fill="white"/>` +
  curves.map((d) => `<path d="${d}" fill="none" stroke="black" ${attribute}="0.5"/>`).join('') +
  '</svg>'

function rendered(attribute) {
  const svg = drawing(attribute)
  const times = []
  let pixels
  for (let i = 0; i < 5; i++) {
    const start = process.cpuUsage()
    pixels = new Resvg(svg).render().pixels
    const { user, system } = process.cpuUsage(start)
    times.push((user + system) / 1000)
  }
  return { pixels, ms: times.sort((a, b) => a - b)[2] }
}

const [whole, stroke] = [rendered('opacity'), rendered('stroke-opacity')]
const apart = whole.pixels.reduce((most, value, i) => Math.max(most, Math.abs(value - stroke.pixels[i])), 0)
const ratio = whole.ms / stroke.ms
console.log(`opacity ${whole.ms.toFixed(0)} ms, stroke-opacity ${stroke.ms.toFixed(0)} ms: ${ratio.toFixed(1)} times; pixels at most ${apart} of 255 apart`)
process.exit(ratio > 2 && apart <= 2 ? 0 : 1)
EOF
node finding.mjs
