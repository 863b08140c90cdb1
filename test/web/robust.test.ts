/** The page where things are not as they are on a desk: offline, in the background, slow, small, and for a long time. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forParameters } from '../../src/network/parameters.js'
import { Random } from '../../src/random/random.js'
import { batteryOf, tableOf } from '../../src/training/train.js'
import type { WholeSnapshot } from '../../web/src/brain/snapshot.js'
import { weightsFile } from '../../web/src/files/write.js'
import { DEFAULTS, toExperiment } from '../../web/src/settings.js'
import { isLong } from '../length.js'
import { temporaryFolder } from '../runs/disks.js'
import { BESIDE, inMenu, openSite, PHONE, type Site, says } from './page.js'

let site: Site

beforeAll(async () => {
  site = await openSite()
})

afterAll(() => site?.close())

const SMALL = 'rows=5&columns=5&seed=3&every=5000'
const paused = (page: Page, step: number) =>
  says(page, `window.gyrus?.showing.step === ${step} && !gyrus.training.running`).toBe(true)
const step = async (page: Page) => (await page.evaluate('gyrus.showing.step')) as number
const grown = (page: Page, steps: number) => says(page, `window.gyrus?.showing.step > ${steps}`).toBe(true)
const sideways = (page: Page) => page.evaluate('document.documentElement.scrollWidth - innerWidth')

test('Once it stands, the page needs no server: networks open, are lesioned and saved', async () => {
  const { page, errors, close } = await site.open(`?pause=20&${SMALL}`)
  await says(page, '!!window.gyrus?.complete').toBe(true)
  await page.context().setOffline(true)
  const select = page.getByLabel('Network', { exact: true })
  for (const [network, name] of [
    ['paper', 'wire charged by length'],
    ['paper-l1', 'every wire charged alike'],
    ['paper-none', 'free wires'],
    ['gyrus', 'cut to 109 neurons'],
  ]) {
    await select.selectOption(network)
    await page.getByRole('figure', { name }).waitFor()
  }
  await page.evaluate('gyrus.inspection.silence([1, 2, 3])')
  await says(page, '!!gyrus.inspection.lesion').toBe(true)
  await page.evaluate("gyrus.inspection.play('go')")
  expect(await page.evaluate('gyrus.inspection.trial.task')).toBe('go')
  const zip = await inMenu(page, 'Network', 'Folder (zip)')
  const [download] = await Promise.all([page.waitForEvent('download'), zip.click()])
  await page.locator('input[type=file]:not([webkitdirectory])').setInputFiles(await download.path())
  await page.evaluate('gyrus.grow()')
  await grown(page, 5)
  expect(errors).toEqual([])
  await close()
})

test('A page in the background grows its network all the same, and shows it when it is looked at', async ({
  annotate,
}) => {
  const { page, errors, close } = await site.open(BESIDE)
  // As in a tab that is not shown: it is hidden, and no frame is drawn.
  await page.addInitScript(`{
    const { requestAnimationFrame } = window
    const waiting = []
    window.back = false
    Object.defineProperty(document, 'hidden', { get: () => !window.back })
    window.requestAnimationFrame = (draw) => (window.back ? requestAnimationFrame.call(window, draw) : waiting.push(draw))
    window.show = () => {
      window.back = true
      document.dispatchEvent(new Event('visibilitychange'))
      for (const draw of waiting.splice(0)) requestAnimationFrame.call(window, draw)
    }
  }`)
  await page.goto(`${site.url}?pause=120&view=map&${SMALL}`)
  const began = performance.now()
  await paused(page, 120)
  await annotate(
    `120 steps in ${((performance.now() - began) / 1000).toFixed(1)} s, loading included`,
    'figure',
  )
  await page.evaluate('window.show()')
  await page.getByText('step 120').first().waitFor()
  const scene = page.getByRole('application').first()
  await says(page, `document.querySelector('[role=application] canvas')?.width > 0`).toBe(true)
  await scene.hover()
  await says(page, 'gyrus.pointed.hovered !== null').toBe(true)
  expect(errors).toEqual([])
  await close()
})

test('Two tabs grow the same network from the same seed, each by itself', async ({ annotate }) => {
  const [one, other] = await Promise.all([site.open(`?pause=100&${SMALL}`), site.open(`?pause=100&${SMALL}`)])
  const began = performance.now()
  await Promise.all([paused(one.page, 100), paused(other.page, 100)])
  await annotate(`100 steps of each in ${((performance.now() - began) / 1000).toFixed(1)} s`, 'figure')
  const weights = '[...gyrus.showing.seen(0).parameters.recurrentWeights]'
  expect(await one.page.evaluate(weights)).toEqual(await other.page.evaluate(weights))
  expect([...one.errors, ...other.errors]).toEqual([])
  await Promise.all([one.close(), other.close()])
})

test.each([
  ['zoomed to 200 %', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
  ['on a phone', { viewport: PHONE, deviceScaleFactor: 3 }],
  ['at 320 px', { viewport: { width: 320, height: 568 } }],
])('The page %s is not wider than its window, and a neuron can be pointed at', async (_, options) => {
  const { page, errors, close } = await site.open(`?pause=20&${SMALL}`, options)
  await paused(page, 20)
  expect(await sideways(page)).toBeLessThanOrEqual(0)
  await page.evaluate("gyrus.set('view', 'map')")
  const scene = page.getByRole('application').first()
  await scene.scrollIntoViewIfNeeded()
  await scene.hover()
  await says(page, 'gyrus.pointed.hovered !== null').toBe(true)
  await page.evaluate('gyrus.inspection.silence([1, 2])')
  await page.evaluate("gyrus.inspection.play('go')")
  expect(await sideways(page)).toBeLessThanOrEqual(0)
  await page.goto(`${site.url}?network=paper&compare=none`)
  await page.getByRole('figure', { name: 'free wires' }).waitFor()
  expect(await sideways(page)).toBeLessThanOrEqual(0)
  expect(errors).toEqual([])
  await close()
})

test('On a slow processor the network grows, and the page answers meanwhile', async ({ annotate }) => {
  const { page, errors, close } = await site.open(BESIDE)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 6 })
  await page.goto(`${site.url}?${SMALL}`)
  await grown(page, 20)
  const before = await step(page)
  const began = performance.now()
  await page.getByRole('radio', { name: 'Map' }).check({ force: true })
  await says(page, 'gyrus.settings.view').toBe('map')
  await annotate(`a click was answered in ${(performance.now() - began).toFixed(0)} ms`, 'figure')
  await grown(page, before + 20)
  expect(errors).toEqual([])
  await close()
})

test('A sheet of 64 × 64 neurons opens, is measured, and can be looked at', async ({ annotate }) => {
  const experiment = toExperiment({ ...DEFAULTS, tasks: ['go', 'dm1'] })
  Object.assign(experiment.network, { rows: 64, columns: 64 })
  const neurons = 64 * 64
  const random = Random.seeded(1, 'sheet')
  const table = tableOf(experiment, batteryOf(experiment))
  const snapshot: WholeSnapshot = {
    step: 100,
    parameters: forParameters(table, ({ shape }) => {
      const count = shape.reduce((a, b) => a * b, 1)
      return Float32Array.from({ length: count }, () => (random.uniform() < 0.02 ? 0.1 * random.normal() : 0))
    }),
    connections: { inputWeights: none, recurrentWeights: none, outputWeights: none },
    places: Int32Array.from({ length: neurons }, (_, i) => i),
    evaluation: null,
  }
  const path = join(temporaryFolder(), 'large.safetensors')
  writeFileSync(path, await weightsFile(experiment, snapshot))
  const { page, errors, close } = await site.open(`?view=map&pause=1&${SMALL}`)
  await paused(page, 1)
  const began = performance.now()
  const passed = () => `${((performance.now() - began) / 1000).toFixed(1)} s`
  await page.locator('input[type=file]:not([webkitdirectory])').setInputFiles(path)
  await says(page, 'gyrus.showing.seen(0)?.places.length').toBe(neurons)
  const opened = passed()
  await says(page, '!!gyrus.showing.seen(0).evaluation').toBe(true)
  const evaluated = passed()
  const scene = page.getByRole('application').first()
  await scene.press('ArrowRight')
  const key = performance.now()
  await scene.press('ArrowDown')
  await scene.press('Enter')
  await says(page, 'gyrus.pointed.pinned').toBe(33 * 64 + 32)
  await annotate(
    `open after ${opened}, its accuracies and modules after ${evaluated}; a neuron is pinned ${(performance.now() - key).toFixed(0)} ms after the keys`,
    'figure',
  )
  await says(page, 'location.search').toContain(`neuron=${33 * 64 + 32}`)
  expect(errors).toEqual([])
  await close()
})
const none = new Float32Array(0)

/** How long a network grows for the memory to be watched, s. */
const WATCHED = isLong ? 300 : 20

test('A network that grows for long takes no more memory', { timeout: 1_200_000 }, async ({ annotate }) => {
  const { page, errors, close } = await site.open('?steps=200000&rows=4&columns=4&seed=3&tasks=go')
  const devtools = await page.context().newCDPSession(page)
  const used = async (): Promise<number> => {
    await devtools.send('HeapProfiler.collectGarbage')
    const usage = (await devtools.send('Runtime.getHeapUsage')) as {
      usedSize: number
      backingStorageSize?: number
    }
    return (usage.usedSize + (usage.backingStorageSize ?? 0)) / 2 ** 20
  }
  // The timeline keeps a limited number of moments; until it has them all, memory grows as it should.
  const moments = 'gyrus.showing.moments.length'
  await says(page, `window.gyrus ? ${moments} : 0`).toBeGreaterThanOrEqual(190)
  const full = await used()
  const from = await step(page)
  const found: number[] = []
  for (const end = performance.now() + 1000 * WATCHED; performance.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 5000))
    found.push(await used())
  }
  const steps = (await step(page)) - from
  const most = Math.max(...found)
  await annotate(
    `${full.toFixed(1)} MiB with a full timeline, at most ${most.toFixed(1)} MiB and at last ${found.at(-1)!.toFixed(1)} MiB in the ${steps} steps of the next ${WATCHED} s`,
    'figure',
  )
  expect(steps).toBeGreaterThan(100)
  // What may be added is the curve: a number or two for every tenth step.
  expect(most).toBeLessThan(full + 1 + (200 * steps) / 10 / 2 ** 20)
  expect(errors).toEqual([])
  await close()
})
