/** What is looked at belongs to one moment of one network, and the page moves on from both. */
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { ServedRuns } from '../../src/view/runs.js'
import { serve } from '../../src/view/server.js'
import { temporaryFolder } from '../runs/disks.js'
import { NETWORKS } from './blobs.js'
import { inMenu, openSite, type Site, says } from './page.js'
import { stepLine, training } from './servedRun.js'

let site: Site

beforeAll(async () => {
  site = await openSite()
})

afterAll(() => site?.close())

/** Something of the first network's scene, which the page hands to whoever films it. */
async function ofScene(page: Page, expression: string): Promise<unknown> {
  await page.evaluate(
    'gyrus.film = async (scene) => { window.scene = scene; throw new Error("only a look") }',
  )
  await (await inMenu(page, 'Picture', 'Video')).click()
  await says(page, '!!window.scene').toBe(true)
  return page.evaluate(expression)
}

test('Before an evaluation no neuron is of a module; the matrix follows when those it shows fall silent', async () => {
  const { page, errors, close } = await site.open('?pause=30&rows=4&columns=4')
  await says(page, 'window.gyrus?.showing.step === 30 && !gyrus.training.running').toBe(true)
  const evaluated = (clusters: string) =>
    page.evaluate(`{
      const evaluation = ${clusters} && {
        step: 30, accuracy: {}, meanAccuracy: 0, activeNeurons: 2, wiringLength: 1, modularity: null,
        taskVariance: new Float64Array(16 * gyrus.showing.networks[0].tasks.length),
        clusters: ${clusters},
      }
      gyrus.showing.networks = gyrus.showing.networks.map((one) => ({ ...one, snapshot: { ...one.snapshot, evaluation } }))
    }`)
  await evaluated('null')
  const activeOnly = page.getByLabel('active neurons only')
  await activeOnly.waitFor({ state: 'detached' })
  const matrix = page.locator('[data-control=matrix]')
  await matrix.focus()
  for (let i = 0; i < 16; i++) {
    await matrix.press('ArrowRight')
    await matrix.press('ArrowDown')
  }
  await page.getByText(/^from row 4, column 4 to row 4, column 4: /).waitFor()
  await evaluated('Int32Array.from({ length: 16 }, (_, i) => (i < 2 ? 0 : -1))')
  await page.getByText(/^neuron in row 4, column 4$/).waitFor()
  expect(await activeOnly.count()).toBe(1)
  await matrix.press('Enter')
  await page.evaluate('gyrus.training.stepOnce()')
  await page.getByText('step 31').first().waitFor()
  expect(errors).toEqual([])
  await close()
})

test('A neuron that is pinned is let go where the next network has none such', async () => {
  const { page, errors, close } = await site.open('?network=paper&pause=3')
  const scene = page.getByRole('application', { name: /^Network 1/ })
  await scene.focus()
  await scene.press('ArrowRight') // the middle of 400
  await scene.press('Enter')
  await page.getByRole('heading', { name: 'Neuron in row 11, column 11' }).waitFor()
  await page.evaluate('document.activeElement.blur()')
  await page.evaluate('gyrus.grow()')
  await says(page, 'gyrus.source === "grow" && gyrus.showing.step === 3 && !gyrus.training.running').toBe(
    true,
  )
  await page.getByRole('heading', { name: 'One neuron' }).waitFor()
  expect(await page.locator('body').textContent()).not.toContain('NaN')
  expect(await ofScene(page, 'scene.model.connected')).toBeNull()
  expect(errors).toEqual([])
  await close()
})

test('A lesion and a trial are of the step at which they were asked for', async () => {
  const { page, errors, close } = await site.open('?pause=20&rows=4&columns=4')
  const nothing = '[gyrus.inspection.lesion, gyrus.inspection.lesioned.size, gyrus.inspection.trial]'
  const ask = async () => {
    await page.evaluate('gyrus.inspection.silence([1, 2])')
    await page.evaluate("gyrus.inspection.play('go')")
    expect(
      await page.evaluate(
        '[!!gyrus.inspection.lesion, gyrus.inspection.lesioned.size, gyrus.inspection.trial?.task]',
      ),
    ).toEqual([true, 2, 'go'])
  }
  await says(page, 'window.gyrus?.showing.step === 20 && !gyrus.training.running').toBe(true)
  await ask()
  await page.evaluate('gyrus.training.run()')
  await says(page, 'gyrus.showing.step').toBeGreaterThanOrEqual(30)
  expect(await page.evaluate(nothing)).toEqual([null, 0, null])
  await page.evaluate('gyrus.training.pause()')
  await says(page, 'gyrus.training.running').toBe(false)
  await ask()
  await page.evaluate('gyrus.showing.moment = gyrus.showing.moments[0]')
  expect(await page.evaluate(nothing)).toEqual([null, 0, null])

  // Between two moments that are kept it is the earlier one that is shown, and named.
  await page.evaluate(`{
    const between = gyrus.showing.moments.findIndex((step, i, all) => all[i + 1] > step + 1)
    gyrus.showing.moment = gyrus.showing.moments[between] + 1
  }`)
  const step = (await page.evaluate('gyrus.showing.seen(0).step')) as number
  expect(step).toBe(((await page.evaluate('gyrus.showing.moment')) as number) - 1)
  await page.getByText(`step ${step} of`).waitFor()
  expect(errors).toEqual([])
  await close()
})

test('A run that trains is evaluated once a checkpoint, and keeps what was found', async () => {
  const { server, metrics, save } = await training(site.folder)
  const evaluation = {
    type: 'evaluation',
    step: 3000,
    accuracy: {},
    meanAccuracy: 0.5,
    activeNeurons: 9,
    wiringLength: 1,
  }
  metrics(`${JSON.stringify(evaluation)}\n`)
  save(2000)
  const { page, errors, close } = await site.open('', {}, server.url)
  await says(
    page,
    'window.gyrus?.showing.networks.length > 0 && gyrus.showing.seen(0)?.evaluation?.step',
  ).toBe(2000)
  expect(await page.evaluate('gyrus.showing.networks[0].evaluations.map(({ step }) => step)')).toEqual([
    2000, 3000,
  ])
  await page.evaluate(
    'window.without = 0; setInterval(() => { if (!gyrus.showing.seen(0).evaluation) window.without++ }, 5)',
  )
  metrics(stepLine(200))
  await says(page, 'gyrus.showing.networks[0].losses.map(({ step }) => step)').toEqual([100, 200])
  expect(await page.evaluate('[window.without, gyrus.showing.seen(0).evaluation?.step]')).toEqual([0, 2000])
  save(4000)
  await says(page, 'gyrus.showing.seen(0).evaluation?.step').toBe(4000)
  expect(await page.evaluate('gyrus.showing.networks[0].evaluations.map(({ step }) => step)')).toEqual([
    2000, 3000, 4000,
  ])
  await page.evaluate('gyrus.showing.moment = 2000')
  expect(await page.evaluate('gyrus.showing.seen(0).evaluation?.step')).toBe(2000)
  expect(errors).toEqual([])
  await close()
})

test('A run without a network yet is shown without one', async () => {
  const folder = temporaryFolder()
  cpSync(join(NETWORKS, 'bimt-s1'), join(folder, 'grown'), { recursive: true })
  mkdirSync(join(folder, 'young'))
  cpSync(join(NETWORKS, 'bimt-s1/experiment.json'), join(folder, 'young/experiment.json'))
  const runs = new ServedRuns([folder])
  await runs.list()
  const server = await serve({ site: site.folder, runs, port: 0 })
  onTestFinished(() => server.close())
  const { page, errors, close } = await site.open('', {}, server.url)
  await page.getByRole('figure', { name: 'grown' }).waitFor()
  const young = await page.evaluate("gyrus.runs.all.find(({ name }) => name.endsWith('young')).id")
  await page.getByLabel('Network', { exact: true }).selectOption(`run ${young}`)
  await page.getByText(/young has no network yet/).waitFor()
  expect(await ofScene(page, 'scene.wires.drawn')).toBe(0)
  expect(errors).toEqual([])
  await close()
})

test('Beside a network of the paper’s size only another one is offered', async () => {
  const { page, errors, close } = await site.open('?network=paper&compare=bimt')
  await page.getByRole('figure').first().waitFor()
  const beside = page.getByRole('group', { name: 'Beside it' }).getByRole('radio')
  expect(await Promise.all((await beside.all()).map((radio) => radio.inputValue()))).toEqual([
    'off',
    'none',
    'l1',
  ])
  expect(await beside.first().isChecked()).toBe(true)
  expect(await page.getByText(/^Beside it the same/).count()).toBe(0)
  expect(errors).toEqual([])
  await close()
})
