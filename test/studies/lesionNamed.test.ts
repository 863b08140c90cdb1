import { describe, expect, it } from 'vitest'
import { type LesionableNetwork, namedLesion } from '../../src/studies/lesions/named.js'

/** A row of a sheet has an active neuron of each of two clusters at its ends; the last row has none. */
const network: LesionableNetwork = {
  sheet: { rows: 3, columns: 4 },
  analysis: {
    labels: [0, -1, -1, 1, 0, -1, -1, 1, -1, -1, -1, -1],
    clusters: [{ preferredTask: 'go' }, { preferredTask: 'dm1' }],
  },
}
const measured: LesionableNetwork = {
  sheet: {
    unit: 'um',
    distance: 'euclidean',
    x: [0, 10, 30],
    y: [0, 0, 0],
    z: [0, 0, 5],
    id: ['a', 'b', 'c'],
  },
  analysis: { labels: [0, 0, 0], clusters: [{ preferredTask: 'go' }] },
}

describe('a named lesion', () => {
  it.each<[string, LesionableNetwork, number[], string]>([
    ['cluster:1', network, [0, 4], 'cluster 1 (go), 2 neurons'],
    ['cluster:2', network, [3, 7], 'cluster 2 (dm1), 2 neurons'],
    ['neuron:0', network, [0], 'neuron in row 1, column 1'],
    ['neuron:11', { ...network, analysis: null }, [11], 'neuron in row 3, column 4'],
    ['disc:5:1', network, [4], 'disc of radius 1 cells about place 5, 1 neuron'],
    ['disc:5:1.5', network, [0, 4], 'disc of radius 1.5 cells about place 5, 2 neurons'],
    ['disc:3:0', network, [3], 'disc of radius 0 cells about place 3, 1 neuron'],
    ['disc:0', network, [0, 4], 'disc of radius 1 cells about place 0, 2 neurons'], // as many as in a cluster
    ['disc:1:10', measured, [0, 1], 'ball of radius 10 µm about place 1, 2 neurons'],
    ['neuron:1', measured, [1], 'neuron b at (10, 0, 0) µm'],
  ])('%s', (text, of, neurons, name) => {
    expect(namedLesion(text, of)).toEqual({ name, neurons: Int32Array.from(neurons) })
  })

  it.each<[string, LesionableNetwork, RegExp]>([
    [
      'clutser:3',
      network,
      /there is no "clutser"; nearest: cluster:3; all: cluster:3, neuron:12, disc:210 or/,
    ],
    ['3', network, /there is no "3"/],
    ['cluster', network, /must be cluster:3, .*got "cluster"/],
    ['cluster:1:2', network, /must be .*got "cluster:1:2"/],
    ['cluster:0', network, /a cluster must be from 1 to 2, got "0" in "cluster:0"/],
    ['cluster:3', network, /a cluster must be from 1 to 2, got "3"/],
    ['cluster:1.5', network, /a cluster must be from 1 to 2, got "1.5"/],
    ['cluster:', network, /a cluster must be from 1 to 2, got ""/],
    ['neuron:12', network, /a neuron must be from 0 to 11, got "12"/],
    ['neuron:-1', network, /a neuron must be from 0 to 11, got "-1"/],
    ['disc:9:1', network, /no neuron is active in the disc of radius 1 cells about place 9/],
    ['disc:1:x', network, /a radius must be a number ≥ 0, got "x"/],
    ['cluster:1', { ...network, analysis: null }, /needs the clusters of an analysis.*gyrus analyze/],
    [
      'cluster:1',
      { ...network, analysis: { labels: Array(12).fill(-1), clusters: [] } },
      /no neuron .*active/,
    ],
  ])('%s is refused', (text, of, message) => {
    expect(() => namedLesion(text, of)).toThrow(message)
  })
})
