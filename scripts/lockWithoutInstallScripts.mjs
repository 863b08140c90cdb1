/**
 * Takes the marks of install scripts out of package-lock.json, so that `npm ci` runs none: with a lock that has no mark,
 * npm does not look for one. onnxruntime-node's would fetch CUDA's libraries from another host than the registry, and
 * where that cannot be reached npm 10 breaks off; gyrus needs none of the others either. npm 11 and 12 also read
 * `allowScripts` in package.json, and do not warn then. Ours (`postprepare`, which builds) runs all the same.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const FILE = 'package-lock.json'
const lock = JSON.parse(readFileSync(FILE, 'utf8'))
for (const entry of Object.values(lock.packages)) delete entry.hasInstallScript
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`)
