/**
 * gyrus as a library in Node: `import { nodeEngine, preset, train } from 'gyrus'`. What else is used from the outside is
 * imported by its file, e.g. `gyrus/tasks/index.js`.
 */
export type { Engine } from './engine/engine.js'
export { type NodeEngineOptions, nodeEngine } from './engine/node.js'
export { InputError } from './errors.js'
export { type Experiment, parseExperiment } from './training/experiment.js'
export { preset, presetDescriptions, presetNames } from './training/presets.js'
export { NotFiniteError, type TrainingEvent, type TrainOptions, train } from './training/train.js'
