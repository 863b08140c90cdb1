import fc from 'fast-check'
import { PerspectiveCamera, Vector3 } from 'three'
import { describe, expect, it } from 'vitest'
import { layOut } from '../../src/growth/sheet.js'
import { yang19 } from '../../src/tasks/yang19.js'
import type { Snapshot } from '../../web/src/brain/snapshot.js'
import { SceneModel } from '../../web/src/scene/model.js'
import { blend, cameFrom, ease, glide } from '../../web/src/scene/motion.js'
import { Projection } from '../../web/src/scene/projection.js'
import { ShownUnits } from '../../web/src/scene/shownUnits.js'
import { LIGHT } from '../../web/src/scene/theme.js'
import { Units } from '../../web/src/scene/units.js'
import { FLOATS } from '../../web/src/scene/unitTexture.js'
import { between, fittingLook, type Look, lookOf, place } from '../../web/src/scene/view.js'

/** A 3 × 3 sheet whose neurons are who `places` says. */
function snapshotOf(places: number[]): Snapshot {
  const zeros = (size: number) => new Float32Array(size)
  const parameters = {
    inputWeights: zeros(9 * yang19.inputCount),
    recurrentWeights: zeros(81),
    recurrentBias: zeros(9),
    outputWeights: zeros(9 * yang19.outputCount),
    outputBias: zeros(yang19.outputCount),
  }
  return { step: 0, places: Int32Array.from(places), evaluation: null, parameters, connections: parameters }
}

describe('units that are shown', () => {
  const small = { rows: 3, columns: 3 }
  const make = () => {
    const model = new SceneModel({
      layout: layOut(small, yang19),
      labels: yang19,
      sheet: small,
      theme: LIGHT,
    })
    const shown = new ShownUnits(model)
    const first = model.units.first('sheet')
    const at = (place: number) => {
      shown.write(0)
      const texel = FLOATS * (first + place)
      return [...shown.texture.data.subarray(texel, texel + 3)]
    }
    const home = (place: number) => [
      ...model.units.homes.subarray(3 * (first + place), 3 * (first + place) + 3),
    ]
    return { model, shown, at, home }
  }

  it('set out from where their neurons were, and arrive', () => {
    const { model, shown, at, home } = make()
    model.setNetwork(snapshotOf([0, 1, 2, 3, 4, 5, 6, 7, 8]))
    expect(shown.depart(model.setNetwork(snapshotOf([8, 1, 2, 3, 4, 5, 6, 7, 0])), 1000)).toBe(true)
    expect(shown.advance(1000)).toBe(true)
    expect(at(0)).toEqual(home(8))
    expect(at(4)).toEqual(home(4))
    while (shown.advance(5000));
    expect(at(0)).toEqual(home(0))
    expect(shown.advance(6000)).toBe(false)
  })

  it('are not held up by new networks that come meanwhile', () => {
    const { model, shown, at, home } = make()
    model.setNetwork(snapshotOf([0, 1, 2, 3, 4, 5, 6, 7, 8]))
    shown.depart(model.setNetwork(snapshotOf([8, 1, 2, 3, 4, 5, 6, 7, 0])), 0)
    for (let now = 100; now < 700; now += 100) {
      shown.advance(now)
      shown.depart(model.setNetwork(snapshotOf([8, 1, 2, 3, 4, 5, 6, 7, 0])), now)
    }
    // Others set out just before these arrive.
    shown.depart(model.setNetwork(snapshotOf([8, 2, 1, 3, 4, 5, 6, 7, 0])), 690)
    shown.advance(700)
    expect(at(8)).toEqual(home(8))
    expect(at(1)).not.toEqual(home(1))
  })

  it('are there at once where motion is reduced', () => {
    const { model, shown, at, home } = make()
    model.setNetwork(snapshotOf([0, 1, 2, 3, 4, 5, 6, 7, 8]))
    shown.depart(model.setNetwork(snapshotOf([8, 1, 2, 3, 4, 5, 6, 7, 0])), 0)
    shown.arrive(true)
    expect(at(0)).toEqual(home(0))
    expect(shown.advance(10)).toBe(false)
  })
})

describe('where a neuron came from', () => {
  it('is the place of its identity before', () => {
    expect([...cameFrom(Int32Array.of(7, 8, 9), Int32Array.of(7, 9, 8))]).toEqual([0, 2, 1])
  })

  it('is its own place at first, after a new start, and in another size', () => {
    expect([...cameFrom(null, Int32Array.of(1, 0))]).toEqual([0, 1])
    expect([...cameFrom(Int32Array.of(0, 1), Int32Array.of(5, 6))]).toEqual([0, 1])
    expect([...cameFrom(Int32Array.of(0), Int32Array.of(1, 0))]).toEqual([0, 1])
    expect([...cameFrom(Int32Array.of(0, 0), Int32Array.of(0, 0))]).toEqual([0, 1])
  })

  it('is a permutation that undoes the swaps (property)', () => {
    const shuffled = fc.integer({ min: 1, max: 12 }).chain((n) => {
      const order = Array.from({ length: n }, (_, i) => i)
      const any = fc.shuffledSubarray(order, { minLength: n, maxLength: n })
      return fc.tuple(any, any)
    })
    fc.assert(
      fc.property(shuffled, ([before, now]) => {
        const from = cameFrom(Int32Array.from(before), Int32Array.from(now))
        expect([...from].map((place) => before[place])).toEqual(now)
      }),
    )
  })
})

describe('motion', () => {
  it('begins at the start, ends at the end and stays there', () => {
    const start = Float32Array.of(0, 0, 0, 1, 0, 0)
    const end = Float32Array.of(1, 0, 0, 0, 0, 0)
    const at = new Float32Array(6)
    glide(start, end, () => 0, at)
    expect([...at].map((x) => x + 0)).toEqual([...start])
    for (const t of [1, 2]) {
      glide(start, end, () => t, at)
      at.forEach((x, i) => {
        expect(x).toBeCloseTo(end[i], 6)
      })
    }
  })

  it('takes two that change places around each other', () => {
    const start = Float32Array.of(0, 0, 0, 1, 0, 0)
    const end = Float32Array.of(1, 0, 0, 0, 0, 0)
    const at = new Float32Array(6)
    glide(start, end, () => 0.5, at)
    expect(at[0]).toBeCloseTo(at[3])
    expect(Math.abs(at[2] - at[5])).toBeGreaterThan(0.3)
  })

  it('leaves those in place that do not move', () => {
    const home = Float32Array.of(0.25, 0, -0.5)
    const at = new Float32Array(3)
    glide(home, home, () => 0.37, at)
    expect([...at]).toEqual([...home])
  })

  it('eases from 0 to 1 without turning back', () => {
    expect([ease(0), ease(0.5), ease(1)]).toEqual([0, 0.5, 1])
    for (let t = 0; t < 1; t += 0.05) expect(ease(t + 0.05)).toBeGreaterThan(ease(t))
  })

  it('blends values', () => {
    const at = new Float32Array(2)
    blend(Float32Array.of(0, 4), Float32Array.of(1, 0), 0.25, at)
    expect([...at]).toEqual([0.25, 3])
  })
})

const sheet = { rows: 20, columns: 20 }
const units = new Units(layOut(sheet, yang19), sheet)

describe('views', () => {
  const sizes = [
    { width: 1280, height: 800 },
    { width: 390, height: 560 },
    { width: 700, height: 240 },
  ]

  it.each(sizes)('in space show every unit in a frame of %o', (size) => {
    const camera = new PerspectiveCamera()
    place(camera, fittingLook('space', units, size, camera), size.width / size.height)
    const projection = new Projection(camera, size)
    for (let row = 0; row < units.count; row++) {
      const [x, y] = projection.point(
        units.homes[3 * row],
        units.homes[3 * row + 1],
        units.homes[3 * row + 2],
      )
      expect(x).toBeGreaterThan(0)
      expect(x).toBeLessThan(size.width)
      expect(y).toBeGreaterThan(0)
      expect(y).toBeLessThan(size.height)
    }
  })

  it('of the map have rows and columns on straight lines, the first row at the top', () => {
    const size = { width: 600, height: 600 }
    const camera = new PerspectiveCamera()
    place(camera, fittingLook('map', units, size, camera), 1)
    const projection = new Projection(camera, size)
    const at = (neuron: number) => {
      const row = 3 * (units.first('sheet') + neuron)
      return projection.point(units.homes[row], units.homes[row + 1], units.homes[row + 2])
    }
    expect(at(0)[1]).toBeCloseTo(at(19)[1], 1)
    expect(at(0)[0]).toBeCloseTo(at(380)[0], 1)
    expect(at(0)[0]).toBeLessThan(at(19)[0])
    expect(at(0)[1]).toBeLessThan(at(380)[1])
    // Equal spacing to a hundredth of a px: a parallel projection, to the eye.
    expect(at(1)[0] - at(0)[0]).toBeCloseTo(at(11)[0] - at(10)[0], 2)
  })

  it('agree with the projection of three.js', () => {
    const size = { width: 640, height: 480 }
    const camera = new PerspectiveCamera()
    place(camera, fittingLook('space', units, size, camera), size.width / size.height)
    const [x, y] = new Projection(camera, size).point(0.1, 0.2, -0.3)
    const point = new Vector3(0.1, 0.2, -0.3).project(camera)
    expect(x).toBeCloseTo((size.width / 2) * (1 + point.x), 6)
    expect(y).toBeCloseTo((size.height / 2) * (1 - point.y), 6)
  })

  it('are read back from the camera that was put there', () => {
    const camera = new PerspectiveCamera()
    const look: Look = { azimuth: 0.4, polar: 1, opening: 26, span: 2, target: [0.1, 0, -0.2], flatness: 0 }
    place(camera, look, 1.5)
    const back = lookOf(camera, new Vector3(...look.target), 0)
    expect(back.azimuth).toBeCloseTo(look.azimuth)
    expect(back.polar).toBeCloseTo(look.polar)
    expect(back.span).toBeCloseTo(look.span)
  })

  it('pass from one to the other the shorter way around', () => {
    const from: Look = { azimuth: 3, polar: 1, opening: 26, span: 2, target: [0, 0, 0], flatness: 0 }
    const to: Look = { azimuth: -3, polar: 0, opening: 1.5, span: 1, target: [1, 0, 0], flatness: 1 }
    expect(between(from, to, 0)).toEqual(from)
    const middle = between(from, to, 0.5)
    expect(middle.azimuth).toBeCloseTo(Math.PI)
    expect(middle.opening).toBeCloseTo(Math.sqrt(26 * 1.5))
    const end = between(from, to, 1)
    expect(end.azimuth).toBeCloseTo(2 * Math.PI - 3)
    expect(end.span).toBeCloseTo(1)
    expect(end.flatness).toBe(1)
  })
})
