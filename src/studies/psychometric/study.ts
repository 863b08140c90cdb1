/** Psychometric curves: how do a network's choices depend on the evidence and on time? */
import { integer, numbers } from '../options.js'
import type { Means, OptionValues, StudiedNetwork, Study } from '../study.js'
import { DEFINITIONS } from './definitions.js'
import { psychometricFigure } from './figure.js'
import { psychometricFinding } from './finding.js'
import { psychometricCurves } from './measure.js'
import { type Psychometric, psychometricSchema } from './schema.js'
import { psychometricTable } from './table.js'

/** Number of trials of each point, by default and at most. */
const TRIALS = { usual: 100, most: 10_000 }

const OPTIONS = {
  coherences: { value: numbers(), unit: 'list', help: 'magnitudes, e.g. 0.01,0.02; both signs are measured' },
  durations: { value: numbers(), unit: 'ms', help: 'how long the stimuli last, e.g. 200,400' },
  delays: { value: numbers(), unit: 'ms', help: 'between the two stimuli, e.g. 0,1000' },
  trials: { value: integer(1, TRIALS.most), unit: 'n', help: `trials of each point (${TRIALS.usual})` },
}

export const psychometric: Study<typeof OPTIONS, Psychometric> = {
  name: 'psychometric',
  question: 'How do its choices depend on the stimulus?',
  description: 'measure choice against coherence and delay in the decision tasks',
  options: OPTIONS,
  definitions: DEFINITIONS,
  schema: psychometricSchema,
  measure,
  finding: ({ tasks }) => psychometricFinding(tasks),
  figure: ({ tasks, trials }) => psychometricFigure(tasks, trials),
  table: psychometricTable,
}

async function measure(
  network: StudiedNetwork,
  { trials = TRIALS.usual, ...options }: OptionValues<typeof OPTIONS>,
  { engine }: Means,
): Promise<Psychometric> {
  const { cell, experiment } = network
  const { seed } = experiment
  return { trials, tasks: await psychometricCurves(engine, network, cell, { ...options, trials }, seed) }
}
