/** `gyrus train PRESET`: a new run. */
import { Command } from 'commander'
import { RunFolder } from '../runs/folder.js'
import { applyOverrides } from '../training/overrides.js'
import { preset, presetNames } from '../training/presets.js'
import { batteryOf } from '../training/train.js'
import { engineOf, grow } from './grow.js'

export function trainCommand(): Command {
  return new Command('train')
    .description('grow a network: train, analyze, report')
    .argument('<preset>', `one of ${presetNames.join(', ')}`)
    .option(
      '--set <key=value>',
      'set a field of experiment.json, e.g. --set regularizer.lambda=3e-5 --set seed=7; may come several times',
      (setting: string, before: string[]) => [...before, setting],
      [],
    )
    .option('--out <dir>', 'the folder of the run (default: runs/<preset>-s<seed>)')
    .option('--json', 'print the events as JSON lines')
    .action(async (name: string, options: { set: string[]; out?: string; json?: boolean }) => {
      const experiment = applyOverrides(preset(name), options.set)
      batteryOf(experiment) // an unknown task is found before there is a folder
      const engine = engineOf(experiment)
      const run = await RunFolder.create(experiment, { dir: options.out })
      if (!options.json) console.log(`growing ${name} in ${run.dir}`)
      await grow(run, engine, undefined, { json: options.json ?? false })
    })
}
