/**
 * What both faces of the package have, `gyrus` (index.ts) in Node and `gyrus/web` (web.ts) in a browser: experiments and
 * their training, and what a task, a charge, a cell or a study of one's own is written with. Nothing of it needs Node.
 */
import * as ops from './graph/index.js'

export { z } from 'zod'
export type { TaskCount } from './analysis/accuracy.js'
export type { Clusters } from './analysis/clusters.js'
export type { Engine, Executable, Value, Values } from './engine/engine.js'
export { InputError } from './errors.js'
export {
  defineExporter,
  type ExportedFiles,
  type ExportedNetwork,
  type Exporter,
  type KnownActivity,
} from './exporters/exporter.js'
export type {
  ChoiceField,
  Field,
  Fields,
  FieldValue,
  FieldValues,
  FlagField,
  NumberField,
} from './fields.js'
export type { CellWords } from './figures/cellWords.js'
export type { ChargeWords } from './figures/chargeWords.js'
export type { ImportedFrom } from './figures/data.js'
export type { SpecTitle } from './figures/spec.js'
export { type FigureSpec, figure, type Heading, type Spec } from './figures/style.js'
export {
  type Action,
  type ActionReport,
  type Charge,
  type ChargedNetwork,
  type ChargeSettings,
  type CountedLengths,
  defineCharge,
  type GrowingNetwork,
  type RelocationSettings,
  type Site,
  type Told,
  type WireValues,
} from './growth/charge.js'
export { type Connections, parseConnections } from './growth/connections.js'
export type { Metric } from './growth/distance.js'
export { WIRE_FIELDS } from './growth/fields.js'
export { type Neurons, parseNeurons } from './growth/neurons.js'
export type { Pruned, PruningBudget } from './growth/prune.js'
export type { SwapRound } from './growth/relocation.js'
export type { Grid, Layout, Places, Positions, Sheet } from './growth/sheet.js'
export type { Swap } from './growth/swap.js'
export { ACTIVATIONS, type Activation } from './network/activation.js'
export {
  type Cell,
  type CellDefinition,
  type CellSettings,
  type Dynamics,
  defineCell,
  type InitialSettings,
  rateDynamics,
  type UsedSetting,
} from './network/cell.js'
export type { CellName } from './network/cellSettings.js'
export { gateCurrent, gatedParameters, gatedWeights, gateInput } from './network/cells/gated.js'
export { coreWeights, type Initialization } from './network/initialization.js'
export {
  type CoreName,
  coreParameters,
  type Matrices,
  type MatrixName,
  type NetworkSize,
  type Parameter,
  type Parameters,
  type ParameterTable,
  perNeuron,
  type Weight,
  weight,
} from './network/parameters.js'
export type { StepResult, TrainingTensors } from './network/trainer.js'
export { Random } from './random/random.js'
export { type ActiveNeurons, activeNeurons, evaluated } from './studies/network.js'
export { integer, numbers, positive } from './studies/options.js'
export { STUDIES as studies } from './studies/studies.js'
export {
  type Definitions,
  defineStudy,
  type Envelope,
  type Means,
  type OptionValues,
  type Studied,
  type StudiedNetwork,
  type Study,
  type StudyOption,
  type StudyOptions,
  type StudyWords,
} from './studies/study.js'
export type { BatchesState, CachedState } from './tasks/batches.js'
export * from './tasks/index.js'
export type { StreamState } from './tasks/stream.js'
export type { TrialBatcherState } from './tasks/trialBatcher.js'
export type { Describer } from './training/addedFields.js'
export { type Evaluation, OverflowError } from './training/evaluation.js'
export type { EvaluationEvent } from './training/evaluationEvent.js'
export { type Describers, type Experiment, experimentSchema, parseExperiment } from './training/experiment.js'
export { applyOverrides } from './training/overrides.js'
export { preset, presetDescriptions, presetNames } from './training/presets.js'
export {
  NotFiniteError,
  type TrainingEvent,
  type TrainingState,
  type TrainOptions,
  train,
} from './training/train.js'
export { withSheet } from './training/withSheet.js'
export { ops }
