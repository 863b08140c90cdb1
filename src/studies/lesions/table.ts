/** The results of lesions as text for a terminal. */
import { meanAccuracyInterval } from '../../analysis/accuracy.js'
import type { NullTest } from '../../analysis/nullTest.js'
import { mean } from '../../analysis/statistics.js'
import { aligned } from '../../figures/textTable.js'
import {
  counted,
  decimal,
  leastP,
  NONE,
  percent,
  percentWithInterval,
  pText,
  testText,
  whole,
} from '../../figures/words.js'
import { lengthUnit, placeName, regionWord } from '../../growth/sheetWords.js'
import { lesionFinding, type Mark, markOf } from './finding.js'
import type { ClusterTests } from './measures.js'
import type { Lesions } from './schema.js'

/** How many single neurons are listed. */
const NAMED = 3

/** The results as tables and sentences. */
export function lesionTable(result: Lesions): string {
  const { clusters, tasks, intact, allActive, trials, nulls } = result
  const withoutActive = mean(allActive.accuracy)
  return [
    `${counted(result.activeNeurons, 'active neuron')} in ${counted(clusters.length, 'cluster')}; ` +
      `${counted(result.lesions, 'lesion')} on ${counted(trials, 'trial')} of each task, ${whole(nulls)} random sets a cluster`,
    `accuracy ${percentWithInterval(result.meanAccuracy, meanAccuracyInterval(intact))} intact, ${percent(withoutActive)} without any active neuron`,
    '',
    'Drop of accuracy in points by silenced cluster; ↑ more, ↓ less than random sets of the same size and of the same',
    `summed importance would cost (p ≤ ${decimal(leastP(nulls), 2)} against each)`,
    numbersAligned([
      ['task', 'intact', ...clusters.map((_, c) => `${c + 1}  `)],
      ...tasks.map((task, t) => [
        task,
        percent(intact[t].accuracy, 0),
        ...clusters.map((lesion) =>
          cell(lesion.drop[t], markOf([lesion.sizeMatched.drop[t], lesion.importanceMatched.drop[t]], nulls)),
        ),
      ]),
      [
        'mean',
        percent(result.meanAccuracy, 0),
        ...clusters.map((lesion) =>
          cell(
            lesion.meanDrop,
            markOf([lesion.sizeMatched.meanDrop, lesion.importanceMatched.meanDrop], nulls),
          ),
        ),
      ],
    ]),
    '',
    'Mean drop and selectivity (0 = all tasks alike, 1 = one task) of each cluster, with the random sets’ in brackets',
    numbersAligned([
      [
        'cluster',
        'neurons',
        'drop',
        'same size',
        'z',
        'p',
        'same importance',
        'z',
        'p',
        'selectivity',
        'most hurt',
      ],
      ...clusters.map((lesion, c) => [
        `${c + 1} · ${lesion.preferredTask}`,
        whole(lesion.neurons),
        decimal(100 * lesion.meanDrop, 1),
        ...against(lesion.sizeMatched.meanDrop),
        ...against(lesion.importanceMatched.meanDrop),
        `${share(lesion.selectivity)} (${share(lesion.sizeMatched.selectivity.nullMean)}, ${share(lesion.importanceMatched.selectivity.nullMean)})`,
        lesion.mostHurt ?? 'none',
      ]),
    ]),
    '',
    lesionFinding(result),
    tests('interaction of cluster and task (points)', result.specificity.interaction, 100, 1),
    tests('similarity of clusters', result.specificity.similarity, 1, 2),
    tests('selectivity', result.specificity.selectivity, 1, 2),
    tests('drop with task variance, rank correlation', result.specificity.rankCorrelation, 1, 2),
    '',
    discLine(result),
    neuronLine(result),
  ].join('\n')
}

function cell(drop: number, mark: Mark): string {
  const arrow = { more: '↑', less: '↓', none: ' ' }[mark]
  return `${decimal(Math.round(100 * drop) || 0, 0)} ${arrow}`
}

const zOf = (z: number | null): string => decimal(z, 1)
const share = (value: number | null): string => decimal(value, 2)

function against({ nullMean, z, p }: NullTest): string[] {
  return [
    nullMean === null ? NONE : `(${decimal(100 * nullMean, 1)})`,
    zOf(z),
    p === null ? NONE : pText(p).replace('p = ', ''),
  ]
}

function tests(
  name: string,
  { sizeMatched, importanceMatched }: ClusterTests,
  factor: number,
  digits: number,
) {
  const { value } = sizeMatched
  if (value === null) return `  ${name}: ${NONE}`
  const null_ = (test: NullTest) =>
    test.nullMean === null ? NONE : `${decimal(factor * test.nullMean, digits)}, ${testText(test)}`
  return (
    `  ${name}: ${decimal(factor * value, digits)}; same size ${null_(sizeMatched)}; ` +
    `same importance ${null_(importanceMatched)}`
  )
}

function discLine({ sheet, discs, radius, discMedians: medians }: Lesions): string {
  const worst = discs.reduce((a, b) => (b.meanDrop > a.meanDrop ? b : a))
  const neurons = discs.reduce((sum, disc) => sum + disc.neurons, 0) / discs.length
  return (
    `${counted(discs.length, regionWord(sheet))} of radius ${decimal(radius, radius % 1 === 0 ? 0 : 1)} ${lengthUnit(sheet)}, ${decimal(neurons, 1)} active neurons on average; ` +
    `the worst, about ${placeName(worst.center, sheet)} with ${counted(worst.neurons, 'neuron')}, costs ${decimal(100 * worst.meanDrop, 1)} points` +
    (worst.mostHurt === null ? '' : `, most in ${worst.mostHurt}`) +
    `; median z against random sets of as many: drop ${zOf(medians.meanDropZ)}, selectivity ${zOf(medians.selectivityZ)}`
  )
}

function neuronLine({ neurons, sheet }: Lesions): string {
  const harmless = neurons.filter(({ meanDrop, meanDropSe }) => meanDrop <= 2 * meanDropSe).length
  const named = neurons
    .slice(0, NAMED)
    .map(({ neuron, meanDrop, mostHurt, cluster }) => {
      const most = mostHurt === null ? '' : `, most in ${mostHurt}`
      return `${placeName(neuron, sheet)}, cluster ${cluster + 1} (${decimal(100 * meanDrop, 1)} points${most})`
    })
    .join('; ')
  return (
    `${counted(neurons.length, 'single neuron')}: the most harmful ${named}; ` +
    `${whole(harmless)} cost no more than 2 standard errors`
  )
}

/** A table whose first column is aligned to the left, and the others, which have numbers, to the right. */
const numbersAligned = (rows: readonly (readonly string[])[]): string => aligned(rows, (column) => column > 0)
