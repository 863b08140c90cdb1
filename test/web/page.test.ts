import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSite, PHONE, type Site, seriousViolations } from './page.js'

let site: Site

beforeAll(async () => {
  site = await openSite()
}, 600_000)

afterAll(() => site?.close())

test.each([
  ['desktop, light', { colorScheme: 'light' }],
  ['phone, dark', { viewport: PHONE, colorScheme: 'dark' }],
] as const)(
  'The page opens without an error and asks no other host, and axe finds nothing serious: %s',
  async (_, options) => {
    const { page, errors, foreign, close } = await site.open('', options)
    await page.getByRole('main').waitFor()
    expect(await seriousViolations(page)).toEqual([])
    expect(errors).toEqual([])
    expect(foreign).toEqual([])
    await close()
  },
)

test('What the page complains of and asks of other hosts is written down', async () => {
  const { page, errors, foreign, close } = await site.open()
  await page.evaluate(
    "console.error('a complaint'); fetch('http://example.invalid/x').catch(() => {}); setTimeout(() => { throw new Error('thrown') })",
  )
  await expect.poll(() => errors.join('\n')).toMatch(/thrown/)
  expect(errors.join('\n')).toMatch(/a complaint/)
  await expect.poll(() => foreign).toEqual(['http://example.invalid/x'])
  await page.evaluate('document.body.innerHTML = \'<img src=""><button></button>\'')
  expect((await seriousViolations(page)).map((line) => line.split(':')[0])).toEqual(
    expect.arrayContaining(['button-name', 'image-alt']),
  )
  await close()
})
