/** What the address says, and that a page which is opened from it shows the same. */
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { ServedRuns } from '../../src/view/runs.js'
import { serve } from '../../src/view/server.js'
import { temporaryFolder } from '../runs/disks.js'
import { openSite, type Site, says, seriousViolations } from './page.js'
import { serveFolder } from './staticServer.js'

let site: Site

beforeAll(async () => {
  site = await openSite()
})

afterAll(() => site?.close())

const SEEN = `(() => {
  const { inspection, pointed, settings, showing, source } = gyrus
  const { trial } = inspection
  return {
    source, view: settings.view, step: showing.seen(0)?.step, pinned: pointed.pinned,
    lesions: [0, 1].map((i) => [[...inspection.lesionOf(i).neurons], inspection.lesionOf(i).found.lesioned]),
    trial: trial && [trial.task, ...trial.target, trial.activity[200]],
  }
})()`
const query = 'location.search'
const chosen = (page: Page) =>
  says(
    page,
    '!!gyrus.inspection.lesion && !!gyrus.inspection.lesionOf(1)?.found && !!gyrus.inspection.trial && !gyrus.inspection.waiting',
  ).toBe(true)
const networks = 'results/growing-brains/networks'
const filesOf = (name: string) => [
  `${networks}/${name}/network.safetensors`,
  `${networks}/${name}/experiment.json`,
]
const input = (page: Page) => page.locator('input[type=file]:not([webkitdirectory])')

test('A page that is opened from an address shows the same neuron, lesion and trial', async () => {
  const { page, errors, close } = await site.open('?network=paper-l1&compare=none&view=map')
  await page.getByRole('figure', { name: 'free wires' }).waitFor()
  await page.evaluate(`(async () => {
    gyrus.pointed.pinned = 57
    await gyrus.inspection.play('go')
    await gyrus.inspection.play('dm1')
    await gyrus.inspection.silence([1, 2, 3, 57, 399])
    await gyrus.inspection.silence([9], 1)
  })()`)
  await says(page, query).toBe(
    '?network=paper-l1&compare=none&view=map&neuron=57&lesion=1-3,57,399&lesion2=9&trial=dm1&draw=1',
  )
  await chosen(page)
  const seen = await page.evaluate(SEEN)
  const entries = await page.evaluate('history.length')
  await page.reload()
  await chosen(page)
  expect(await page.evaluate(SEEN)).toEqual(seen)
  expect(await page.evaluate('history.length')).toBe(entries)
  expect(await page.getByLabel('Task', { exact: true }).inputValue()).toBe('dm1')
  expect(errors).toEqual([])
  await close()
})

test('A network that grows is looked at again at the moment at which its training paused', async () => {
  const { page, errors, close } = await site.open('?rows=6&columns=6&seed=3&speed=steady')
  await says(page, 'window.gyrus?.showing.step > 20').toBe(true)
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await says(page, 'gyrus.training.running').toBe(false)
  const step = (await page.evaluate('gyrus.showing.step')) as number
  await says(page, query).toContain(`moment=${step}`)
  const weights = '[...gyrus.showing.seen(0).parameters.recurrentWeights]'
  const seen = await page.evaluate(weights)
  await page.reload()
  await says(page, '!!window.gyrus && !gyrus.loading && !gyrus.training.running && gyrus.showing.step').toBe(
    step,
  )
  expect(await page.evaluate(weights)).toEqual(seen)
  await says(page, query).toContain(`moment=${step}`)
  // Where it goes on, it is its newest moment that is shown.
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  await says(page, query).not.toContain('moment')
  expect(errors).toEqual([])
  await close()
})

test('Back and Forward go from choice to choice', async () => {
  const { page, errors, close } = await site.open('?pause=20&rows=4&columns=4')
  await says(page, 'window.gyrus?.showing.step === 20 && !gyrus.training.running').toBe(true)
  const start = await page.evaluate(query)
  await page.getByRole('radio', { name: 'Map' }).check({ force: true })
  await says(page, query).toContain('view=map')
  await page.getByLabel('Network', { exact: true }).selectOption('paper')
  await page.getByRole('figure', { name: 'wire charged by length' }).waitFor()
  await page.getByRole('button', { name: /^1 \(/ }).click()
  await says(page, query).toContain('lesion=')
  const lesioned = await page.evaluate('[...gyrus.inspection.lesioned]')
  expect(lesioned).not.toEqual([])

  await page.goBack()
  await says(page, 'gyrus.inspection.lesioned.size').toBe(0)
  expect(await page.evaluate('gyrus.source')).toBe('paper')
  await page.goBack()
  await says(page, 'gyrus.source').toBe('grow')
  await says(page, 'gyrus.showing.step === 20 && !gyrus.training.running').toBe(true)
  expect(await page.evaluate('gyrus.settings.view')).toBe('map')
  await page.goBack()
  await says(page, 'gyrus.settings.view').toBe('space')
  expect(await page.evaluate(query)).toBe(start)
  await page.goForward()
  await page.goForward()
  await page.goForward()
  await page.getByRole('figure', { name: 'wire charged by length' }).waitFor()
  await says(page, '[...gyrus.inspection.lesioned]').toEqual(lesioned)
  expect(errors).toEqual([])
  await close()
})

test('A slider that is dragged is one choice, and Back undoes it in a training that goes on', async () => {
  const { page, errors, close } = await site.open('?rows=4&columns=4&speed=slow')
  await says(page, 'window.gyrus?.showing.step > 1').toBe(true)
  const entries = (await page.evaluate('history.length')) as number
  await page.evaluate(`(async () => {
    for (const lambda of [0.001, 0.002, 0.003]) {
      void gyrus.edit(0, { kind: 'bimt', lambda, distanceFactor: 2, every: 25 })
      gyrus.write()
      await Promise.resolve()
    }
  })()`)
  await says(page, query).toContain('lambda=3e-3')
  expect(await page.evaluate('history.length')).toBe(entries + 1)
  const step = (await page.evaluate('gyrus.showing.step')) as number
  await page.goBack()
  await says(page, 'gyrus.showing.networks[0].experiment.regularizer.lambda').toBe(4e-4)
  await says(page, `gyrus.showing.step > ${step}`).toBe(true)
  expect(errors).toEqual([])
  await close()
})

test('An address says that files were opened; they are there again by Back, and after a reload must be chosen', async () => {
  const { page, errors, close } = await site.open('?pause=1&rows=4&columns=4')
  await input(page).setInputFiles(filesOf('l1-s1'))
  await says(page, query).toContain('file=network.safetensors')
  await page.getByLabel('Network', { exact: true }).selectOption('paper')
  await page.getByRole('figure', { name: 'wire charged by length' }).waitFor()
  expect(await page.evaluate(query)).not.toContain('file')
  await page.goBack()
  await says(page, 'gyrus.showing.networks[0].experiment.preset').toBe('growing-brains-l1')
  expect(await page.evaluate('gyrus.source')).toBe('files')
  await page.reload()
  await page
    .getByRole('alert')
    .getByText(/^The address is of network\.safetensors, which was opened from a disk/)
    .waitFor()
  expect(await page.evaluate('[gyrus.showing.networks.length, gyrus.training.running]')).toEqual([0, false])
  await input(page).setInputFiles(filesOf('l1-s1'))
  await says(page, 'gyrus.showing.networks[0]?.experiment.preset').toBe('growing-brains-l1')
  expect(errors).toEqual([])
  await close()
})

test('A run of gyrus view is said to need it, where the page is a static one', async () => {
  const { page, close } = await site.open('?run=runs/tiny-s1&pause=1&rows=4&columns=4')
  await page
    .getByRole('alert')
    .getByText(/npx gyrus view runs\/tiny-s1 shows it/)
    .waitFor()
  await close()
})

test('The link is copied, and where the browser forbids it that is said', async () => {
  const permissions = ['clipboard-read', 'clipboard-write']
  const { page, close } = await site.open('?pause=1&rows=4&columns=4&seed=9', { permissions })
  await says(page, '!!window.gyrus && !gyrus.loading && !gyrus.training.running').toBe(true)
  await page.evaluate('gyrus.pointed.pinned = 3')
  await page.getByRole('button', { name: 'Copy link' }).click()
  await page.getByText('Copied', { exact: true }).waitFor()
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
    `${site.url}?seed=9&rows=4&columns=4&pause=1&neuron=3`,
  )
  await page.evaluate('navigator.clipboard.writeText = () => Promise.reject(new Error("no"))')
  await page.getByRole('button', { name: 'Copy link' }).click()
  await page.getByText(/does not let the page copy/).waitFor()
  await close()
})

test('A link to a network beside the page opens it at once', async () => {
  const { page, errors, foreign, close } = await site.open('?src=networks/gyrus-s1')
  await page.getByRole('figure', { name: 'gyrus-s1' }).waitFor()
  expect(await page.evaluate('[gyrus.source, gyrus.showing.seen(0).step]')).toEqual(['hosted', 72000])
  await says(page, query).toBe('?src=networks/gyrus-s1')
  expect(errors.filter((text) => !/404/.test(text))).toEqual([]) // it has no metrics.jsonl
  expect(foreign).toEqual([])
  await close()
})

test('A link to a network on another host asks first, and asks no other host', async () => {
  const host = await serveFolder(resolve(networks), '/', { 'access-control-allow-origin': '*' })
  onTestFinished(() => host.close())
  const src = encodeURIComponent(`${host.url}bimt-s1`)
  const { page, errors, foreign, close } = await site.open('?pause=1')
  const asked: string[] = []
  await page.route(`${host.url}**`, (route) => {
    asked.push(route.request().url().slice(host.url.length))
    return route.continue()
  })
  await page.goto(`${site.url}?src=${src}`)
  const agree = page.getByRole('button', { name: `Load it from ${new URL(host.url).host}` })
  await agree.waitFor()
  expect(await seriousViolations(page)).toEqual([])
  expect(asked).toEqual([])
  expect(await page.evaluate('[gyrus.showing.networks.length, gyrus.training.running]')).toEqual([0, false])
  await agree.click()
  await page.getByRole('figure', { name: 'bimt-s1' }).waitFor()
  expect(asked.every((path) => path.startsWith('bimt-s1/'))).toBe(true)
  expect(foreign).toEqual([])
  expect(errors.filter((text) => !/404/.test(text))).toEqual([])
  // Another source takes the question's place.
  await page.goto(`${site.url}?src=${src}`)
  await agree.waitFor()
  await page.getByLabel('Network', { exact: true }).selectOption('paper-none')
  await page.getByRole('figure', { name: 'free wires' }).waitFor()
  expect(await agree.count()).toBe(0)
  await close()
})

test('A link to a host that lets no other page read it says so in a sentence', async () => {
  const host = await serveFolder(resolve(networks))
  onTestFinished(() => host.close())
  const { page, close } = await site.open('?pause=1')
  await page.route(`${host.url}**`, (route) => route.continue())
  await page.goto(`${site.url}?src=${encodeURIComponent(`${host.url}bimt-s1`)}`)
  await page.getByRole('button', { name: /^Load it from/ }).click()
  await page
    .getByRole('alert')
    .getByText(/cannot be read: .*does not let other pages read it \(CORS\)/)
    .waitFor()
  await page.goto(`${site.url}?src=ftp://example.org/run`)
  await page
    .getByRole('alert')
    .getByText(/expected an address that begins with https/)
    .waitFor()
  await close()
})

test('Embedded, the page is the network and its timeline, with a link to all of it', async () => {
  const { page, errors, close } = await site.open('?embed=1&network=paper&view=map', {
    viewport: { width: 480, height: 320 },
  })
  await page.getByRole('figure', { name: 'wire charged by length' }).waitFor()
  await page.getByRole('slider', { name: 'Timeline' }).waitFor()
  expect(await page.getByRole('heading').count()).toBe(0)
  expect(await page.getByRole('link').getAttribute('href')).toBe(`${site.url}?network=paper&view=map`)
  expect(
    await page.evaluate(
      'document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth',
    ),
  ).toBe(true)
  expect(await seriousViolations(page)).toEqual([])
  expect(errors).toEqual([])
  await close()
})

test('gyrus view lets pages of this machine show what is embedded of it, and nothing else, in a frame', async () => {
  const runs = new ServedRuns([networks])
  await runs.list()
  const server = await serve({ site: site.folder, runs, port: 0 })
  onTestFinished(() => server.close())
  const folder = temporaryFolder()
  writeFileSync(
    join(folder, 'slides.html'),
    `<iframe id="embedded" src="${server.url}?embed=1" width="600" height="400"></iframe><iframe id="whole" src="${server.url}"></iframe>`,
  )
  const slides = await serveFolder(folder)
  onTestFinished(() => slides.close())
  const { page, close } = await site.open('?pause=1')
  await page.route(/^http:/, (route) => route.continue())
  await page.goto(`${slides.url.replace('127.0.0.1', 'localhost')}slides.html`)
  const embedded = page.frameLocator('#embedded')
  await embedded.getByRole('figure', { name: 'bimt-s1' }).waitFor()
  await embedded.getByRole('link', { name: /open the whole page/ }).waitFor()
  expect(await page.frameLocator('#whole').getByRole('main').count()).toBe(0)
  await close()
})
