/** What the address says, and that a page which is opened from it shows the same. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSite, type Site, says } from './page.js'

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
    lesioned: [...inspection.lesioned], lost: inspection.lesion?.lesioned,
    trial: trial && [trial.task, ...trial.target, trial.activity[200]],
  }
})()`
const query = 'location.search'
const chosen = (page: Page) =>
  says(page, '!!gyrus.inspection.lesion && !!gyrus.inspection.trial && !gyrus.inspection.waiting').toBe(true)
const networks = 'results/growing-brains/networks'
const filesOf = (name: string) => [
  `${networks}/${name}/network.safetensors`,
  `${networks}/${name}/experiment.json`,
]
const input = (page: Page) => page.locator('input[type=file]:not([webkitdirectory])')

test('A page that is opened from an address shows the same neuron, lesion and trial', async () => {
  const { page, errors, close } = await site.open('?network=paper-l1&view=map')
  await page.getByRole('figure', { name: 'l1-s1' }).waitFor()
  await page.evaluate(`(async () => {
    gyrus.pointed.pinned = 57
    await gyrus.inspection.play('go')
    await gyrus.inspection.play('dm1')
    await gyrus.inspection.silence([1, 2, 3, 57, 399])
  })()`)
  await says(page, query).toBe('?network=paper-l1&view=map&neuron=57&lesion=1-3,57,399&trial=dm1&draw=1')
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
  await page.getByRole('figure', { name: 'bimt-s1' }).waitFor()
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
  await page.getByRole('figure', { name: 'bimt-s1' }).waitFor()
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
  await page.getByRole('figure', { name: 'bimt-s1' }).waitFor()
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
