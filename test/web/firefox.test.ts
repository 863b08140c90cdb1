/** The page in Firefox, beside Chromium: it starts, a network grows, and a lesion of it is measured. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Firefox } from './firefox.js'
import { openSite, type Site } from './page.js'

let site: Site
let firefox: Firefox

beforeAll(async () => {
  site = await openSite()
  firefox = await Firefox.launch()
})

afterAll(async () => {
  await firefox?.[Symbol.asyncDispose]()
  await site?.close()
})

const says = (expression: string) => expect.poll(() => firefox.evaluate(expression))
/** A button as a user finds it, by its name. */
const click = (name: string) =>
  firefox.evaluate(
    `[...document.querySelectorAll('button')].find((button) => button.textContent.trim().startsWith(${JSON.stringify(name)})).click()`,
  )

test('In Firefox the page starts, its network is drawn and learns, and pauses', async () => {
  await firefox.goto(`${site.url}?rows=6&columns=6&seed=3&every=5000`)
  expect(await firefox.evaluate('navigator.userAgent')).toMatch(/Firefox\/\d/)
  await says('document.querySelector("h1").textContent').toMatch(/^gyrus/)
  await says('window.gyrus?.showing.step > 100').toBe(true)
  const drawn = `(() => {
    const canvas = document.querySelector('[role=application] canvas')
    return canvas ? canvas.width * canvas.height > 0 : document.querySelectorAll('[role=application] svg circle').length
  })()`
  expect(await firefox.evaluate(drawn)).toBeTruthy()
  await click('Pause')
  await says('gyrus.training.running').toBe(false)
  const losses = (await firefox.evaluate(
    'gyrus.showing.networks[0].losses.map(({ taskLoss }) => taskLoss)',
  )) as number[]
  expect(losses.at(-1)).toBeLessThan(0.8 * losses[0])
  expect(await firefox.evaluate('gyrus.notes')).toEqual([])
})

test('In Firefox a module of the paper’s network is silenced, and its tasks suffer', async () => {
  await firefox.goto(`${site.url}?network=paper&view=map`)
  await says('window.gyrus?.showing.seen(0)?.step').toBe(24000)
  await click('Silence a module')
  await says('!!gyrus.inspection.lesion').toBe(true)
  const mean = (name: string) =>
    `Object.values(gyrus.inspection.lesion.${name}).reduce((a, b) => a + b, 0) / 20`
  const [intact, lesioned] = (await firefox.evaluate(`[${mean('intact')}, ${mean('lesioned')}]`)) as number[]
  expect(intact).toBeGreaterThan(0.9)
  expect(lesioned).toBeLessThan(intact - 0.05)
  expect(await firefox.evaluate('location.search')).toContain('lesion=')
})
