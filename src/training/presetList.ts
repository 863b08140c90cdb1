/**
 * The presets as they are written: named experiments, complete in every field, that a user starts from. Where the paper
 * leaves a number open (PAPER.md 1.10 and 1.11), docs/differences.md says why it has this value. No schema is needed to
 * read them (presets.ts checks what it hands out), so that a page that only starts from one loads none.
 */
import type { Experiment } from './experiment.js'

/** The ancestor code's recipe (PAPER.md 1.3): none of the paper's regularizers, constant learning rate. */
const ancestor: Experiment = {
  preset: 'growing-brains-none',
  seed: 1,
  battery: 'yang19',
  tasks: null,
  network: {
    rows: 20,
    columns: 20,
    activation: 'relu',
    form: 'inside', // the same as outside where alpha is 1
    alpha: 1,
    noise: 0,
    initialization: 'half-identity',
    gain: 1,
  },
  sheet: { distance: 'manhattan' },
  regularizer: {
    kind: 'none',
    lambda: 0,
    distanceFactor: 2,
    offset: 0.5,
    normalization: 'sum',
    bias: false,
    schedule: 'small-large-small',
  },
  relocation: { every: 200, top: 400, moments: true },
  optimizer: {
    kind: 'adam',
    learningRate: 1e-3,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0,
    decay: 'constant',
    clip: 1,
  },
  training: {
    steps: 40_000,
    batch: 4,
    time: 100,
    target: null,
    evaluateEvery: 1000,
    evaluationTrials: 50,
    checkpointEvery: 2000,
  },
  analysis: { trials: 500 },
  engine: { threads: 2, provider: 'cpu' },
}

/** The paper's network: wiring charged by length, neurons swapped. */
const growingBrains: Experiment = {
  ...ancestor,
  preset: 'growing-brains',
  regularizer: {
    ...ancestor.regularizer,
    kind: 'bimt',
    lambda: 6e-5,
    schedule: [
      { at: 0, factor: 0.1 },
      { at: 0.25, factor: 1 },
      { at: 0.85, factor: 0.1 },
    ],
  },
  optimizer: { ...ancestor.optimizer, decay: 'cosine' },
  training: { ...ancestor.training, batch: 16, steps: 24_000 },
}

/**
 * Ours: all tasks are learned under a light charge first; then neurons and wire are cut to a budget, the paper's at 109
 * neurons (PAPER.md 1.7), while a light charge goes on, and what is left learns on without one.
 */
const gyrus: Experiment = {
  ...growingBrains,
  preset: 'gyrus',
  regularizer: {
    ...growingBrains.regularizer,
    lambda: 2e-5,
    schedule: [
      { at: 0, factor: 0.1 },
      { at: 0.3, factor: 1 },
      { at: 0.7, factor: 0 },
    ],
  },
  pruning: { from: 0.3, until: 0.7, every: 200, neurons: 109, wiring: 20_000 },
  // The decision tasks are learned slowly, and what was cut takes as long again.
  training: { ...growingBrains.training, steps: 72_000 },
}

export interface Preset {
  /** What it is, in one line. */
  description: string
  experiment: Experiment
}

export const presets = {
  'growing-brains': {
    description: "the paper's network: wiring charged by length, neurons swapped",
    experiment: growingBrains,
  },
  gyrus: {
    description:
      'a light charge, cut to a budget of neurons and wire while it trains, three times as long: more accurate',
    experiment: gyrus,
  },
  'growing-brains-l1': {
    description: "the paper's control: the same charge for every wire, however long",
    experiment: {
      ...growingBrains,
      preset: 'growing-brains-l1',
      regularizer: { ...growingBrains.regularizer, kind: 'l1', lambda: 2e-4 },
    },
  },
  'growing-brains-none': { description: "the paper's control: no charge", experiment: ancestor },
  'growing-brains-modcog': {
    description: "the paper's second benchmark: the 82 tasks of Mod-Cog",
    experiment: {
      ...growingBrains,
      preset: 'growing-brains-modcog',
      battery: 'modcog',
      regularizer: { ...growingBrains.regularizer, lambda: 2e-5 },
    },
  },
  yang2019: {
    description: 'Yang et al. 2019 as published: 256 softplus units, 20 ms steps, noise, squared error', // PAPER.md 3
    experiment: {
      ...ancestor,
      preset: 'yang2019',
      battery: 'yang19-original',
      network: {
        rows: 16,
        columns: 16,
        activation: 'softplus',
        form: 'inside',
        alpha: 0.2,
        noise: 0.05,
        initialization: 'yang2019',
        gain: 1,
      },
      optimizer: { ...ancestor.optimizer, clip: null },
      training: {
        ...ancestor.training,
        steps: 40_000,
        batch: 64,
        target: 0.9,
        evaluationTrials: 256,
      },
    },
  },
  tiny: {
    description: '64 neurons and six tasks, about ten seconds: for demos and tests',
    experiment: {
      ...growingBrains,
      preset: 'tiny',
      tasks: ['go', 'anti', 'dlygo', 'dlyanti', 'dm1', 'dm2'],
      network: { ...growingBrains.network, rows: 8, columns: 8 },
      regularizer: { ...growingBrains.regularizer, lambda: 3e-4 },
      relocation: { ...growingBrains.relocation, every: 100, top: 10 },
      optimizer: { ...growingBrains.optimizer, learningRate: 5e-3 },
      training: {
        ...growingBrains.training,
        steps: 2500,
        time: 50,
        evaluateEvery: 500,
        checkpointEvery: 500,
      },
      engine: { ...growingBrains.engine, threads: 1 }, // so small a network gains nothing from two
    },
  },
} satisfies Readonly<Record<string, Preset>>
