/** The charge is edited while networks train. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BESIDE, openSite, type Site, says } from './page.js'

let site: Site

beforeAll(async () => {
  site = await openSite()
})

afterAll(() => site?.close())

test('A slider is dragged farther than the browser lets an address be written', async () => {
  const { page, errors, close } = await site.open(BESIDE)
  // As Safari has it.
  await page.addInitScript(`{
    const { replaceState } = History.prototype
    const calls = []
    History.prototype.replaceState = function (...state) {
      const now = Date.now()
      while (calls[0] < now - 10_000) calls.shift()
      calls.push(now)
      if (calls.length > 100) throw new DOMException('more than 100 times per 10 seconds', 'SecurityError')
      replaceState.apply(this, state)
    }
  }`)
  await page.goto(`${site.url}?rows=4&columns=4&schedule=constant`)
  await says(page, 'window.gyrus?.showing.step').toBeGreaterThan(0)
  await page.evaluate(`{
    const value = { kind: 'bimt', distanceFactor: 2, every: 25 }
    for (let i = 1; i <= 150; i++) void gyrus.edit(0, { ...value, lambda: i / 1e6 })
  }`)
  await says(page, 'location.search').toContain('lambda=1.5e-4')
  expect(await page.evaluate('gyrus.showing.networks[0].experiment.regularizer.lambda')).toBe(1.5e-4)
  // The λ of a step that was trained since.
  await says(page, 'gyrus.showing.lambda').toBe(1.5e-4)
  expect(errors).toEqual([])
  await close()
})

test('A page that is left has its last address', async () => {
  const { page, close } = await site.open('?pause=1&rows=4&columns=4')
  await says(page, 'window.gyrus?.showing.step').toBe(1)
  await page.evaluate(`{
    for (const threshold of [0.1, 0.2, 0.3]) void gyrus.set('threshold', threshold)
    location.href = '${BESIDE}'
  }`)
  await page.waitForURL(/experiment\.json$/)
  await page.goBack()
  expect(page.url()).toContain('threshold=0.3')
  await close()
})

test('An edit counts for the network beside it too, as the address says', async () => {
  const { page, errors, close } = await site.open('?compare=l1&pause=3&rows=4&columns=4')
  const charges = () =>
    page.evaluate(
      'gyrus.showing.networks.map(({ experiment: { regularizer, relocation } }) => [regularizer, relocation])',
    )
  await says(page, 'window.gyrus?.showing.step === 3 && !gyrus.training.running').toBe(true)
  await page.evaluate("gyrus.edit(0, { kind: 'bimt', lambda: 1e-3, distanceFactor: 1, every: 50 })")
  await says(page, 'location.search').toContain('lambda=1e-3')
  const edited = await charges()
  expect(edited).toMatchObject([
    [{ kind: 'bimt', lambda: 1e-3 }, { every: 50 }],
    [{ kind: 'l1', lambda: 1e-3 }, { every: 50 }],
  ])
  await page.reload()
  await says(page, 'window.gyrus?.showing.step').toBe(3)
  expect(await charges()).toEqual(edited)
  expect(errors).toEqual([])
  await close()
})

test('A network goes on when its mask is taken away', async () => {
  const { page, errors, close } = await site.open('?kind=mask&rows=4&columns=4&speed=slow')
  await says(page, 'window.gyrus?.showing.step').toBeGreaterThan(0)
  await page.evaluate("gyrus.edit(0, { kind: 'none', lambda: 4e-4, distanceFactor: 2, every: 25 })")
  const step = (await page.evaluate('gyrus.showing.step')) as number
  await says(page, 'gyrus.showing.step').toBeGreaterThan(step + 2)
  expect(await page.evaluate('gyrus.showing.networks[0].experiment.regularizer.kind')).toBe('none')
  expect(errors).toEqual([])
  await close()
})
