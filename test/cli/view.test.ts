import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServedRun } from '../../src/view/api.js'
import { gyrus, gyrusProcess, type Outcome } from './gyrus.js'

const NETWORKS = resolve('results/growing-brains/networks')
const KEPT = readdirSync(NETWORKS).sort()

/** A copy of the package, whose page is built or not as a test will have it. */
const folder = mkdtempSync(join(tmpdir(), 'gyrus-view-'))
const main = join(folder, 'dist/cli/main.js')
const page = join(folder, 'dist/web')
beforeAll(() => {
  cpSync('dist', join(folder, 'dist'), {
    recursive: true,
    filter: (path) => !/^dist.(web|node_modules)/.test(path),
  })
  cpSync('package.json', join(folder, 'package.json'))
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs `gyrus view`; `then` is called with the address once it listens, and Ctrl-C follows. */
function view(args: readonly string[], then: (url: string) => Promise<void>): Promise<Outcome> {
  let fault: unknown
  let called = false
  const outcome = gyrusProcess(['view', ...args], {
    cwd: folder,
    from: main,
    seen: (stdout, child) => {
      const url = /http:\S+/.exec(stdout)?.[0]
      if (!url || called) return
      called = true
      then(url)
        .catch((error: unknown) => {
          fault = error
        })
        .finally(() => child.kill('SIGINT'))
    },
  })
  return outcome.then((result) => {
    if (fault) throw fault
    return result
  })
}

describe('gyrus view', () => {
  it('says what to do where the page is not built', async () => {
    expect(existsSync(page)).toBe(false)
    const { code, stdout, stderr } = await gyrusProcess(['view', join(NETWORKS, 'bimt-s1')], { from: main })
    expect(stderr).toMatch(/^gyrus: the page is not built .*npm run build:web\n$/)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })

  describe('with a page', () => {
    beforeAll(() => {
      mkdirSync(page)
      writeFileSync(join(page, 'index.html'), '<html><head></head><body>page</body></html>')
    })

    it('prints the address, serves the runs named, and ends at Ctrl-C', async () => {
      let runs: ServedRun[] = []
      let text = ''
      const { code, stdout, stderr } = await view([NETWORKS, '--port', '0'], async (url) => {
        runs = (await (await fetch(`${url}api/runs`)).json()) as ServedRun[]
        text = await (await fetch(url)).text()
      })
      expect(stdout).toMatch(/^showing \d+ runs at http:\/\/127\.0\.0\.1:\d+\/\nCtrl-C ends it\n$/)
      expect(stdout).toContain(`showing ${KEPT.length} runs`)
      expect(stderr).toBe('')
      expect(code).toBe(130)
      expect(text).toContain('page')
      expect(runs.map(({ name }) => name)).toEqual(KEPT.map((name) => join(NETWORKS, name)))
      expect(runs.every(({ status, fault }) => status === 'done' && fault === null)).toBe(true)
    })

    it('takes another port where its own is in use, unless that was asked for', async () => {
      const other = createServer().listen(0, '127.0.0.1')
      await new Promise((done) => other.once('listening', done))
      const { port } = other.address() as { port: number }
      const { code, stderr } = await gyrus(['view', NETWORKS, '--port', String(port)])
      other.close()
      expect(stderr).toBe(`gyrus: port ${port} is in use; name another, or 0 for any\n`)
      expect(code).toBe(2)
      // Of two at once at most one has the usual port.
      const urls: string[] = []
      const one = await view([NETWORKS], async (first) => {
        urls.push(first)
        await view([NETWORKS], async (second) => {
          urls.push(second)
        })
      })
      expect(one.code).toBe(130)
      expect(new Set(urls).size).toBe(2)
    })

    it('shows the runs of a folder that are whole, and says which are not', async () => {
      const runs = join(folder, 'runs')
      cpSync(join(NETWORKS, 'none-s1'), join(runs, 'whole'), { recursive: true })
      mkdirSync(join(runs, 'broken'))
      writeFileSync(join(runs, 'broken/experiment.json'), '{')
      const { stdout, stderr } = await view(['runs', '--port', '0'], async () => {})
      expect(stdout).toMatch(/^showing 2 runs at /)
      expect(stderr).toBe('gyrus: runs/broken/experiment.json: damaged, it is not JSON\n')
    })

    it.each([
      [['nowhere'], /^gyrus: nowhere: no such folder\n$/],
      [['dist'], /^gyrus: no runs in dist\n$/],
      [['runs/broken'], /^gyrus: runs\/broken\/experiment\.json: damaged/],
      [[], /missing required argument 'runs'/],
      [['runs', '--port', '70000'], /--port: must be an integer from 0 to 65535, got "70000"/],
      [['runs', '--port', '1e3'], /--port: must be an integer from 0 to 65535, got "1e3"/],
    ])('refuses %j in one line', async (args, message) => {
      const { code, stdout, stderr } = await gyrus(['view', ...args], { cwd: folder })
      expect(stderr).toMatch(message)
      expect(stderr.trim().split('\n')).toHaveLength(1)
      expect(stdout).toBe('')
      expect(code).toBe(2)
    })
  })
})
