/**
 * What the files of `analysis/` hold, one schema each, in Node and in a browser alike: everything that a table, a figure or
 * the page takes from them, since a hand, another version or a bad disk may have made something else of them. Fields
 * beside these pass.
 */
import { z } from 'zod'
import type { Details, NullDistribution, NullTest, Summary } from '../analysis/analysis.js'
import {
  count,
  counts,
  fields,
  labels,
  maybe,
  nullTest,
  number,
  numbers,
  sheet,
  text,
} from '../analysis/shapes.js'
import { neuronsOf } from '../growth/sheet.js'

const byName = z.record(text, number)
const step = count
const versions = z.record(text, text)

const sizedNullTest = nullTest.extend({ samples: count })
const nullDistribution = sizedNullTest.extend({
  tail: z.enum(['lower', 'upper']),
  histogram: z.looseObject({ edges: numbers, counts }),
}) satisfies z.ZodType<NullDistribution>

const samples = fields(['networks', 'spectra', 'layouts', 'annealings', 'annealedNetworks', 'sweeps'], count)
const TESTS = [
  'participationIn',
  'participationOut',
  'hubIn',
  'hubOut',
  'clustering',
  'efficiency',
  'smallWorldness',
  'richClub',
  'spectralEntropy',
] as const

/** `analysis/summary.json` */
export const summarySchema: z.ZodType<Summary> = z.looseObject({
  meanAccuracy: number,
  meanAccuracySe: number,
  error: number,
  trialsPerTask: count,
  step,
  seed: count,
  accuracy: byName,
  ceiling: byName,
  versions,
  activeNeurons: count,
  wiringLength: number,
  weightedWiringLength: number,
  totalWiringLength: number.optional(),
  clusters: counts,
  ...fields(
    [
      'silhouette',
      'isolatedNeuronRatio',
      'indexVariance',
      'isolatedNeuronRatio2d',
      'meanSquaredRadius',
      'modularity',
      'modularityGivenLengths',
      'silhouetteGivenCorrelations',
    ],
    nullTest,
  ).shape,
  network: z.looseObject({
    ...fields(
      [...TESTS, 'smallWorldnessRandom', 'layoutCost', 'layoutCostAmongPlaces', 'layoutRatioOfRewired'],
      sizedNullTest,
    ).shape,
    layoutBest: maybe,
    layoutRatio: maybe,
    layoutRatioWithChannels: maybe,
    seed: count,
    samples,
  }),
})

const anatomyTests = fields(['isolatedNeuronRatio', 'indexVariance'], nullDistribution)
const wiringNulls = fields(['degrees', 'degreesAndLengths'], nullDistribution)
const smallWorldNulls = fields(['degrees', 'degreesAndLengths', 'random'], nullDistribution)
const rewiring = z.looseObject({
  samples: count,
  burnIn: count,
  spacing: count,
  movesBefore: maybe,
  movesBetween: maybe,
  changedShare: maybe,
})
const distanceBins = z.array(fields(['cells', 'distance', 'pairs', 'mean', 'median'], number))
const layoutCost = z.looseObject({ present: nullDistribution, best: maybe, ratio: maybe })
const neuronMeasure = z.array(maybe)

/** `analysis/details.json` */
export const detailsSchema: z.ZodType<Details> = z
  .looseObject({
    sheet,
    tasks: z.array(text),
    accuracy: z.array(
      z.looseObject({
        task: text,
        ceiling: number,
        correct: count,
        trials: count,
        accuracy: number,
        se: number,
      }),
    ),
    taskVariance: z.array(numbers).optional(),
    importance: numbers,
    importanceByRank: numbers,
    labels,
    clusters: z.array(z.looseObject({ size: count, preferredTask: text })),
    order: counts,
    normalizedTaskVariance: z.array(numbers),
    silhouette: nullDistribution,
    silhouetteGivenCorrelations: nullDistribution,
    silhouetteByK: z.array(z.looseObject({ k: count, silhouette: number })),
    anatomyByK: z.array(
      z.looseObject({
        k: count,
        ...fields(['isolatedNeuronRatio', 'indexVariance', 'meanSquaredRadius'], nullTest).shape,
      }),
    ),
    rowMajor: anatomyTests,
    columnMajor: anatomyTests,
    isolatedNeuronRatio2d: nullDistribution,
    meanSquaredRadius: nullDistribution,
    areas: z
      .looseObject({
        names: z.array(text),
        neurons: counts,
        connections: z.array(counts),
        wire: z.array(numbers),
        allPairs: z.array(numbers),
      })
      .optional(),
    connections: z.looseObject({ edges: count, selfConnections: count, pairs: count, density: maybe }),
    modularity: wiringNulls,
    modularityWithoutSelf: wiringNulls,
    bestPartition: z.looseObject({
      modularity: wiringNulls,
      restarts: count,
      labels: z.array(z.int()),
      sizes: counts,
      agreement: maybe,
    }),
    connectionProbability: fields(['within', 'between', 'ratio'], wiringNulls),
    rewiring: fields(['degrees', 'degreesAndLengths'], rewiring),
    weightAgainstDistance: z.looseObject({ allPairs: distanceBins, activePairs: distanceBins }),
    network: z.looseObject({
      seed: count,
      samples,
      spectralEntropy: nullDistribution,
      ...fields(['participationIn', 'participationOut', 'hubIn', 'hubOut', 'richClub'], wiringNulls).shape,
      ...fields(['clustering', 'efficiency', 'smallWorldness'], smallWorldNulls).shape,
      layout: layoutCost.extend({
        presentAmongPlaces: nullDistribution,
        ratioOfRewired: nullDistribution,
        bestPlaces: counts,
        withChannels: layoutCost.nullable(),
      }),
      neurons: fields(
        ['participationIn', 'participationOut', 'withinModuleIn', 'withinModuleOut'],
        neuronMeasure,
      ),
      hubs: z.looseObject({ in: count, out: count }),
      richClubCurve: z.array(fields(['degree', 'neurons', 'density', 'nullMean', 'nullSd'], number)),
    }),
    definitions: z.record(text, z.looseObject({ meaning: text, unit: text, direction: text })),
  })
  .superRefine((details, context) => {
    const { sheet, tasks, labels, importance, order, normalizedTaskVariance: rows, taskVariance } = details
    const neurons = neuronsOf(sheet)
    const expect = (field: string, holds: boolean, what: string) => {
      if (!holds) context.addIssue({ code: 'custom', path: [field], message: `must be ${what}` })
    }
    expect('labels', labels.length === neurons, `of ${neurons} neurons, got ${labels.length}`)
    expect('importance', importance.length === neurons, `of ${neurons} neurons, got ${importance.length}`)
    expect(
      'order',
      order.every((neuron) => neuron < neurons),
      `of neurons below ${neurons}`,
    )
    const isWhole = rows.length === tasks.length && rows.every((row) => row.length === order.length)
    expect('normalizedTaskVariance', isWhole, `of ${tasks.length} tasks × ${order.length} active neurons`)
    const isOfAll = (taskVariance ?? tasks).length === tasks.length
    const isOfEach = taskVariance?.every((row) => row.length === neurons) ?? true
    expect('taskVariance', isOfAll && isOfEach, `of ${tasks.length} tasks × ${neurons} neurons`)
  })

/** One number against its null, as in a summary; with `samples`, as in the rows of results. */
export const nullTestSchema: z.ZodType<NullTest> = nullTest
