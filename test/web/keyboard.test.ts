/** The page by keyboard alone: from stop to stop by Tab, and all that can be done is done by keys. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSite, type Site, says } from './page.js'

let site: Site

beforeAll(async () => {
  site = await openSite()
})

afterAll(() => site?.close())

/** What has the focus: its name as a screen reader has it, near enough, and whether one sees that it has it. */
const FOCUSED = `(() => {
  const element = document.activeElement
  const name = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent
  const outlined = (one) => one && getComputedStyle(one).outlineStyle !== 'none'
  return {
    name: name.replace(/\\s+/g, ' ').trim(),
    page: element === document.body,
    visible: outlined(element) || outlined(element.nextElementSibling),
  }
})()`
interface Focused {
  name: string
  /** Nothing in particular. */
  page: boolean
  visible: boolean
}

const focused = (page: Page) => page.evaluate(FOCUSED) as Promise<Focused>

/** Presses Tab until something of that name has the focus; each stop on the way must be seen. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = []
  for (let stop = 0; stop < 100; stop++) {
    await page.keyboard.press('Tab')
    const now = await focused(page)
    if (now.page) continue // from the last to the first
    expect(now).toMatchObject({ name: expect.stringMatching(/./), visible: true })
    if (name.test(now.name)) return
    passed.push(now.name)
  }
  throw new Error(`Tab comes to nothing called ${name}; it passed ${passed.join(' | ')}`)
}

test('All that the page does can be done by keyboard', async () => {
  const { page, errors, close } = await site.open('?pause=110&rows=6&columns=6&every=5000&seed=3')
  await says(
    page,
    'window.gyrus?.showing.step === 110 && !gyrus.training.running && !!gyrus.showing.seen(0).evaluation',
  ).toBe(true)

  // One step, and a look back.
  await tabTo(page, /^One step$/)
  await page.keyboard.press('Enter')
  await says(page, 'gyrus.showing.step').toBe(111)
  await tabTo(page, /^Timeline$/)
  await page.keyboard.press('Home')
  await says(page, 'gyrus.showing.moment !== null && gyrus.showing.moment < 111').toBe(true)
  await page.keyboard.press('End')
  await says(page, 'gyrus.showing.moment').toBeNull()

  // What is drawn.
  await tabTo(page, /^space$/)
  await page.keyboard.press('ArrowRight')
  await says(page, 'location.search').toContain('view=map')
  await tabTo(page, /^Weakest wire shown/)
  await page.keyboard.press('ArrowRight')
  await says(page, 'gyrus.settings.threshold').toBe(0.06)

  // A lesion of a whole module, then of one neuron on the sheet.
  await tabTo(page, /^1 \(\d+\)$/)
  await page.keyboard.press('Enter')
  await says(page, 'gyrus.inspection.lesion !== null && gyrus.inspection.lesioned.size > 0').toBe(true)
  await tabTo(page, /^Clear$/)
  await page.keyboard.press('Enter')
  await says(page, 'gyrus.inspection.lesioned.size').toBe(0)
  await tabTo(page, /^Network 1/)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /^Neuron in/ }).waitFor()
  await tabTo(page, /^Silence it$/)
  await page.keyboard.press('Enter')
  await says(page, '[...gyrus.inspection.lesioned]').toEqual([3 * 6 + 4])

  // A trial, an edit of the charge, and a word that leads to a control.
  await tabTo(page, /^New trial$/)
  await page.keyboard.press('Enter')
  await says(page, 'gyrus.inspection.trial?.task').toBe('go')
  await tabTo(page, /^Wiring cost λ$/)
  await page.keyboard.press('ArrowRight')
  await says(page, 'gyrus.showing.networks[0].experiment.regularizer.lambda > 4e-4').toBe(true)
  await tabTo(page, /^It learns$/)
  await page.keyboard.press('Enter')
  await tabTo(page, /^Show weaker wires$/)
  await page.keyboard.press('Enter')
  await says(page, 'document.activeElement.dataset.control').toBe('threshold')
  expect(errors).toEqual([])
  await close()
})
