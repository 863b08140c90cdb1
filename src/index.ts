/**
 * gyrus in Node: `import { nodeEngine, preset, train } from 'gyrus'`. This file and web.ts are all that can be imported
 * from outside: docs/code.md says what is here, and api/ has every signature. (tasks/index.ts can be too, since batteries
 * were written so for 0.1.0.)
 */
export type { Definition } from './analysis/definitions.js'
export { type NodeEngineOptions, nodeEngine } from './engine/node.js'
export * from './library.js'
export { RunFolder, type RunRecord } from './runs/folder.js'
export { type SavedNetwork, savedNetwork } from './runs/network.js'
export type { Network } from './runs/networkFile.js'
export { type StudyFile, studyRun } from './runs/study.js'
export type { Machine, Versions } from './runs/versions.js'
