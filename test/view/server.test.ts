import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { InputError } from '../../src/errors.js'
import type { ServedFolder, ServedRun } from '../../src/view/api.js'
import { ServedRuns } from '../../src/view/runs.js'
import { serve } from '../../src/view/server.js'
import { temporaryFolder } from '../runs/disks.js'

const KEPT = 'results/growing-brains/networks/bimt-s1'
const PAGE = '<!doctype html><html lang="en"><head><title>page</title></head><body></body></html>'

/** A server of a page and of one run, with a secret beside both. */
async function served(more: (folder: string) => void = () => {}) {
  const folder = temporaryFolder()
  const site = join(folder, 'site')
  const runs = join(folder, 'runs')
  mkdirSync(join(site, 'assets'), { recursive: true })
  writeFileSync(join(site, 'index.html'), PAGE)
  writeFileSync(join(site, 'assets', 'a.js'), 'export {}')
  writeFileSync(join(site, 'assets', 'a.wasm'), 'wasm')
  writeFileSync(join(folder, 'secret.json'), '"secret"')
  cpSync(KEPT, join(runs, 'kept'), { recursive: true })
  more(folder)
  const all = new ServedRuns([runs])
  await all.list() // as gyrus view does before it listens
  const server = await serve({ site, runs: all, port: 0 })
  onTestFinished(() => server.close())
  const port = Number(new URL(server.url).port)
  const get = (path: string, init?: RequestInit) => fetch(new URL(path, server.url), init)
  const folderOf = async (id: string) => (await (await get(`api/runs/${id}`)).json()) as ServedFolder
  return { folder, run: join(runs, 'kept'), runs, server, port, get, folderOf }
}

/** What a server answers to these bytes; a browser would tidy them up first. */
function raw(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request)) // not ended: Node would hang up at once
    let text = ''
    socket.setEncoding('latin1').on('data', (data: string) => {
      text += data
    })
    socket.on('error', reject).on('close', () => resolve(text))
  })
}

const asking = (port: number, path: string, headers = `Host: 127.0.0.1:${port}\r\n`) =>
  raw(port, `GET ${path} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`)

const statusOf = (answer: string) => Number(answer.split(' ')[1])

describe('the server of gyrus view', () => {
  it('gives the page, told that there are runs, and its files under their types', async () => {
    const { get } = await served()
    const page = await get('./?seed=3')
    expect(await page.text()).toContain('<head><meta name="gyrus-runs" content="api/runs"><title>')
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(Number(page.headers.get('content-length'))).toBeGreaterThan(PAGE.length)
    const script = await get('assets/a.js')
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(await script.text()).toBe('export {}')
    expect((await get('assets/a.wasm')).headers.get('content-type')).toBe('application/wasm')
    expect((await get('assets/none.js')).status).toBe(404)
    expect((await get('assets')).status).toBe(404)
  })

  it('isolates the page, and lets nothing be kept of a run', async () => {
    const { get } = await served()
    for (const path of ['./', 'assets/a.wasm', 'api/runs', 'api/runs/9', 'nowhere']) {
      const { headers } = await get(path)
      expect(headers.get('cross-origin-opener-policy'), path).toBe('same-origin')
      expect(headers.get('cross-origin-embedder-policy'), path).toBe('require-corp')
      expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin')
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
      expect(headers.get('content-security-policy'), path).toMatch(
        /default-src 'self'.*frame-ancestors 'none'/,
      )
      expect(headers.get('access-control-allow-origin'), path).toBeNull()
    }
    expect((await get('api/runs')).headers.get('cache-control')).toBe('no-store')
    expect((await get('api/runs')).headers.get('content-type')).toBe('application/json')
  })

  it('lists the runs, their files, and gives these to the byte', async () => {
    const { get, run, runs, folderOf } = await served()
    expect((await (await get('api/runs')).json()) as ServedRun[]).toEqual([
      {
        id: '0',
        name: join(runs, 'kept'),
        fault: null,
        status: 'done',
        step: 24000,
        steps: 24000,
        preset: 'growing-brains',
        seed: 1,
        battery: 'yang19',
        regularizer: 'bimt',
        lambda: 6e-5,
        rows: 20,
        columns: 20,
      },
    ])
    const { files } = await folderOf('0')
    expect(Object.keys(files).sort()).toEqual([
      'analysis/details.json',
      'analysis/summary.json',
      'experiment.json',
      'network.safetensors',
    ])
    for (const [path, size] of Object.entries(files)) {
      const bytes = Buffer.from(await (await get(`api/runs/0/files/${path}`)).arrayBuffer())
      expect(bytes.equals(readFileSync(join(run, path))), path).toBe(true)
      expect(bytes.length).toBe(size)
    }
    const head = await get('api/runs/0/files/network.safetensors', { method: 'HEAD' })
    expect(head.headers.get('content-length')).toBe(String(files['network.safetensors']))
    expect(await head.text()).toBe('')
  })

  it('gives no other file of a run, and nothing beside it', async () => {
    const { get, run } = await served((folder) => {
      const run = join(folder, 'runs/kept')
      writeFileSync(join(run, 'notes.json'), '"secret"')
      writeFileSync(join(run, 'run.lock'), '"secret"')
      mkdirSync(join(run, 'checkpoints'))
      writeFileSync(join(run, 'checkpoints/.step-00000001.safetensors.7-1.tmp'), '"secret"')
      writeFileSync(join(folder, 'runs/notes.json'), '"secret"')
    })
    for (const path of [
      ...['notes.json', 'run.lock', 'checkpoints', 'checkpoints/.step-00000001.safetensors.7-1.tmp'],
      ...['analysis', '', 'metrics.jsonl'],
    ]) {
      expect((await get(`api/runs/0/files/${path}`)).status, path).toBe(404)
    }
    for (const path of [
      'api',
      'api/runs/1',
      'api/runs/kept',
      'api/runs/__proto__',
      'api/runs/0/notes.json',
    ]) {
      expect((await get(path)).status, path).toBe(404)
    }
    expect(existsSync(run)).toBe(true)
  })

  it('is not led out of its folders', async () => {
    const { port } = await served((folder) => {
      const run = join(folder, 'runs/kept')
      mkdirSync(join(folder, 'elsewhere'))
      writeFileSync(join(folder, 'elsewhere/step-00000001.safetensors'), '"secret"')
      symlinkSync(join(folder, 'elsewhere'), join(run, 'checkpoints'))
      symlinkSync(join(folder, 'secret.json'), join(run, 'metrics.jsonl'))
      symlinkSync(join(folder, 'secret.json'), join(run, 'analysis/lesions.json'))
      symlinkSync(join(folder, 'secret.json'), join(folder, 'site/assets/link.json'))
      symlinkSync(folder, join(folder, 'site/up'))
    })
    const ways = ['..', '%2e%2e', '%2E%2E', '%252e%252e', '.%2e', '..%00', '%c0%ae%c0%ae', '..;', '....//..']
    const slashes = ['/', '\\', '%2f', '%5c', '%252f']
    const out = ['/', '/assets/', '/api/runs/0/files/', '/api/runs/0/', '/api/'].flatMap((prefix) =>
      ways.flatMap((way) => slashes.map((slash) => `${prefix}${(way + slash).repeat(3)}secret.json`)),
    )
    const links = [
      '/assets/link.json',
      '/up/secret.json',
      '/api/runs/0/files/checkpoints/step-00000001.safetensors',
      '/api/runs/0/files/metrics.jsonl',
      '/api/runs/0/files/analysis/lesions.json',
      '/api/runs/0/files//etc/passwd',
      '//etc/passwd',
      '/assets/a.js%00.json',
      '/assets/a.js\\..\\..\\..\\secret.json',
    ]
    for (const path of [...out, ...links]) {
      const answer = await asking(port, path)
      expect([400, 404], `${path}: ${answer}`).toContain(statusOf(answer))
      expect(answer).not.toMatch(/"secret"|root:/)
    }
    // The same paths are not refused for their length or prefix: what is there is found.
    expect(statusOf(await asking(port, '/assets/a.js'))).toBe(200)
    expect(JSON.parse((await asking(port, '/api/runs/0')).split('\r\n\r\n')[1])).not.toHaveProperty([
      'files',
      'metrics.jsonl',
    ])
  })

  it('answers to its own names alone, lest another name point here', async () => {
    const { port } = await served()
    const host = async (headers: string) => statusOf(await asking(port, '/api/runs', headers))
    for (const name of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]']) {
      expect(await host(`Host: ${name}:${port}\r\n`), name).toBe(200)
    }
    for (const name of [
      ...['evil.example', `evil.example:${port}`, `127.0.0.1.evil.example:${port}`, `localhost.:${port}`],
      ...['127.0.0.1', 'localhost', `127.0.0.1:${port + 1}`, `127.0.0.1:${port}0`, `127.1:${port}`],
      ...[`0.0.0.0:${port}`, `user@127.0.0.1:${port}`, `[::ffff:127.0.0.1]:${port}`, ''],
    ]) {
      expect(await host(`Host: ${name}\r\n`), name).toBe(403)
    }
    const twice = await host(`Host: 127.0.0.1:${port}\r\nHost: evil.example\r\n`)
    expect([400, 403]).toContain(twice)
    expect([400, 403]).toContain(await host('')) // none at all
    expect(statusOf(await raw(port, 'GET /api/runs HTTP/1.0\r\n\r\n'))).toBe(403)
    const absolute = await asking(port, 'http://evil.example/api/runs')
    expect([400, 403, 404]).toContain(statusOf(absolute))
  })

  it('answers no other origin', async () => {
    const { port } = await served()
    const host = `Host: localhost:${port}\r\n`
    const status = async (path: string, headers: string) => statusOf(await asking(port, path, host + headers))
    expect(await status('/api/runs', `Origin: http://localhost:${port}\r\n`)).toBe(200)
    for (const origin of ['http://evil.example', 'null', `https://localhost:${port}`, `http://localhost:1`]) {
      expect(await status('/api/runs', `Origin: ${origin}\r\n`), origin).toBe(403)
    }
    expect(await status('/api/runs', 'Sec-Fetch-Site: same-origin\r\n')).toBe(200)
    expect(await status('/api/runs', 'Sec-Fetch-Site: none\r\n')).toBe(200)
    for (const site of ['cross-site', 'same-site']) {
      const link = `Sec-Fetch-Site: ${site}\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n`
      expect(await status('/api/runs', `Sec-Fetch-Site: ${site}\r\n`), site).toBe(403)
      expect(await status('/api/runs', link), site).toBe(403)
      expect(await status('/?seed=1', link), site).toBe(200) // a link to the page may be followed
      expect(await status('/', `Sec-Fetch-Site: ${site}\r\nSec-Fetch-Mode: no-cors\r\n`), site).toBe(403)
      // A frame may have what is embedded of the page, but not the page.
      const frame = link.replace('document', 'iframe')
      for (const path of ['/?embed=1', '/?seed=2&embed=1&view=map'])
        expect(await status(path, frame), path).toBe(200)
      for (const path of ['/', '/?embed=0', '/?embed=11', '/?xembed=1', '/api/runs?embed=1'])
        expect(await status(path, frame), path).toBe(403)
    }
  })

  it('lets pages of this machine alone frame what is embedded of the page', async () => {
    const { get } = await served()
    const policy = async (path: string) => (await get(path)).headers.get('content-security-policy')
    expect(await policy('/?embed=1')).toMatch(
      /; frame-ancestors http:\/\/127\.0\.0\.1:\* http:\/\/localhost:\*$/,
    )
    for (const path of ['/', '/?embed=0', '/api/runs?embed=1'])
      expect(await policy(path)).toMatch(/; frame-ancestors 'none'$/)
  })

  it('is for reading, and leaves the runs as they were', async () => {
    const { port, get, run } = await served()
    const look = () =>
      (readdirSync(run, { recursive: true }) as string[])
        .sort()
        .map((path) => `${path} ${statSync(join(run, path)).mtimeMs}`)
    const before = look()
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await get('api/runs/0/files/experiment.json', { method })
      expect(answer.status, method).toBe(405)
      expect(answer.headers.get('allow')).toBe('GET, HEAD')
    }
    expect(
      statusOf(await raw(port, `TRACE / HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`)),
    ).toBe(405)
    await get('api/runs')
    await get('api/runs/0')
    await get('api/runs/0/files/network.safetensors')
    expect(look()).toEqual(before)
  })

  it('gives whole lines of metrics from any byte on', async () => {
    const { get, run, folderOf } = await served()
    const path = join(run, 'metrics.jsonl')
    const lines = ['{"type":"step","step":100}\n', '{"type":"step","step":200,"name":"größe"}\n']
    const from = async (byte: number | string) => get(`api/runs/0/files/metrics.jsonl?from=${byte}`)
    writeFileSync(path, lines[0] + lines[1].slice(0, 9))
    expect(await (await get('api/runs/0/files/metrics.jsonl')).text()).toBe(lines[0])
    expect(await (await from(lines[0].length)).text()).toBe('') // torn: not yet
    appendFileSync(path, lines[1].slice(9))
    expect(await (await from(lines[0].length)).text()).toBe(lines[1])
    const { files } = await folderOf('0')
    expect(await (await from(files['metrics.jsonl'])).text()).toBe('')
    expect((await from(files['metrics.jsonl'] + 1)).status).toBe(416)
    for (const wrong of ['-1', 'x', '1.5', '99999999999999999', '0&to=1']) {
      expect((await from(wrong)).status, wrong).toBe(400)
    }
  })

  it('finds runs that begin later, keeps their names, and says which are damaged', async () => {
    const { get, runs } = await served()
    const list = async () => (await (await get('api/runs')).json()) as ServedRun[]
    cpSync(KEPT, join(runs, 'another'), { recursive: true })
    writeFileSync(join(runs, 'another/experiment.json'), '{"formatVersion": 99}')
    const [another, kept] = await list()
    expect(kept).toMatchObject({ id: '0', name: join(runs, 'kept'), fault: null })
    expect(another).toMatchObject({ id: '1', name: join(runs, 'another') })
    expect(another.fault).toMatch(/another\/experiment\.json: written by a newer version/)
    rmSync(join(runs, 'kept'), { recursive: true })
    expect((await list()).map(({ id }) => id)).toEqual(['1'])
    expect((await get('api/runs/0')).status).toBe(200) // known, and gone
    expect(((await (await get('api/runs/0')).json()) as ServedFolder).fault).toMatch(/is gone/)
  })

  it('says why it cannot begin', async () => {
    const { folder, port } = await served()
    const runs = new ServedRuns([join(folder, 'runs')])
    const begin = (options: { site: string; port: number }) => serve({ runs, ...options })
    await expect(begin({ site: join(folder, 'site'), port })).rejects.toThrow(
      new InputError(`port ${port} is in use; name another, or 0 for any`),
    )
    await expect(begin({ site: join(folder, 'nowhere'), port: 0 })).rejects.toThrow(
      /not built.*npm run build:web/,
    )
    await expect(new ServedRuns([join(folder, 'nowhere')]).list()).rejects.toThrow(/no such folder/)
  })
})
