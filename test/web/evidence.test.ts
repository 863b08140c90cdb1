import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anatomy } from '../../src/analysis/anatomy.js'
import { connectome } from '../../src/analysis/connectome.js'
import { newmanModularity } from '../../src/analysis/modularity.js'
import { wiringLength } from '../../src/analysis/wiring.js'
import { modularityNull } from '../../src/analysis/wiringNulls.js'
import { nodeEngine } from '../../src/engine/node.js'
import { NetworkRunner } from '../../src/network/activity.js'
import type { Parameters } from '../../src/network/parameters.js'
import { Random } from '../../src/random/random.js'
import { lesionOutcomes } from '../../src/studies/lesions/outcomes.js'
import { randomSets } from '../../src/studies/randomSets.js'
import { drawOfOneTiming, layTrials } from '../../src/tasks/trialSet.js'
import type { Experiment } from '../../src/training/experiment.js'
import { batteryOf, sizeOf } from '../../src/training/train.js'
import type { Evidence } from '../../web/src/brain/evidence.js'
import type { Lesioned, RandomLesions } from '../../web/src/brain/inspected.js'
import { SHIPPED } from '../../web/src/files/shippedList.js'
import { openSite, type Site, says, seriousViolations } from './page.js'

let site: Site

beforeAll(async () => {
  site = await openSite()
})

afterAll(() => site?.close())

/** A number with a sign that is a minus, as the page writes it. */
const signed = (x: number) => `${x < 0 ? '−' : '+'}${Math.abs(x).toFixed(1)}`

test('Two opened networks have a card each, with the numbers of their analyses', async () => {
  const { page, errors, close } = await site.open('?network=paper&compare=l1&view=map')
  for (const { name, title } of SHIPPED.slice(0, 2)) {
    const path = `results/growing-brains/networks/${name}/analysis/summary.json`
    const summary = JSON.parse(readFileSync(path, 'utf8'))
    const card = page.getByRole('article', { name: `Evidence: ${title}` })
    await card.getByRole('row', { name: /^Modularity Q/ }).waitFor()
    const said = (await card.allInnerTexts())[0].replace(/\s+/g, ' ')
    expect(said).toContain(`Accuracy ${(100 * summary.meanAccuracy).toFixed(1)} %`)
    expect(said).toContain(`Active neurons ${summary.activeNeurons} of 400`)
    expect(said).toContain(`Wire ${summary.wiringLength.toLocaleString('en-US')} cells`)
    expect(said).toContain(`Modules ${summary.clusters.length}`)
    for (const [title, { value, z }] of [
      [
        `Isolated neurons ${(100 * summary.isolatedNeuronRatio.value).toFixed(1)} %`,
        summary.isolatedNeuronRatio,
      ],
      [`Squared radius ${summary.meanSquaredRadius.value.toFixed(1)}`, summary.meanSquaredRadius],
      [`Modularity Q ${summary.modularity.value.toFixed(3)}`, summary.modularity],
    ] as const) {
      expect(value).not.toBeNull()
      expect(said.slice(said.indexOf(title))).toMatch(
        new RegExp(`^\\S[^z]*? ${signed(z).replace('+', '\\+')}( |$)`),
      )
    }
  }
  await page.getByText('over 10,000 shuffles').waitFor()
  expect(await seriousViolations(page)).toEqual([])
  expect(errors).toEqual([])
  await close()
})

test('A network that grows is measured where it pauses, by the functions of the analysis', async () => {
  const { page, errors, close } = await site.open('?pause=300&rows=6&columns=6&seed=3&view=map')
  await says(page, 'window.gyrus?.evidence.of(0)?.step').toBe(300)
  const { evidence, clusters, weights, accuracy } = (await page.evaluate(`(async () => {
    const { snapshot, experiment } = gyrus.showing.networks[0]
    const evaluated = gyrus.showing.seen(0).evaluation
    return {
      evidence: gyrus.evidence.of(0),
      clusters: evaluated.step === 300 ? [...evaluated.clusters] : null,
      accuracy: evaluated.meanAccuracy,
      weights: [...snapshot.connections.recurrentWeights],
    }
  })()`)) as { evidence: Evidence; clusters: number[]; weights: number[]; accuracy: number }
  const sheet = { rows: 6, columns: 6 }
  const active = Int32Array.from([...clusters.keys()].filter((place) => clusters[place] >= 0))
  const labels = active.map((place) => clusters[place])
  const random = (of: string) => Random.seeded(3, 'evidence', of)
  const { rowMajor, meanSquaredRadius } = anatomy(labels, active, sheet, 1000, random('labels'))
  const network = connectome(Float32Array.from(weights), active)
  expect(evidence).toMatchObject({
    meanAccuracy: accuracy,
    activeNeurons: active.length,
    wiringLength: wiringLength(Float32Array.from(weights), sheet).wiringLength,
    modules: new Set(labels).size,
    shuffles: 1000,
    rewired: 100,
  })
  expect(evidence.isolatedNeuronRatio).toEqual(rowMajor.isolatedNeuronRatio)
  expect(evidence.meanSquaredRadius).toEqual(meanSquaredRadius)
  const nulls = modularityNull(network, labels, 100, random('wiring'))
  expect(evidence.modularity.value).toBe(newmanModularity(network, labels))
  expect(evidence.modularity.nullMean).toBeCloseTo(nulls.reduce((a, b) => a + b, 0) / 100, 10)
  // The card says so.
  const row = page.getByRole('row', { name: /^Squared radius/ })
  expect((await row.allInnerTexts())[0]).toContain(meanSquaredRadius.value!.toFixed(1))
  // While it grows on, nothing is measured, and the card says when it will be.
  await page.evaluate("gyrus.set('pause', 0)")
  await page.evaluate('gyrus.training.run()')
  await page.getByText('measured against chance when the growth pauses').waitFor()
  await page.evaluate('gyrus.training.pause()')
  const step = await page.evaluate('gyrus.showing.step')
  await says(page, 'gyrus.evidence.of(0)?.step').toBe(step)
  expect(errors).toEqual([])
  await close()
})

test('A lesion stands beside as many active neurons at random, in either of two networks', async () => {
  const { page, errors, close } = await site.open('?pause=300&rows=6&columns=6&seed=3&compare=none&view=map')
  await says(page, 'window.gyrus?.showing.step === 300 && !gyrus.training.running').toBe(true)
  for (const network of [0, 1]) {
    await page
      .getByRole('region', { name: 'Lesion' })
      .getByRole('button', { name: /^1 \(/ })
      .nth(network)
      .click()
    await says(page, `gyrus.inspection.lesionOf(${network})?.random?.neurons > 0`).toBe(true)
  }
  const found = (await page.evaluate(`[0, 1].map((i) => {
    const { neurons, found, random } = gyrus.inspection.lesionOf(i)
    const { experiment } = gyrus.showing.networks[i]
    const { evaluation, parameters } = gyrus.showing.seen(i)
    const plain = Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, [...values]]))
    return { neurons: [...neurons], found, random, experiment, clusters: [...evaluation.clusters], parameters: plain }
  })`)) as {
    neurons: number[]
    found: Lesioned
    random: RandomLesions
    experiment: Experiment
    clusters: number[]
    parameters: Record<string, number[]>
  }[]
  const engine = nodeEngine()
  for (const { neurons, found: inPage, random, experiment, clusters, parameters } of found) {
    expect(neurons).toEqual([...clusters.keys()].filter((place) => clusters[place] === 0))
    const battery = batteryOf(experiment)
    const network = {
      battery,
      size: sizeOf(experiment, battery),
      parameters: Object.fromEntries(
        Object.entries(parameters).map(([name, values]) => [name, Float32Array.from(values)]),
      ) as Parameters<Float32Array>,
    }
    const active = Int32Array.from([...clusters.keys()].filter((place) => clusters[place] >= 0))
    const sets = randomSets(active, neurons.length, 10, Random.seeded(3, 'random lesion', neurons.length))
    const plan = { trials: 100, seed: 3 }
    const { intact, outcomes } = await lesionOutcomes(
      engine,
      network,
      experiment.network,
      [neurons, ...sets],
      plan,
    )
    const after = outcomes.map(({ lost, gained }) =>
      battery.tasks.map((_, t) => (intact[t].correct - lost[t] + gained[t]) / 100),
    )
    battery.tasks.forEach(({ name }, t) => {
      // The browser's engine rounds otherwise, which may turn the answer of a trial or two.
      expect(Math.abs(inPage.lesioned[name] - after[0][t])).toBeLessThanOrEqual(0.02)
      const ofSets = after.slice(1).map((ofTasks) => ofTasks[t])
      const mean = ofSets.reduce((a, b) => a + b) / 10
      expect(Math.abs(random.accuracy[name].mean - mean)).toBeLessThanOrEqual(0.02)
      const sd = Math.sqrt(ofSets.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 9)
      expect(Math.abs(random.accuracy[name].sd - sd)).toBeLessThanOrEqual(0.02)
    })
    expect(random.neurons).toBe(neurons.length)
  }
  await page
    .getByText(/active neurons at random cost/)
    .nth(1)
    .waitFor()
  expect(await seriousViolations(page)).toEqual([])
  expect(errors).toEqual([])
  await close()
})

test('A trial has its raster, its answer and its path; a pinned neuron its tuning', async () => {
  const { page, errors, close } = await site.open('?network=paper&view=map')
  await says(page, 'window.gyrus?.showing.networks.length').toBe(1)
  await page.evaluate("gyrus.inspection.play('go')")
  const plane = page.locator('[data-plane]')
  await plane.waitFor()
  const shares = (await page.evaluate('gyrus.inspection.trial.plane.shares')) as number[]
  expect(shares[0]).toBeGreaterThan(shares[1])
  await page.getByText(`PC 1, ${(100 * shares[0]).toFixed(0)} % of variance`).waitFor()
  expect(await plane.locator('polyline').count()).toBe(24)

  // The tuning of one neuron in one task, trial by trial.
  await page.evaluate(
    'gyrus.pointed.pinned = gyrus.showing.seen(0).evaluation.clusters.findIndex((c) => c >= 0)',
  )
  await says(page, '!!gyrus.inspection.tuning').toBe(true)
  await page.getByText(/curve: tuning, mean activity by direction of the stimulus/).waitFor()
  const { means, place, experiment, parameters } = (await page.evaluate(`({
    means: [...gyrus.inspection.tuning.means],
    place: gyrus.pointed.pinned,
    experiment: gyrus.showing.networks[0].experiment,
    parameters: Object.fromEntries(
      Object.entries(gyrus.showing.seen(0).parameters).map(([name, values]) => [name, [...values]]),
    ),
  })`)) as { means: number[]; place: number; experiment: Experiment; parameters: Record<string, number[]> }
  const battery = batteryOf(experiment)
  const size = sizeOf(experiment, battery)
  const [task] = battery.tasks
  const set = layTrials(
    battery,
    task,
    drawOfOneTiming(battery, task, 64, Random.seeded(experiment.seed, 'tuning', task.name)),
  )
  const runner = await NetworkRunner.activity(nodeEngine(), size, experiment.network)
  const weights = Object.fromEntries(
    Object.entries(parameters).map(([name, values]) => [name, Float32Array.from(values)]),
  ) as Parameters<Float32Array>
  const { activity } = await runner.run(weights, set.inputs, 64)
  // In go there is one stimulus, toward the wanted answer: class 1 + i is the direction i of 32.
  const curve = Array.from({ length: 8 }, () => [] as number[])
  for (let trial = 0; trial < 64; trial++) {
    const direction = Number(set.labels[(set.time - 1) * 64 + trial]) - 1
    const shown = curve[Math.floor((direction * 8) / (battery.outputCount - 1) + 0.4) % 8]
    for (let step = set.drawn[0].durations[0]; step < set.time; step++)
      shown.push(activity[(step * 64 + trial) * size.hidden + place])
  }
  for (const [bin, values] of curve.entries()) {
    const found = means[bin * size.hidden + place]
    const mean = values.reduce((a, b) => a + b, 0) / values.length
    if (values.length > 0) expect(found).toBeCloseTo(mean, 3)
    else expect(found).toBeNaN()
  }
  expect(Math.max(...means.filter(Number.isFinite))).toBeGreaterThan(0.1)
  expect(await seriousViolations(page)).toEqual([])
  expect(errors).toEqual([])
  await close()
})

test('A place on the timeline is a step of the planned ones; keys go from moment to moment', async () => {
  const { page, errors, close } = await site.open('?pause=120&rows=4&columns=4')
  await says(page, 'window.gyrus?.showing.step === 120 && !gyrus.training.running').toBe(true)
  const timeline = page.getByRole('slider', { name: 'Timeline' })
  const steps = await page.evaluate('gyrus.showing.networks[0].experiment.training.steps')
  expect(await timeline.getAttribute('max')).toBe(String(steps))
  expect(await timeline.inputValue()).toBe('120')
  const moments = (await page.evaluate('gyrus.showing.moments')) as number[]
  expect(moments.length).toBeGreaterThan(2)
  await timeline.press('ArrowLeft')
  expect(await timeline.inputValue()).toBe(String(moments.at(-2)))
  await timeline.press('Home')
  expect(await timeline.inputValue()).toBe(String(moments[0]))
  await timeline.fill(String(steps)) // beyond what is trained: the newest
  expect(await timeline.inputValue()).toBe('120')
  expect(await page.evaluate('gyrus.showing.moment')).toBeNull()
  expect(errors).toEqual([])
  await close()
})
