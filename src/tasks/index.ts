/** All that a task or battery of one's own is written with, and the built-in ones to mix it with: docs/tasks.md. */
export { batteries, batteryByName } from './batteries.js'
export {
  type Battery,
  type BatterySettings,
  type ChannelGroup,
  type CostMask,
  subset,
  type TargetCode,
  taskByName,
} from './battery.js'
export { defineBattery } from './defineBattery.js'
export { defineTask } from './defineTask.js'
export {
  type Condition,
  choice,
  drawnAs,
  type Factor,
  fixed,
  inTurn,
  type Law,
  onceAStream,
  oneOf,
  real,
  shared,
  truncatedExponential,
  uniform,
} from './laws.js'
export { modcog, modcogFixed } from './modcog.js'
export type { Labels, NoisyChannels } from './paint.js'
export {
  type ChannelStimulus,
  type Evidence,
  FIXATE,
  type Needs,
  type Noise,
  type Period,
  type Quantity,
  type RingStimulus,
  type Stimulus,
  type StimulusEvent,
  type Task,
  type TaskDefinition,
  type TestGrid,
  toward,
} from './task.js'
export {
  type Drawn,
  type DrawOptions,
  drawTrial,
  makeTrial,
  type NoiseSpan,
  type Span,
  type Trial,
} from './trial.js'
export { yang19 } from './yang19.js'
export { yang19Original } from './yang19Original.js'
