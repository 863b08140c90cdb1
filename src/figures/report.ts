/**
 * The report of a run: one self-contained HTML page that says in plain words what was grown, how good and how sparse it
 * is, which modules formed and where they stand. It has no scripts, loads nothing, and can be printed.
 */
import { accuracyInterval, meanAccuracyInterval } from '../analysis/accuracy.js'
import type { ShareInterval } from '../analysis/share.js'
import { quoted, trainCommand } from './command.js'
import type { FigureData } from './data.js'
import { meanOf } from './findings.js'
import { whatWasGrown } from './grownStory.js'
import { numberRows } from './numbers.js'
import { PAGE_STYLE } from './page.js'
import { PAPER_NAME, paperAccuracy } from './paper.js'
import {
  atAGlance,
  howGood,
  howItLooks,
  howSparse,
  howWeightFalls,
  howWiringFollows,
  inShort,
  whereTheyStand,
  whichModules,
} from './story.js'
import { howItIsOrganized } from './structureStory.js'
import { clusterColor, inkOn } from './style.js'
import { counted, decimal, percent } from './words.js'

/** A figure of the report: an SVG without heading, and the heading as text, so that the page can wrap it. */
export interface Drawing {
  svg: string
  title: string
  subtitle: string
}
/** Drawings by the names of their figures, including those of studies. */
export type Drawings = Readonly<Record<string, Drawing>>

/** The report as HTML. */
export function report(data: FigureData, drawings: Drawings): string {
  const { experiment, layoutOf, imported } = data.record
  const title = `${experiment.preset}, seed ${experiment.seed}${layoutOf === undefined ? '' : ', laid out after training'}`
  const figure = (name: string) => {
    const drawing = drawings[name]
    if (!drawing) return ''
    const { svg, title, subtitle } = drawing
    return (
      `<figure class="${name}"><div class="heading"><b>${escaped(title)}</b> ${escaped(subtitle)}</div>` +
      `<div class="drawing">${inlined(svg, name, title)}</div>` +
      `<figcaption>figures/${name}.svg, .png, .vl.json</figcaption></figure>`
    )
  }
  const sections: (readonly [heading: string, body: string])[] = [
    ['What was grown', paragraphs(whatWasGrown(data))],
    ['How well does it do its tasks?', paragraphs(howGood(data)) + figure('accuracy')],
    ['How sparse is it?', paragraphs(howSparse(data)) + figure('standing') + figure('importance')],
    [
      'Which functional modules formed?',
      paragraphs(whichModules(data)) + clusterList(data) + figure('task-variance'),
    ],
    [
      'Where do they stand on the sheet?',
      paragraphs(whereTheyStand(data)) + figure('sheet') + figure('nulls'),
    ],
    ['How does weight depend on distance?', paragraphs(howWeightFalls(data)) + figure('distance')],
    ['Does the wiring follow the functions?', paragraphs(howWiringFollows(data))],
    ...data.studies.map(
      ({ name, question, paragraphs: texts }) => [question, paragraphs(texts) + figure(name)] as const,
    ),
    ['How is the network organized?', paragraphs(howItIsOrganized(data)) + figure('structure')],
    ...(imported ? [] : [['How training went', figure('training')] as const]),
    ['The network itself', paragraphs(howItLooks(data)) + figure('network')],
    ['All numbers', numbersTable(data) + accuracyTable(data) + definitionList(data)],
    ['How to reproduce it', reproduction(data)],
    ['What this is and is not', paragraphs(caveats(data))],
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>gyrus: ${escaped(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<header>
<p class="kicker">gyrus, a grown network</p>
<h1>${escaped(title)}</h1>
<p class="lead">${escaped(inShort(data))}</p>
${glance(data)}
</header>
${sections.map(([heading, body]) => `<section>\n<h2>${escaped(heading)}</h2>\n${body}\n</section>`).join('\n')}
</main>
</body>
</html>
`
}

/** Text as HTML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
}

/** Text as HTML in which a long name may be broken after a dot or before a capital. */
const breakable = (text: string): string => escaped(text).replace(/(?<=[a-z]\.|[a-z](?=[A-Z]))/g, '<wbr>')

const paragraphs = (texts: readonly string[]): string =>
  texts.map((text) => `<p>${escaped(text)}</p>`).join('\n')

function glance({ analysis }: FigureData): string {
  const items = atAGlance(analysis).map(
    ([name, value, note]) =>
      `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}<small>${escaped(note)}</small></dd></div>`,
  )
  return `<dl class="glance">${items.join('')}</dl>`
}

/** An SVG as part of the page: as wide as the page allows, with ids of its own, and with a label for screen readers. */
function inlined(svg: string, name: string, about: string): string {
  const width = /<svg[^>]* width="([\d.]+)"/.exec(svg)?.[1] ?? '690'
  return svg
    .replace(/<\?xml[^>]*\?>|<!DOCTYPE[^>]*>/g, '')
    .replace(/\b(id=")([^"]+)"/g, `$1${name}-$2"`)
    .replace(/url\(#([^)]+)\)/g, `url(#${name}-$1)`)
    .replace(/(href=")#([^"]+)"/g, `$1#${name}-$2"`)
    .replace(/<svg([^>]*)>/, (_, attributes: string) => {
      const kept = attributes.replace(/ (?:width|height|class|version|xmlns(?::\w+)?)="[^"]*"/g, '')
      return `<svg${kept} role="img" aria-label="${escaped(about)}" style="max-width:${Math.ceil(Number(width))}px">`
    })
}

function clusterList({ analysis }: FigureData): string {
  const { clusters } = analysis.details
  if (clusters.length === 0) return ''
  const items = clusters.map(({ size, preferredTask }, c) => {
    const color = clusterColor(c)
    return `<li><b style="background:${color};color:${inkOn(color)}">${c + 1}</b> ${escaped(preferredTask)} <span>${size}</span></li>`
  })
  return `<p class="note">Each with the task in which it varies most, and its number of neurons:</p><ul class="clusters">${items.join('')}</ul>`
}

function accuracyTable({ analysis, battery }: FigureData): string {
  const { accuracy } = analysis.details
  const published = paperAccuracy(battery)
  const paper = Object.fromEntries(
    accuracy.filter(({ task }) => task in published).map(({ task }) => [task, published[task]]),
  )
  const interval = ({ low, high }: ShareInterval) => `${decimal(100 * low, 1)} to ${percent(high)}`
  const rows = accuracy.map(({ task, accuracy, correct, trials, ceiling }) => [
    task,
    percent(accuracy),
    interval(accuracyInterval({ correct, trials })),
    percent(ceiling),
    task in paper ? percent(paper[task]) : '',
  ])
  rows.push([
    'mean',
    percent(analysis.summary.meanAccuracy),
    interval(meanAccuracyInterval(accuracy)),
    percent(meanOf(analysis.summary.ceiling)),
    Object.keys(paper).length === accuracy.length ? percent(meanOf(paper)) : '',
  ])
  const head = ['task', 'accuracy', '95% interval (Wilson)', 'ideal observer', 'paper (digitized)']
  return `<h3>Accuracy by task</h3>${table(head, rows, 'narrow')}`
}

function numbersTable({ analysis }: FigureData): string {
  const head = ['number', 'value', 'null: mean ± sd (samples)', 'z', 'p', 'unit']
  const body = numberRows(analysis).map(({ name, value, null: nulls, z, p, definition }) => [
    name,
    value,
    nulls,
    z,
    p,
    range(definition.unit),
  ])
  return table(head, body, 'numbers')
}

/** A range in words: `−1 to 1` for `−1..1`. */
const range = (unit: string): string => unit.replace(/(\d)\.\.(\d)/, '$1 to $2')

function definitionList({ analysis }: FigureData): string {
  const entries = Object.entries(analysis.details.definitions).map(
    ([name, { meaning, unit, direction }]) =>
      `<dt>${breakable(name)}</dt><dd>${escaped(`${meaning} Unit: ${range(unit)}. ${direction[0].toUpperCase()}${direction.slice(1)}.`)}</dd>`,
  )
  return `<h3>What the numbers mean</h3><dl class="definitions">${entries.join('')}</dl>`
}

function table(head: readonly string[], rows: readonly (readonly string[])[], kind: string): string {
  const cells = (row: readonly string[], tag: string) =>
    row.map((cell) => `<${tag}>${breakable(cell)}</${tag}>`).join('')
  return (
    `<div class="scroll"><table class="${kind}"><thead><tr>${cells(head, 'th')}</tr></thead>` +
    `<tbody>${rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('')}</tbody></table></div>`
  )
}

function reproduction({ record, dir }: FigureData): string {
  const { experiment, versions, layoutOf, imported } = record
  const train = imported ? null : trainCommand(experiment)
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const laidOut = layoutOf === undefined ? [] : [`npx gyrus layout ${quoted(layoutOf)} --out ${quoted(dir)}`]
  const commands = [
    ...(train === null ? [] : [`npx ${train}`]),
    ...laidOut,
    `npx gyrus analyze ${quoted(dir)}`,
  ]
  return [
    `<pre>${escaped(commands.join('\n'))}</pre>`,
    paragraphs([
      imported
        ? `Its weights are those of ${imported.file}, SHA-256 ${imported.sha256}, which npx gyrus import reads; experiment.json in the run’s folder says which tensor is which, and holds every setting.`
        : train === null
          ? `The preset “${experiment.preset}” is not one of this gyrus; experiment.json in the run’s folder holds every setting.`
          : `The first line grows the network again, the ${layoutOf === undefined ? '' : 'second lays out the run so named, the '}last measures it again. With the same versions, number of threads and instruction set of the processor throughout, every weight comes out the same to the bit (docs/reproducibility.md).`,
      `Seed ${experiment.seed}; ${used.join(', ')}; Node ${record.machine.node}; ${counted(experiment.engine.threads, 'thread')} (${experiment.engine.provider}); instruction set ${record.machine.instructionSet}. Every setting: experiment.json. Every number: analysis/summary.json and analysis/details.json.`,
    ]),
  ].join('\n')
}

function caveats(data: FigureData): string[] {
  return [
    data.record.imported
      ? 'gyrus did not train this network: with which loss, on which trials and with which charge is not known here. Its inputs and outputs are taken for those of the battery, in their order.'
      : `This is a reconstruction, not the authors’ code: none was published. It rests on the paper’s abstract, on its figures measured pixel by pixel, and on the public code that it builds on. The loss, its constants, λ and its schedule, the swaps and the training settings are choices of this project; docs/differences.md lists each with its reason.`,
    `Numbers marked as the paper’s are digitized from the figures of ${PAPER_NAME} (active neurons ±1, error ±0.001, wiring ±3%). Its definitions of wiring length, isolation and index variance are inferred from them; its unit of distance is not known.`,
    `One run with one seed (${data.record.experiment.seed}): where it stands among the paper’s networks is an observation, not a comparison of methods, which needs at least three seeds of each.`,
  ]
}
