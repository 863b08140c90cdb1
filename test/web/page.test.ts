import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import { train } from '../../src/training/train.js'
import { ServedRuns } from '../../src/view/runs.js'
import { serve } from '../../src/view/server.js'
import { parse, toExperiment } from '../../web/src/settings.js'
import { inMenu, openSite, PHONE, type Site, says, seriousViolations } from './page.js'

let site: Site

beforeAll(async () => {
  site = await openSite()
})

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

/** 50 steps without a swap, on a sheet that is quick. */
const FIFTY = 'pause=50&every=5000&rows=6&columns=6&seed=3'
/** The recurrent weights that the page shows, once it stands still. */
const WEIGHTS = `new Promise((resolve) => {
  const look = () => {
    const { gyrus } = window
    if (gyrus?.showing.step === 50 && !gyrus.training.running) resolve([...gyrus.showing.seen(0).parameters.recurrentWeights])
    else setTimeout(look, 50)
  }
  look()
})`

test('A network grows in the browser as it does in Node, and from the same address the same again', async () => {
  const { page, errors, foreign, close } = await site.open(`?${FIFTY}`)
  const weights = (await page.evaluate(WEIGHTS)) as number[]
  const [early, late] = (await page
    .evaluate('gyrus.showing.networks[0].losses.map(({ taskLoss }) => taskLoss)')
    .then((all) => [(all as number[])[0], (all as number[]).at(-1)!])) as [number, number]
  expect(late).toBeLessThan(0.8 * early)

  const experiment = toExperiment(parse(new URLSearchParams(FIFTY)).settings)
  const watched = { ...experiment, training: { ...experiment.training, checkpointEvery: 50 } }
  for await (const event of train(watched, nodeEngine())) {
    if (event.type === 'swap') expect(event.swaps).toEqual([])
    if (event.type !== 'checkpoint') continue
    const ours = event.state.tensors.recurrentWeights.data as Float32Array
    expect(ours).toHaveLength(weights.length)
    expect(Math.max(...weights.map((w, i) => Math.abs(w - ours[i])))).toBeLessThan(1e-4)
    break
  }

  await page.reload()
  expect(await page.evaluate(WEIGHTS)).toEqual(weights)
  await page.evaluate('gyrus.rewind()')
  expect(await page.evaluate(WEIGHTS)).toEqual(weights)
  expect(errors).toEqual([])
  expect(foreign).toEqual([])
  await close()
})

test('Two networks from one seed are at the same step; one alone is charged', async () => {
  const { page, errors, close } = await site.open(`?${FIFTY}&compare=none&lambda=0.01`)
  await page.evaluate(WEIGHTS)
  await expect
    .poll(() => page.evaluate('gyrus.showing.networks.map(({ snapshot }) => snapshot?.step)'))
    .toEqual([50, 50])
  await page.getByRole('figure', { name: 'free wires' }).waitFor()
  const [charged, free] = (await page.evaluate(
    'gyrus.showing.networks.map(({ snapshot }) => snapshot.parameters.recurrentWeights.reduce((sum, w) => sum + Math.abs(w), 0))',
  )) as number[]
  expect(charged).toBeLessThan(free)
  expect(errors).toEqual([])
  await close()
})

test('The paper’s network opens; silencing its neurons costs accuracy, and a trial of it is played', async () => {
  const { page, errors, close } = await site.open('?network=paper&view=map')
  await page.getByRole('figure', { name: 'wire charged by length' }).waitFor()
  await page.getByRole('button', { name: 'Silence a module' }).click()
  await says(page, 'gyrus.inspection.lesion !== null').toBe(true)
  const mean = (name: string) =>
    `Object.values(gyrus.inspection.lesion.${name}).reduce((a, b) => a + b, 0) / 20`
  const [intact, lesioned] = (await page.evaluate(`[${mean('intact')}, ${mean('lesioned')}]`)) as number[]
  expect(intact).toBeGreaterThan(0.9)
  expect(lesioned).toBeLessThan(intact - 0.05)
  await page.evaluate("gyrus.inspection.play('go')")
  expect(
    await page.evaluate(
      '[gyrus.inspection.trial.task, gyrus.inspection.trial.correct, gyrus.inspection.trial.steps]',
    ),
  ).toEqual(['go', true, 15])
  expect(errors).toEqual([])
  await close()
})

test('The page opens on a growth that plays, and a tour that follows it; what was kept of a moment is not run', async () => {
  const { page, errors, close } = await site.open('')
  const chapters = page.locator('.tour summary')
  const open = page.locator('.tour details[open] summary')
  await says(page, 'gyrus.replay.playing').toBe(true)
  expect(await chapters.allTextContents()).toEqual(['It learns'])
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.evaluate('gyrus.seek(9000)')
  await expect.poll(() => open.textContent()).toBe('Neurons swap places')
  // The same growth, as its metrics have it: wire at step 9,000, and the most that there was.
  await page.getByText('Wire costs', { exact: true }).click()
  const told = /: ([\d,]+) cells of wire between neurons are left of ([\d,]+)/.exec(
    (await page.locator('.tour details[open]').textContent())!,
  )!
  const [now, most] = [told[1], told[2]].map((text) => Number(text.replaceAll(',', '')))
  const past = await page.evaluate(
    'gyrus.showing.networks[0].evaluations.map(({ step, wiringLength }) => [step, wiringLength])',
  )
  const before = (past as [number, number][]).filter(([step]) => step <= 9000)
  expect([now, most]).toEqual([before.at(-1)![1], Math.max(...before.map(([, wire]) => wire))])
  const trial = page.getByRole('button', { name: 'New trial' })
  expect(await trial.isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'at the end' }).click()
  expect(await trial.isDisabled()).toBe(false)
  expect(await chapters.allTextContents()).toEqual([
    'It learns',
    'Wire costs',
    'Neurons swap places',
    'Modules',
    'Take one out',
    'Was it the cost?',
  ])
  // What was chosen to be read stays open, and is in the address.
  await says(page, 'location.search').toBe('?chapter=cost')
  await chapters.getByText('Modules').click()
  await expect
    .poll(() => page.locator('.tour details[open]').textContent(), { timeout: 10_000 })
    .toContain('They also lie together')
  // What is next: grow one here, and be asked before it is thrown away.
  await page.getByRole('button', { name: 'Grow your own' }).click()
  await says(page, 'gyrus.source').toBe('grow')
  await says(page, 'location.search').toBe('?network=grow')
  await page.goBack()
  await says(page, 'gyrus.source').toBe('paper')
  expect(errors).toEqual([])
  await close()
})

test('Where motion is unwelcome, the page opens on the end of the growth; Play plays it, and the end is a map', async () => {
  const { page, errors, close } = await site.open('', { reducedMotion: 'reduce' })
  await says(page, 'gyrus.showing.moments.length > 40').toBe(true)
  expect(await page.evaluate('[gyrus.replay.playing, gyrus.showing.moment, gyrus.view]')).toEqual([
    false,
    null,
    'space',
  ])
  await page.evaluate('gyrus.seek(gyrus.showing.moments.at(-3))')
  await page.getByRole('button', { name: 'Play' }).click()
  await says(page, '[gyrus.replay.playing, gyrus.showing.moment, gyrus.view]').toEqual([false, null, 'map'])
  // The user's choice counts.
  await page.evaluate("gyrus.set('view', 'space')")
  await says(page, 'gyrus.view').toBe('space')
  expect(errors).toEqual([])
  await close()
})

test('gyrus view shows the runs that it was given, and another where one is chosen', async () => {
  const runs = new ServedRuns(['results/growing-brains/networks'])
  await runs.list()
  const server = await serve({ site: site.folder, runs, port: 0 })
  const { page, errors, foreign, close } = await site.open('', {}, server.url)
  await page.getByRole('figure', { name: 'bimt-s1' }).waitFor()
  const l1 = (await page.evaluate("gyrus.runs.all.find(({ name }) => name.endsWith('l1-s1')).id")) as string
  await page.getByLabel('Network', { exact: true }).selectOption(`run ${l1}`)
  await page.getByRole('figure', { name: 'l1-s1' }).waitFor()
  expect(await page.evaluate('gyrus.showing.networks[0].experiment.regularizer.kind')).toBe('l1')
  expect(await seriousViolations(page)).toEqual([])
  // Which run it is, and which stands beside it, is in the address.
  await page.getByLabel('Beside it').selectOption({ label: 'results/growing-brains/networks/none-s1' })
  await page.reload()
  await page.getByRole('figure', { name: 'none-s1' }).waitFor()
  await page.getByRole('figure', { name: 'l1-s1' }).waitFor()
  expect(errors).toEqual([])
  expect(foreign).toEqual([])
  await close()
  await server.close()
})

test('Of 200 served runs a search finds those whose names have all its words, and Enter shows the first', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gyrus-many-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const kept = 'results/growing-brains/networks'
  for (let seed = 1; seed <= 199; seed++) {
    cpSync(join(kept, 'none-s1/experiment.json'), join(folder, `free-s${seed}`, 'experiment.json'))
  }
  cpSync(join(kept, 'l1-s1'), join(folder, 'needle-s77'), { recursive: true })
  const runs = new ServedRuns([folder])
  await runs.list()
  const server = await serve({ site: site.folder, runs, port: 0 })
  const { page, errors, close } = await site.open('', {}, server.url)
  const search = page.getByLabel('Search 200 runs')
  await search.fill('free 77')
  // s77, s177; the shown run stays in the list
  await page.getByText('2 found, Enter shows the first').waitFor()
  const options = page.getByLabel('Network', { exact: true }).locator('optgroup').last().locator('option')
  expect((await options.allTextContents()).filter((name) => name.endsWith('77'))).toHaveLength(2)
  expect(await options.count()).toBe(3)
  await search.fill('77 NEEDLE')
  await search.press('Enter')
  await page.getByRole('figure', { name: 'needle-s77' }).waitFor()
  expect(await seriousViolations(page)).toEqual([])
  expect(errors).toEqual([])
  await close()
  await server.close()
})

test('A network that is chosen from disk opens, and one that is damaged is said to be', async () => {
  const { page, close } = await site.open('?pause=1')
  const dir = 'results/growing-brains/networks/l1-s1'
  const chosen = page.locator('input[type=file]:not([webkitdirectory])')
  await chosen.setInputFiles([`${dir}/network.safetensors`, `${dir}/experiment.json`])
  await expect
    .poll(() => page.evaluate('gyrus.showing.networks[0].experiment.preset'))
    .toBe('growing-brains-l1')
  // It came without an analysis: the page evaluates it.
  await expect
    .poll(() => page.evaluate('gyrus.showing.seen(0).evaluation?.meanAccuracy'))
    .toBeGreaterThan(0.85)
  await chosen.setInputFiles([
    {
      name: 'network.safetensors',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from('no such thing'),
    },
  ])
  await page.getByText(/network\.safetensors: damaged/).waitFor()
  expect(await page.evaluate('gyrus.showing.networks[0].experiment.preset')).toBe('growing-brains-l1')
  await close()
})

test('A run that is dropped on the page opens, as a folder and as two files', async () => {
  const { page, errors, close } = await site.open('?pause=1')
  await page.evaluate(
    'new Promise((done) => { const look = () => (window.gyrus?.showing.step === 1 ? done() : setTimeout(look, 50)); look() })',
  )
  const devtools = await page.context().newCDPSession(page)
  const drop = async (...files: string[]) => {
    const data = { items: [], files: files.map((file) => resolve(file)), dragOperationsMask: 1 }
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await devtools.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data })
  }
  const opened = () =>
    page.evaluate('gyrus.showing.opened && [gyrus.source, gyrus.showing.networks[0].experiment.preset]')
  const networks = 'results/growing-brains/networks'
  const run = join(mkdtempSync(join(tmpdir(), 'gyrus-dropped-')), 'bimt-s1')
  onTestFinished(() => rmSync(run, { recursive: true }))
  cpSync(`${networks}/bimt-s1`, run, { recursive: true })
  const { result } = JSON.parse(readFileSync('results/transfer/stability/bimt-s1.json', 'utf8')) as {
    result: object
  }
  writeFileSync(join(run, 'analysis/stability.json'), JSON.stringify({ ...result, step: 24000 }))
  await drop(run)
  await expect.poll(opened).toEqual(['files', 'growing-brains'])
  await page.getByText(/^Opened bimt-s1/).waitFor()
  const studies = page.getByRole('region', { name: 'Studies of this run' })
  expect(await studies.getByText('Are its clusters the same under other inputs?').count()).toBe(1)
  const growth = page.getByRole('region', { name: 'How it grew' })
  expect(await growth.getByText(/^Every wire was charged by its strength and its length/).count()).toBe(1)
  await drop(`${networks}/l1-s1/network.safetensors`, `${networks}/l1-s1/experiment.json`)
  await expect.poll(opened).toEqual(['files', 'growing-brains-l1'])
  await page.evaluate('gyrus.grow()')
  await page.getByText(/^Opened/).waitFor({ state: 'detached' })
  expect(errors).toEqual([])
  await close()
})

test('The networks of the paper’s size stand side by side', async () => {
  const { page, errors, close } = await site.open('?network=paper&compare=none&view=map')
  await page.getByRole('figure', { name: 'free wires' }).waitFor()
  expect(
    await page.evaluate('gyrus.showing.networks.map(({ experiment }) => experiment.regularizer.kind)'),
  ).toEqual(['bimt', 'none'])
  await page.getByLabel('Network', { exact: true }).selectOption('grow')
  await expect.poll(() => page.evaluate('gyrus.source')).toBe('grow')
  expect(errors).toEqual([])
  await close()
})

test('An address that is wrong in parts is said to be, in a sentence, and the rest counts', async () => {
  const { page, close } = await site.open('?seed=-1&kolor=task&pause=1&rows=4&columns=4')
  await page.getByRole('alert').waitFor()
  const said = await page.getByRole('alert').textContent()
  expect(said).toMatch(/Seed \(seed\) must be/)
  expect(said).toMatch(/"kolor".*the nearest is color/)
  expect(await page.evaluate('gyrus.showing.networks[0].sheet')).toEqual({ rows: 4, columns: 4 })
  await close()
})

test.each([
  ['of a network that grows', '?pause=3&rows=4&columns=4&speed=slow'],
  ['of one that stands still, which is turned', '?network=paper'],
])('A video is recorded %s, and the button ends it early', async (_, query) => {
  const { page, errors, close } = await site.open(query)
  await expect.poll(() => page.evaluate('gyrus.loading || gyrus.training.running')).toBe(false)
  await (await inMenu(page, 'Picture', 'Video')).click()
  const stop = page.getByRole('button', { name: /^Stop \([1-8] s\)$/ })
  await stop.waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), stop.click()])
  expect(download.suggestedFilename()).toMatch(/\.webm$/)
  const bytes = await readFile(await download.path())
  expect(bytes.subarray(0, 4).toString('hex')).toBe('1a45dfa3')
  expect(bytes.length).toBeGreaterThan(5000)
  await stop.waitFor({ state: 'detached' })
  await expect.poll(() => page.evaluate('gyrus.training.running')).toBe(false)
  if (query.includes('pause')) expect(await page.evaluate('gyrus.showing.step')).toBeGreaterThan(3)
  expect(errors).toEqual([])
  await close()
})

test('Of a network that is done the timeline is recorded; where no video can be, the button says why', async () => {
  const { page, close } = await site.open('?pause=20&rows=4&columns=4')
  await expect.poll(() => page.evaluate('gyrus.showing.step')).toBe(20)
  const moments = await page.evaluate(`(() => {
    gyrus.training.finished = true
    const seen = []
    const record = async (onframe) => [0, 1].forEach((passed) => (onframe(passed), seen.push(gyrus.showing.moment)))
    return gyrus.film(null, record).then(() => [...seen, gyrus.showing.moment])
  })()`)
  expect(moments).toEqual([await page.evaluate('gyrus.showing.moments[0]'), 20, null])
  // One that still grows does so meanwhile, and then is looked at where it was.
  const growing = await page.evaluate(`(() => {
    gyrus.training.finished = false
    gyrus.showing.moment = gyrus.showing.moments[0]
    return gyrus.film(null, async () => gyrus.showing.moment).then((during) => [during, gyrus.showing.moment === gyrus.showing.moments[0]])
  })()`)
  expect(growing).toEqual([null, true])
  await page.addInitScript('delete window.MediaRecorder')
  await page.reload()
  const button = await inMenu(page, 'Picture', 'Video')
  expect(await button.isDisabled()).toBe(true)
  expect(await button.getAttribute('title')).toBe('This browser cannot record a video.')
  await close()
})
