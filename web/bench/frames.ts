/**
 * The page that bench/frames.ts opens: a scene of 400 neurons and 20,000 wires that is kept busy in several ways, each
 * for some seconds, with its frame times and long tasks. A made network: every wire above the threshold.
 */
import { layOut } from 'gyrus/growth/sheet.js'
import { Random } from 'gyrus/random/random.js'
import { yang19 } from 'gyrus/tasks/yang19.js'
import type { Snapshot } from '../src/brain/snapshot.js'
import { NOTHING } from '../src/scene/model.js'
import { BrainScene } from '../src/scene/scene.js'

/** Of one way to be busy; times in ms. */
export interface Measured {
  what: string
  /** From frame to frame. */
  frames: number[]
  /** Of the scene's own work on the main thread in a frame, without the graphics card's. */
  work: number[]
  longTasks: number[]
}

declare global {
  interface Window {
    measure: (seconds: number) => Promise<{ renderer: string; wires: number; measured: Measured[] }>
  }
}

const NEURONS = 400
const sheet = { rows: 20, columns: 20 }
const random = Random.seeded(1)

function network(places: Int32Array): Snapshot {
  const matrix = (size: number) => Float32Array.from({ length: size }, () => random.uniform() - 0.5)
  const parameters = {
    inputWeights: matrix(NEURONS * yang19.inputCount),
    recurrentWeights: matrix(NEURONS * NEURONS),
    recurrentBias: matrix(NEURONS),
    outputWeights: matrix(NEURONS * yang19.outputCount),
    outputBias: matrix(yang19.outputCount),
  }
  return { step: 0, places, evaluation: null, parameters, connections: parameters }
}

const places = Int32Array.from({ length: NEURONS }, (_, i) => i)
const networks = Array.from({ length: 5 }, () => {
  for (let swap = 0; swap < 20; swap++) {
    const [a, b] = [Math.floor(NEURONS * random.uniform()), Math.floor(NEURONS * random.uniform())]
    ;[places[a], places[b]] = [places[b], places[a]]
  }
  return network(Int32Array.from(places))
})
const activities = Array.from({ length: 30 }, () =>
  Float32Array.from({ length: NEURONS }, () => random.uniform()),
)

const canvas = document.querySelector('canvas')!
const scene = new BrainScene(canvas, {
  layout: layOut(sheet, yang19),
  labels: yang19,
  sheet,
  mostWires: 20_000,
})
scene.setNetwork(networks[0])

const DOINGS: Record<string, (frame: number) => void> = {
  'turning in space': () => scene.turn(0.004, 0),
  'activity of a trial': (frame) => scene.setActivity(activities[frame % activities.length]),
  'a neuron hovered, another every 4 frames': (frame) => {
    const index = Math.floor(frame / 4) % NEURONS
    scene.highlight({ ...NOTHING, hovered: { plane: 'sheet', index } })
  },
  'training: a network with 20 swaps every 12 frames': (frame) => {
    if (frame % 12 === 0) scene.setNetwork(networks[(frame / 12) % networks.length])
  },
  'from space to map and back': (frame) => {
    if (frame % 90 === 0) scene.setView(frame % 180 === 0 ? 'map' : 'space')
  },
}

window.measure = async (seconds) => {
  const measured: Measured[] = []
  for (const [what, doing] of Object.entries(DOINGS)) {
    scene.highlight(NOTHING)
    scene.colorBy(
      what.startsWith('activity')
        ? { kind: 'activity', most: 1 }
        : { kind: 'cluster', clusters: Int32Array.from({ length: NEURONS }, (_, i) => i % 7) },
    )
    measured.push(await watch(what, doing, 1000 * seconds))
  }
  const gl = canvas.getContext('webgl2')!
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
  return { renderer, wires: scene.wires.drawn, measured }
}

async function watch(what: string, doing: (frame: number) => void, ms: number): Promise<Measured> {
  const longTasks: number[] = []
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration)
  })
  observer.observe({ type: 'longtask' })
  const frames: number[] = []
  const work: number[] = []
  const start = performance.now()
  let before = await nextFrame()
  for (let frame = 0; performance.now() - start < ms; frame++) {
    const begin = performance.now()
    doing(frame)
    scene.flush()
    work.push(performance.now() - begin)
    const now = await nextFrame()
    frames.push(now - before)
    before = now
  }
  observer.disconnect()
  return { what, frames, work, longTasks }
}

const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
