/** `gyrus runs plot`: what is known of many runs as a figure, e.g. error against active neurons. */
import { Command } from 'commander'
import { quoted } from '../figures/command.js'
import { differingFields, type FoundRuns } from '../runs/catalog.js'
import type { Experiment } from '../training/experiment.js'
import { fieldOf } from '../training/experiment.js'
import { DIRS, damagedLines, runsIn } from './foundRuns.js'
import { FORCE, writeOut } from './outFile.js'

interface PlotOptions {
  x: string
  y: string
  color?: string
  logX?: boolean
  logY?: boolean
  out?: string
  force?: boolean
}

const ENDINGS = ['.svg', '.png', '.json'] as const

export const plotCommand = (): Command =>
  new Command('plot')
    .description('a figure of runs: a point for all that differ in their seed only, with its 95 % interval')
    .argument('[dirs...]', DIRS)
    .requiredOption('--x <column>', 'a field or a measure, as `runs export` names them, e.g. activeNeurons')
    .requiredOption('--y <column>', 'another one, e.g. error')
    .option('--color <column>', 'one more, as color, e.g. regularizer.kind')
    .option('--log-x', 'x in logarithms')
    .option('--log-y', 'y in logarithms')
    .option('--out <file>', 'a new .svg, .png or .json (Vega-Lite) file (default: <y>-<x>.svg)')
    .option(...FORCE)
    .action(async (dirs: string[], options: PlotOptions) => {
      const { x, y, color, logX = false, logY = false, out = `${y}-${x}.svg`, force } = options
      let found: FoundRuns = { rows: [], damaged: [] }
      await writeOut({ out, endings: ENDINGS, force }, async (ending) => {
        found = await runsIn(dirs)
        // Vega takes a while to load.
        const { plotRuns } = await import('../runs/plotRuns.js')
        const { figureFile } = await import('../figures/render.js')
        return figureFile(plotRuns(found.rows, { x, y, color, logX, logY }), ending)
      })
      console.log([`wrote ${out}`, ...damagedLines(found.damaged)].join('\n'))
    })

/** The command that draws a sweep's runs as error against active neurons, colored by what varies with the fewest values. */
export function plotOf(dir: string, experiments: readonly Experiment[]): string {
  const varied = differingFields(experiments)
    .filter((path) => path !== 'seed' && !path.startsWith('engine.') && !path.endsWith('Sha256'))
    .map((path) => {
      const values = new Set(experiments.map((experiment) => JSON.stringify(fieldOf(experiment, path))))
      return { path, count: values.size }
    })
  // Of one field alone the points make a line, which says its order; colors are for what such lines are compared by.
  const [fewest] = varied.length > 1 ? varied.toSorted((a, b) => a.count - b.count) : []
  const color = fewest ? ` --color ${quoted(fewest.path)}` : ''
  return `npx gyrus runs plot ${quoted(dir)} --x activeNeurons --y error${color}`
}
