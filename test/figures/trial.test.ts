import { describe, expect, it } from 'vitest'
import { figureFile, renderSvg } from '../../src/figures/render.js'
import { trialFigure } from '../../src/figures/trial.js'
import { Random } from '../../src/random/random.js'
import { taskByName } from '../../src/tasks/battery.js'
import { drawTrial, makeTrial } from '../../src/tasks/trial.js'
import { yang19 } from '../../src/tasks/yang19.js'

function trialOf(name: string) {
  const task = taskByName(yang19, name)
  return makeTrial(yang19, task, drawTrial(yang19, task, Random.seeded(1, name)))
}

/** All rectangles with the data behind them, layer by layer. */
function rows(spec: Record<string, unknown>): { from: number; to: number; row: number; value: number }[][] {
  const found: { from: number; to: number; row: number; value: number }[][] = []
  const visit = (node: unknown) => {
    if (node === null || typeof node !== 'object') return
    const values = (node as { data?: { values?: unknown[] } }).data?.values
    if (values && (values.length === 0 || Object.hasOwn(values[0] as object, 'row')))
      found.push(values as never)
    Object.values(node).forEach(visit)
  }
  visit(spec)
  return found
}

describe('the figure of a trial', () => {
  it.each(yang19.tasks.map(({ name }) => name))('shows %s from the first step to the last', async (name) => {
    const trial = trialOf(name)
    const svg = await renderSvg(trialFigure(trial, yang19))
    for (const period of trial.periods) expect(svg).toContain(`>${period.name}<`)
    expect(svg).toContain('time (ms)')
    expect(svg).toContain(name)
  })

  it('holds every input and every label', () => {
    const trial = trialOf('ctxdlydm1')
    const panels = rows(trialFigure(trial, yang19))
    const groups = [...yang19.inputs, ...yang19.outputs]
    expect(panels).toHaveLength(groups.length)
    for (const [g, { first, count }] of groups.entries()) {
      const shown = new Float64Array(trial.steps * count)
      for (const { from, to, row, value } of panels[g]) {
        for (let step = from / 100; step < to / 100; step++) shown[step * count + row] = value
      }
      const output = g >= yang19.inputs.length
      for (let step = 0; step < trial.steps; step++) {
        for (let c = 0; c < count; c++) {
          const real = output
            ? Number(trial.labels[step] === first + c)
            : trial.inputs[step * yang19.inputCount + first + c]
          expect(shown[step * count + c]).toBeCloseTo(real, 4)
        }
      }
    }
  })

  it('is what the ending of a name asks', async () => {
    const trial = trialOf('dnms')
    expect(await figureFile(trialFigure(trial, yang19), '.svg')).toMatch(/^<svg/)
    const png = (await figureFile(trialFigure(trial, yang19), '.png')) as Uint8Array
    expect([...png.subarray(1, 4)]).toEqual([...Buffer.from('PNG')])
    expect(JSON.parse((await figureFile(trialFigure(trial, yang19), '.json')) as string).$schema).toContain(
      'vega-lite',
    )
  })
})
