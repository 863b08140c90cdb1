/** Networks at addresses of the web, read by what the page reads them with; a fake stands in for the web. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hostedAddress, openHosted } from '../../web/src/files/hosted.js'
import { NETWORKS } from './blobs.js'

const RUN = join(NETWORKS, 'bimt-s1')
const AT = 'https://example.org/data/bimt-s1'
const html = () => new Response('<html></html>', { headers: { 'content-type': 'text/html; charset=utf-8' } })

/** A host that has some files below an address; what was asked of it is written down. */
function host(files: Record<string, () => Response>) {
  const asked: string[] = []
  const get = (async (url: URL, init: RequestInit) => {
    expect(init).toEqual({ credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'error' })
    asked.push(url.href)
    return files[url.href]?.() ?? new Response('none', { status: 404 })
  }) as typeof fetch
  return { asked, get }
}
const file = (path: string) => () => new Response(readFileSync(join(RUN, path)))
const weights = file('network.safetensors')
const experiment = file('experiment.json')

describe('a hosted network', () => {
  it('is the folder of a run, of which nothing else is asked for', async () => {
    const { asked, get } = host({
      [`${AT}/experiment.json?v=1`]: experiment,
      [`${AT}/network.safetensors?v=1`]: weights,
      [`${AT}/analysis/summary.json?v=1`]: file('analysis/summary.json'),
      [`${AT}/analysis/details.json?v=1`]: file('analysis/details.json'),
    })
    const [opened] = await openHosted(hostedAddress(`${AT}/?v=1#top`, 'https://gyrus.example/'), get)
    expect(opened.described.source).toBe('bimt-s1')
    expect(opened.snapshot).toMatchObject({ step: 24000, evaluation: { step: 24000 } })
    expect(asked).toEqual(
      [
        'experiment.json',
        'network.safetensors',
        'metrics.jsonl',
        'analysis/summary.json',
        'analysis/details.json',
      ].map((path) => `${AT}/${path}?v=1`),
    )
  })

  it('is asked for the checkpoint of its last step where it has no network alone', async () => {
    const { asked, get } = host({
      [`${AT}/experiment.json`]: experiment,
      [`${AT}/network.safetensors`]: html,
    })
    await expect(openHosted(new URL(AT), get)).rejects.toThrow(
      `${AT}/checkpoints/step-00024000.safetensors is not there (example.org answers 404)`,
    )
    expect(asked).toHaveLength(3)
  })

  it('is no page that a host gives instead of a file', async () => {
    const { get } = host({ [`${AT}/experiment.json`]: html })
    await expect(openHosted(new URL(AT), get)).rejects.toThrow(`${AT}/experiment.json is not there`)
  })

  it('that does not answer, breaks off or is too large is said to be so', async () => {
    const silent = (() => Promise.reject(new TypeError('failed to fetch'))) as typeof fetch
    await expect(openHosted(new URL(`${AT}.zip`), silent)).rejects.toThrow(
      /^https:.*zip cannot be read: .*\(CORS\)$/,
    )
    const breaking = () => {
      let sent = false
      const pull = (to: ReadableStreamDefaultController) => {
        if (sent) to.error(new Error('reset'))
        else to.enqueue(new Uint8Array(5))
        sent = true
      }
      return new Response(new ReadableStream({ pull }))
    }
    const { get } = host({ [`${AT}.zip`]: breaking })
    await expect(openHosted(new URL(`${AT}.zip`), get)).rejects.toThrow('broke off after 5 bytes')
    let canceled = false
    const endless = () =>
      new Response(
        new ReadableStream({
          pull: (to) => to.enqueue(new Uint8Array(2 ** 26)),
          cancel: () => {
            canceled = true
          },
        }),
      )
    const large = host({ [`${AT}.safetensors`]: endless })
    await expect(openHosted(new URL(`${AT}.safetensors`), large.get)).rejects.toThrow('larger than 256 MiB')
    expect(canceled).toBe(true)
  })
})

it.each([
  'javascript:alert(1)',
  'data:application/zip,x',
  'file:///etc/passwd',
  'https://me:word@example.org/',
  '//',
])('%s is no address to load a network from', (text) => {
  expect(() => hostedAddress(text, 'https://gyrus.example/page/')).toThrow(
    /expected an address that begins with https/,
  )
})

it('An address may be relative to the page', () => {
  expect(hostedAddress('networks/a', 'https://gyrus.example/page/?src=x').href).toBe(
    'https://gyrus.example/page/networks/a',
  )
})
