/** All that a task or battery of one's own is written with, and the built-in ones to mix it with: docs/tasks.md. */
export { batteries, batteryByName } from './batteries.js'
export { type Battery, type BatterySettings, subset, taskByName } from './battery.js'
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
export {
  type ChannelStimulus,
  FIXATE,
  type Noise,
  type Period,
  type Quantity,
  type RingStimulus,
  type Stimulus,
  type TaskDefinition,
  toward,
} from './task.js'
export { drawTrial, makeTrial, type Trial } from './trial.js'
export { yang19 } from './yang19.js'
export { yang19Original } from './yang19Original.js'
