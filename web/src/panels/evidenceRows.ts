/** Evidence as the texts and the small drawings of a card. */
import type { NullTest } from 'gyrus/analysis/nullTest.js'
import type { Evidence } from '../brain/evidence.js'

/** A measure against chance. */
export interface AgainstChance {
  title: string
  help: string
  value: string
  /** Mean ± standard deviation of the null samples. */
  chance: string
  z: string
  /** Places on a scale from 0 to 1: of the value, and of the band of two standard deviations about chance. */
  drawing: { value: number; from: number; to: number } | null
}

const NONE = '–'
const signed = (x: number, digits: number) => `${x < 0 ? '−' : '+'}${Math.abs(x).toFixed(digits)}`

type Measure = 'isolatedNeuronRatio' | 'meanSquaredRadius' | 'modularity'

/** Value, band and mean of a test, as far as they are known. */
const extentOf = ({ value, nullMean, nullSd }: NullTest): number[] =>
  value === null || nullMean === null || nullSd === null
    ? []
    : [value, nullMean - 2 * nullSd, nullMean + 2 * nullSd]

/** The scale holds the values and bands of all cards, with some room at both ends. */
function drawingOf(test: NullTest, all: readonly NullTest[]): AgainstChance['drawing'] {
  const [value, from, to] = extentOf(test)
  const extents = all.flatMap(extentOf)
  const [least, most] = [Math.min(...extents), Math.max(...extents)]
  if (value === undefined || most === least) return null
  const place = (x: number) => 0.03 + (0.94 * (x - least)) / (most - least)
  return { value: place(value), from: place(from), to: place(to) }
}

const percent = (x: number) => `${(100 * x).toFixed(1)} %`

/**
 * @param unit of lengths: "cells"
 * @param all evidence of all cards, which share their scales
 */
export function testsOf(evidence: Evidence, unit: string, all: readonly Evidence[]): AgainstChance[] {
  const against = (
    title: string,
    help: string,
    measure: Measure,
    format: (x: number) => string,
  ): AgainstChance => {
    const test = evidence[measure]
    const { value, nullMean, nullSd, z } = test
    return {
      title,
      help,
      value: value === null ? NONE : format(value),
      chance: nullMean === null || nullSd === null ? NONE : `${format(nullMean)} ± ${format(nullSd)}`,
      z: z === null ? NONE : signed(z, 1),
      drawing: drawingOf(
        test,
        all.map((one) => one[measure]),
      ),
    }
  }
  return [
    against(
      'Isolated neurons',
      'Share of neurons whose neighbors, in the order of reading the sheet, both belong to other modules. Below chance: modules stand together.',
      'isolatedNeuronRatio',
      percent,
    ),
    against(
      'Squared radius',
      `Mean squared distance of a neuron from the middle of its module, in ${unit}². Below chance: modules stand together.`,
      'meanSquaredRadius',
      (x) => x.toFixed(1),
    ),
    against(
      'Modularity Q',
      'How much more wire runs within modules than the numbers of wires of each neuron make one expect. Above chance: wire stays within modules.',
      'modularity',
      (x) => x.toFixed(3),
    ),
  ]
}

/** What chance means on a card. */
export const chanceWords = ({ shuffles, rewired }: Evidence): string =>
  `Chance is mean ± standard deviation over ${shuffles.toLocaleString('en-US')} shuffles of which neuron is of which module; for Q, over ${rewired} networks with rewired connections, as many to and from each neuron. z is the distance from chance in standard deviations.`
