/** What the page says and does where something is wrong: one plain sentence, and a way on. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { ServedRuns } from '../../src/view/runs.js'
import { serve } from '../../src/view/server.js'
import { BESIDE, inMenu, type OpenPage, openSite, type Site, seriousViolations } from './page.js'

let site: Site

beforeAll(async () => {
  site = await openSite()
})

afterAll(() => site?.close())

const SMALL = 'rows=4&columns=4&speed=slow'
const alert = ({ page }: OpenPage) => page.getByRole('alert')
const reached = (page: Page, step: number) =>
  expect.poll(() => page.evaluate('gyrus.showing.step')).toBeGreaterThanOrEqual(step)

test.each([
  ['rate=0.1&kind=none', /smaller learning rate/, 'Start again with a tenth of the learning rate'],
  ['activation=relu2&rows=4&columns=4', /another activation than relu2/, 'Start again with relu'],
])('A training that leaves the numbers says so, and can begin again: %s', async (query, sentence, way) => {
  const open = await site.open(`?${query}&speed=slow`)
  const { page, errors } = open
  await alert(open).waitFor()
  expect(await alert(open).textContent()).toMatch(/At step \d+ the numbers grew without bound/)
  expect(await alert(open).textContent()).toMatch(sentence)
  expect(await page.getByRole('button', { name: 'Play', exact: true }).isDisabled()).toBe(true)
  // The same settings end the same way; others do not.
  expect(await page.getByRole('button', { name: 'Restart' }).isEnabled()).toBe(true)
  await page.evaluate('gyrus.rewind()')
  await alert(open).waitFor()
  await page.getByRole('button', { name: way }).click()
  await reached(page, 3)
  expect(await alert(open).count()).toBe(0)
  expect(errors).toEqual([])
  await open.close()
})

test('A run of a newer version is said to be one, and the page goes on', async () => {
  const { page, errors, close } = await site.open(`?pause=3&${SMALL}`)
  const dir = 'results/growing-brains/networks/l1-s1'
  const record = JSON.parse(await readFile(`${dir}/experiment.json`, 'utf8'))
  Object.assign(record, { formatVersion: 9, versions: { gyrus: '9.1.0' } })
  await page.locator('input[type=file]:not([webkitdirectory])').setInputFiles([
    {
      name: 'network.safetensors',
      mimeType: 'application/octet-stream',
      buffer: await readFile(`${dir}/network.safetensors`),
    },
    {
      name: 'experiment.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(record)),
    },
  ])
  await page
    .getByText(/^experiment\.json: written by a newer version .*gyrus 9\.1\.0.*update gyrus\.$/)
    .waitFor()
  await reached(page, 3)
  await page.getByRole('button', { name: 'One step' }).click()
  await reached(page, 4)
  expect(errors).toEqual([])
  await close()
})

test('Where gyrus view has nothing but a newer run, that is said, and a network grows', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gyrus-newer-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'later'))
  const record = { formatVersion: 9, versions: { gyrus: '9.1.0' } }
  await writeFile(join(folder, 'later', 'experiment.json'), JSON.stringify(record))
  const runs = new ServedRuns([folder])
  await runs.list()
  const server = await serve({ site: site.folder, runs, port: 0 })
  const { page, errors, close } = await site.open(`?pause=3&${SMALL}`, {}, server.url)
  await page.getByText(/later\/experiment\.json: written by a newer version .*update gyrus\.$/).waitFor()
  expect(await seriousViolations(page)).toEqual([])
  await reached(page, 3)
  expect(errors).toEqual([])
  await close()
  await server.close()
})

test('Without WebGL the network is a drawing, and grows', async () => {
  const { page, errors, close } = await site.open(BESIDE)
  await page.addInitScript(`{
    const { getContext } = HTMLCanvasElement.prototype
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
      return kind.startsWith('webgl') ? null : getContext.call(this, kind, ...rest)
    }
  }`)
  await page.goto(`${site.url}?pause=2&${SMALL}`)
  await page.getByText(/This browser gives no WebGL/).waitFor()
  await reached(page, 2)
  expect(await page.getByRole('application').locator('svg circle').count()).toBeGreaterThanOrEqual(16)
  await page.evaluate("gyrus.set('view', 'map')")
  expect(await (await inMenu(page, 'Picture', 'Video')).getAttribute('title')).toMatch(/need WebGL/)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'SVG', exact: true }).click(),
  ])
  expect((await readFile(await download.path(), 'utf8')).match(/<circle/g)!.length).toBeGreaterThanOrEqual(16)
  expect(errors).toEqual([])
  await close()
})

test.each([
  ['the worker', '**/worker-*.js'],
  ['the wasm', '**/*.wasm'],
])('Where %s cannot be loaded the page says so, and still opens a network', async (_, files) => {
  const open = await site.open(BESIDE)
  const { page } = open
  await page.route(files, (route) => route.abort())
  await page.goto(`${site.url}?${SMALL}`)
  await page.getByText(/The part of the page that computes did not start/).waitFor()
  expect(await page.getByText('Loading…').count()).toBe(0)
  expect(await page.getByRole('button', { name: 'Play', exact: true }).isDisabled()).toBe(true)
  await page.getByLabel('Network', { exact: true }).selectOption('paper')
  await page.getByRole('figure', { name: 'wire charged by length' }).waitFor()
  expect(
    await alert(open)
      .getByText(/did not start/)
      .count(),
  ).toBe(1)
  await open.close()
})

test('Where a network that the page brings along does not come, the one that grows goes on', async () => {
  const open = await site.open(BESIDE)
  const { page } = open
  await page.route('**/networks/**', (route) => route.abort())
  await page.goto(`${site.url}?${SMALL}`)
  await reached(page, 1)
  const select = page.getByLabel('Network', { exact: true })
  await select.selectOption('paper')
  await alert(open)
    .getByText(/bimt-s23: .* is not beside the page/)
    .waitFor()
  await reached(page, ((await page.evaluate('gyrus.showing.step')) as number) + 2)
  expect(await page.evaluate('[gyrus.source, gyrus.loading, gyrus.settings.network]')).toEqual([
    'grow',
    false,
    'auto',
  ])
  expect(await select.inputValue()).toBe('grow')
  await expect.poll(() => page.evaluate('location.search')).not.toContain('network')
  await open.close()
})

test('Without scripts, a sentence says what is missing', async () => {
  // Where Chromium is told to run no scripts it still reads pages as if it did: what is in noscript is text to it.
  const { page, close } = await site.open(BESIDE, { javaScriptEnabled: false })
  await page.goto(site.url)
  const text = (await page.locator('header noscript').textContent())!.replaceAll(/\s+/g, ' ')
  expect(text).toMatch(/needs JavaScript for it\. Nothing is sent anywhere\./)
  await close()
})
