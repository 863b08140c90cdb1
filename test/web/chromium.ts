/** Debian's Chromium for the tests of the page. */
import { type Browser, chromium } from 'playwright-core'
import { programPath } from './program.js'

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
  return chromium.launch({ executablePath: programPath(NAMES, 'chromium'), args: ARGUMENTS })
}
