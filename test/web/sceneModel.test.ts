import { describe, expect, it } from 'vitest'
import { layOut } from '../../src/growth/sheet.js'
import { Random } from '../../src/random/random.js'
import { subset } from '../../src/tasks/battery.js'
import { yang19 } from '../../src/tasks/yang19.js'
import type { Evaluated } from '../../src/training/evaluated.js'
import type { Snapshot } from '../../web/src/brain/snapshot.js'
import { coloringOf, LOOK_SIZE, preferredTasks } from '../../web/src/scene/coloring.js'
import { unitColorShare, unitOpacity, wireShare } from '../../web/src/scene/emphasis.js'
import { MARK, NOTHING, SceneModel } from '../../web/src/scene/model.js'
import { stillSvg } from '../../web/src/scene/still.js'
import { clusterRgb, DARK, hex, LIGHT, luminance, rampRgb, rgb, taskRgb } from '../../web/src/scene/theme.js'

const battery = subset(yang19, ['go', 'dm1'])
const sheet = { rows: 2, columns: 2 }
const layout = layOut(sheet, battery)
const still = { layout, labels: battery, sheet }
const { inputCount: inputs, outputCount: outputs } = battery

function network(places = Int32Array.of(0, 1, 2, 3)): Snapshot {
  const random = Random.seeded(1)
  const matrix = (size: number) => Float32Array.from({ length: size }, () => random.uniform() - 0.5)
  const parameters = {
    inputWeights: matrix(4 * inputs),
    recurrentWeights: matrix(16),
    recurrentBias: matrix(4),
    outputWeights: matrix(4 * outputs),
    outputBias: matrix(outputs),
  }
  return { step: 1, places, evaluation: null, parameters, connections: parameters }
}

const model = () => new SceneModel({ ...still, theme: LIGHT })

describe('the model of the scene', () => {
  it('says where neurons came from', () => {
    const scene = model()
    expect([...scene.setNetwork(network())]).toEqual([0, 1, 2, 3])
    expect([...scene.setNetwork(network(Int32Array.of(3, 1, 2, 0)))]).toEqual([3, 1, 2, 0])
  })

  it('draws nothing of a network that was taken away', () => {
    const scene = model()
    scene.highlight = { ...NOTHING, pinned: { plane: 'sheet', index: 1 } }
    scene.setNetwork(network())
    expect(scene.wires.drawn).toBeGreaterThan(0)
    scene.clear()
    const { input, recurrent, output, above, drawn } = scene.wires
    expect([input.count, recurrent.count, output.count, above, drawn]).toEqual([0, 0, 0, 0, 0])
    expect([scene.focusWires.count, scene.connected]).toEqual([0, null])
    scene.rewire()
    expect(scene.wires.drawn).toBe(0)
  })

  it('refuses a network of another size', () => {
    expect(() => model().setNetwork(network(Int32Array.of(0)))).toThrow('scene: expected 4 neurons, got 1')
  })

  it('lets only the wires of the focus stand out: of what is hovered, else of what is pinned', () => {
    const scene = model()
    scene.setNetwork(network())
    expect(scene.connected).toBeNull()
    scene.highlight = { ...NOTHING, pinned: { plane: 'sheet', index: 1 } }
    scene.refocus()
    const row = scene.units.first('sheet') + 1
    expect(scene.focusWires.count).toBe(inputs + 3 + 3 + outputs)
    expect(scene.mark(row)).toBe(MARK.pinned)
    expect(unitColorShare(scene, row)).toBe(1)

    scene.highlight = { ...scene.highlight, hovered: { plane: 'input', index: 0 } }
    scene.refocus()
    expect(scene.focusWires.count).toBe(4)
    expect(unitColorShare(scene, 1)).toBeLessThan(1)
    expect(wireShare(scene, 'recurrent', 0)).toBeLessThan(0.2)
    // On the map only those channels are left.
    expect(unitOpacity(scene, 0, 1)).toBe(1)
    expect(unitOpacity(scene, 1, 1)).toBe(0)
  })

  it('draws no wires of a plane that is not shown, and none of channels on the map', () => {
    const scene = model()
    scene.shown.recurrent = false
    scene.setNetwork(network())
    expect(scene.wires.recurrent.count).toBe(0)
    expect(scene.wires.input.count).toBe(4 * inputs)
    expect(wireShare(scene, 'recurrent', 0)).toBe(0)
    expect([wireShare(scene, 'input', 0), wireShare(scene, 'input', 1)]).toEqual([1, 0])
  })
})

describe('colors of neurons', () => {
  // Neuron 0 prefers dm1, 1 go, 2 is below the threshold, 3 prefers dm1.
  const evaluated: Evaluated = {
    step: 1,
    accuracy: {},
    meanAccuracy: 1,
    activeNeurons: 3,
    wiringLength: 0,
    taskVariance: Float64Array.of(0.1, 0.5, 4e-4, 0, /* dm1: */ 0.2, 0.1, 4e-4, 0.3),
    clusters: Int32Array.of(0, 1, -1, 0),
    modularity: null,
  }

  it('by preferred task: that of largest variance, of active neurons alone', () => {
    expect([...preferredTasks(evaluated, 2, 4)]).toEqual([1, 0, -1, 1])
    expect([...preferredTasks(null, 2, 4)]).toEqual([-1, -1, -1, -1])
  })

  it('by cluster: inactive neurons are small and gray', () => {
    const scene = model()
    scene.coloring = coloringOf('cluster', evaluated, 2, 4)
    scene.recolor()
    const look = (neuron: number) => {
      const at = LOOK_SIZE * (scene.units.first('sheet') + neuron)
      return {
        radius: scene.looks[at],
        color: hex([...scene.looks.subarray(at + 1, at + 4)] as [number, number, number]),
      }
    }
    expect(look(0).color).toBe(hex(clusterRgb(0, LIGHT)))
    expect(look(3)).toEqual(look(0))
    expect(look(1).color).not.toBe(look(0).color)
    expect(look(2).color).toBe(LIGHT.inactive)
    expect(look(2).radius).toBeLessThan(0.5 * look(0).radius)
  })

  it('by importance, and by task on its channel too', () => {
    const scene = model()
    scene.coloring = coloringOf('importance', evaluated, 2, 4)
    scene.recolor()
    const at = (row: number) => [...scene.looks.subarray(LOOK_SIZE * row + 1, LOOK_SIZE * row + 4)]
    const first = scene.units.first('sheet')
    expect(at(first)).not.toEqual(at(first + 2))
    scene.coloring = coloringOf('task', evaluated, 2, 4)
    scene.recolor()
    expect(at(first + 1)).toEqual(at(inputs - 2)) // go
    expect(at(first)).toEqual(at(inputs - 1)) // dm1
  })

  it('by activity: more is larger, nothing and NaN are small', () => {
    const scene = model()
    scene.coloring = coloringOf('activity', null, 2, 4)
    scene.activity = Float32Array.of(0, 0.5, 7, Number.NaN)
    scene.recolor()
    const radius = [0, 1, 2, 3].map(
      (neuron) => scene.looks[LOOK_SIZE * (scene.units.first('sheet') + neuron)],
    )
    expect(radius[1]).toBeGreaterThan(radius[0])
    expect(radius[2]).toBeGreaterThan(radius[1])
    expect(radius[3]).toBe(radius[0])
    expect(scene.looks.every(Number.isFinite)).toBe(true)
  })

  it('stand out from the dark ground, and ramps end where they say', () => {
    for (let cluster = 0; cluster < 12; cluster++) {
      const contrast =
        (luminance(clusterRgb(cluster, DARK)) + 0.05) / (luminance(rgb(DARK.background)) + 0.05)
      expect(contrast).toBeGreaterThan(3)
    }
    expect(hex(rampRgb(0, LIGHT))).toBe(LIGHT.ramp[0])
    expect(hex(rampRgb(1, LIGHT))).toBe(LIGHT.ramp[LIGHT.ramp.length - 1])
    expect(rampRgb(Number.NaN, LIGHT)).toEqual(rampRgb(0, LIGHT))
    const tasks = Array.from({ length: 20 }, (_, task) => hex(taskRgb(task, 20, LIGHT)))
    expect(new Set(tasks).size).toBe(20)
  })
})

describe('the drawing in SVG', () => {
  const size = { width: 600, height: 500 }
  const count = (svg: string, what: RegExp) => svg.match(what)?.length ?? 0

  it('has a disc for every unit, the words, and a line for every wire', () => {
    const svg = stillSvg({ ...still, snapshot: network(), threshold: 0.2 }, size)
    expect(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg" width="600" height="500"')).toBe(true)
    expect(count(svg, /<circle /g)).toBe(inputs + 4 + outputs)
    const { connections } = network()
    const above = (matrix: Float32Array, self = 0) =>
      [...matrix].filter((w, i) => Math.abs(w) > 0.2 && !(self && i % self === 0)).length
    const wires =
      above(connections.inputWeights) +
      above(connections.recurrentWeights, 5) +
      above(connections.outputWeights)
    expect(count(svg, /<path d="M[^Z"]*C/g)).toBe(wires)
    for (const word of ['ring 1', 'fixation', 'dm1', 'sheet, 2 × 2', 'output'])
      expect(svg).toContain(`>${word}</text>`)
  })

  it('is the same for the same network, and the empty planes without one', () => {
    const drawn = { ...still, snapshot: network() }
    expect(stillSvg(drawn, size)).toBe(stillSvg(drawn, size))
    const empty = stillSvg({ ...still, snapshot: null }, size)
    expect(count(empty, /<circle /g)).toBe(inputs + 4 + outputs)
    expect(count(empty, /<path d="M[^Z"]*C/g)).toBe(0)
  })

  it('has the number of its module on each neuron where modules share a color', () => {
    const colored = (clusters: number[]) =>
      stillSvg({ ...still, snapshot: network(), view: 'map', colorBy: { kind: 'cluster', clusters } }, size)
    const numbers = (svg: string) =>
      [...svg.matchAll(/<text [^>]*>(\d+)<\/text>/g)].map(([, number]) => Number(number))
    expect(numbers(colored([0, 12, 3, -1]))).toEqual([1, 13, 4])
    expect(numbers(colored([0, 11, 3, -1]))).toEqual([])
  })

  it('of the map has the neurons alone, and takes the wires of lesioned ones away', () => {
    const map = { ...still, snapshot: network(), view: 'map' as const }
    const svg = stillSvg(map, size)
    expect(count(svg, /<circle /g)).toBe(4)
    expect(count(svg, /<path d="M[^Z"]*C/g)).toBe(12)
    const lesioned = stillSvg({ ...map, highlight: { ...NOTHING, lesioned: new Set([0]) } }, size)
    expect(count(lesioned, /<path d="M[^Z"]*C/g)).toBe(6)
  })
})
