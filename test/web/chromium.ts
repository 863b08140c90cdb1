/** Debian's Chromium for the tests of the page: found, or installed by apt where that is allowed. Never skipped. */
import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const INSTALL = 'apt-get update && apt-get install -y --no-install-recommends chromium'
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

/** WebGL by software, so that the scene is drawn on a machine without a graphics card. */
const ARGUMENTS = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
]

/** @throws Error naming the command that installs it, if there is none and it cannot be installed from here */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: ARGUMENTS })
}

function chromiumPath(): string {
  const found = findProgram(NAMES)
  if (found) return found
  if (process.getuid?.() === 0 && findProgram(['apt-get'])) {
    execFileSync('sh', ['-c', INSTALL], {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    const installed = findProgram(NAMES)
    if (installed) return installed
  }
  throw new Error(`The tests of the page need Chromium, and none is on the PATH. Install it: ${INSTALL}`)
}

function findProgram(names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => folder !== '')
  const paths = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
