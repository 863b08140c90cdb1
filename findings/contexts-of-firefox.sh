#!/bin/sh
# playwright-core starts Debian's Firefox through WebDriver BiDi, but can open no page in it.
#
# playwright-core 1.65.1, firefox-esr 153.8.0 (Debian 12), Node 20, Linux x64. The channel "moz-firefox" is the one for a
# Firefox that Playwright did not build.
#
# Guessed: a browser that starts over a standard protocol opens a page; at most some option of a context is refused.
# Seen:    launch() resolves and gives the browser's version. newContext() rejects, whatever its options are: it always
#          sends emulation.setMediaFeaturesOverride, and this Firefox answers "unknown command". So who tests a page in
#          the Firefox of a distribution drives it by Marionette or geckodriver instead.
#
# Exits with 0 if it is so still, with 1 and what has changed if not.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
if ! command -v firefox-esr >/dev/null; then
  apt-get install -qy --no-install-recommends firefox-esr >/dev/null
fi
npm install --silent --no-audit --no-fund --ignore-scripts playwright-core@1.65.1
cat > finding.mjs <<'EOF'
import { firefox } from 'playwright-core'

const browser = await firefox.launch({ channel: 'moz-firefox', executablePath: '/usr/bin/firefox-esr' })
console.log('started', browser.version())
const attempts = [{}, { colorScheme: null, reducedMotion: null, forcedColors: null, contrast: null }]
const answers = []
for (const options of attempts) {
  const answer = await browser.newContext(options).then(
    () => 'a context',
    (error) => error.message.split('\n')[0],
  )
  console.log(JSON.stringify(options), answer)
  answers.push(answer)
}
await browser.close()
const isRefused = (answer) => /emulation\.setMediaFeaturesOverride.*unknown command/.test(answer)
const asStated = answers.every(isRefused)
console.log(asStated ? 'as stated' : 'changed')
process.exit(asStated ? 0 : 1)
EOF
node finding.mjs
