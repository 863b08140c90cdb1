/**
 * The public face as a report: every signature that can be imported from outside, with a note where a docstring is
 * missing, or where one names a type that cannot be imported. test/api compares it with the files in api/.
 *
 *     node scripts/api.mjs      writes api/gyrus.api.md and api/gyrus-web.api.md from dist/ (`npm run api` builds it first)
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** The entries of the package by the names of their reports. */
export const ENTRIES = { gyrus: 'index', 'gyrus-web': 'web' }

export const pathOf = (name) => join(ROOT, 'api', `${name}.api.md`)

/** The report of an entry, from the types in dist/, and what is missing in it: docstrings, and types that cannot be imported. */
export function reportOf(name) {
  const folder = mkdtempSync(join(tmpdir(), 'gyrus-api-'))
  try {
    const config = ExtractorConfig.prepare({
      configObject: settings(`dist/${ENTRIES[name]}.d.ts`, name, folder),
      configObjectFullPath: undefined,
      packageJsonFullPath: join(ROOT, 'package.json'),
    })
    const missing = []
    const { errorCount } = Extractor.invoke(config, {
      localBuild: true, // writes the report instead of comparing it
      messageCallback: (message) => {
        message.handled = message.logLevel !== 'error'
        const isOfFace = message.logLevel === 'warning' && message.messageId.startsWith('ae-')
        if (isOfFace) missing.push(message.formatMessageWithLocation(ROOT))
      },
    })
    if (errorCount > 0) throw new Error(`API Extractor found ${errorCount} errors in ${name}`)
    return { report: readFileSync(join(folder, `${name}.api.md`), 'utf8'), missing }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const settings = (entry, name, folder) => ({
  projectFolder: ROOT,
  mainEntryPointFilePath: join(ROOT, entry),
  compiler: {
    overrideTsconfig: {
      compilerOptions: {
        target: 'ES2023',
        module: 'NodeNext',
        strict: true,
        skipLibCheck: true,
        // With Node's types API Extractor 7.60 fails: "Unable to follow symbol for AbortSignal".
        lib: ['ES2023', 'ESNext.Disposable', 'DOM'],
        types: [],
      },
      files: [join(ROOT, entry)],
    },
  },
  apiReport: {
    enabled: true,
    reportFileName: `${name}.api.md`,
    reportFolder: folder,
    reportTempFolder: join(folder, 'temp'),
  },
  docModel: { enabled: false },
  dtsRollup: { enabled: false },
  tsdocMetadata: { enabled: false },
  newlineKind: 'lf',
  messages: {
    extractorMessageReporting: {
      default: { logLevel: 'warning' },
      'ae-missing-release-tag': { logLevel: 'none' }, // all is public
    },
    tsdocMessageReporting: { default: { logLevel: 'none' } }, // docstrings here are prose, not TSDoc
  },
})

if (import.meta.url === pathToFileURL(resolve(process.argv[1] ?? '')).href)
  for (const name of Object.keys(ENTRIES)) writeFileSync(pathOf(name), reportOf(name).report)
