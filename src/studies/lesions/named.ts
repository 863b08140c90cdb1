/**
 * A lesion by its name: `cluster:3`, numbered as in the report from 1; `neuron:12`, the neuron at place 12 of the sheet,
 * counted from 0 as in all files; `disc:210`, the active neurons about place 210, or `disc:210:2.5` with the radius.
 */
import { InputError } from '../../errors.js'
import { counted } from '../../figures/words.js'
import { neuronsOf, type Sheet } from '../../growth/sheet.js'
import { lengthUnit, neuronName, regionWord } from '../../growth/sheetWords.js'
import { nearest } from '../../nearest.js'
import { show } from '../../text.js'
import { defaultRadius, discsAbout } from './plan.js'

/** What lesions are chosen by. */
export interface LesionableNetwork {
  sheet: Sheet
  /** What its analysis found; null where there is none. */
  analysis: {
    /** Cluster of each neuron, −1 where it is not active. */
    readonly labels: readonly number[]
    readonly clusters: readonly { readonly preferredTask: string }[]
  } | null
}

export interface NamedLesion {
  /** What it is called, e.g. `cluster 3 (dm1), 14 neurons`. */
  name: string
  /** Places of the neurons that it silences, ascending. */
  neurons: Int32Array
}

const FORMS = { cluster: 'cluster:3', neuron: 'neuron:12', disc: 'disc:210 or disc:210:2.5' } as const
const ALL = Object.values(FORMS).join(', ')

/** @throws InputError for a text that names no lesion of the network */
export function namedLesion(text: string, { sheet, analysis }: LesionableNetwork): NamedLesion {
  const [kind, ...numbers] = text.split(':')
  if (!Object.hasOwn(FORMS, kind)) {
    const near = nearest(kind, Object.keys(FORMS), 1)[0] as keyof typeof FORMS
    throw new InputError(`lesion: there is no ${show(kind)}; nearest: ${FORMS[near]}; all: ${ALL}`)
  }
  const last = neuronsOf(sheet) - 1
  if (kind === 'neuron') {
    const [place] = read(text, numbers, [{ what: 'a neuron', least: 0, most: last }])
    return { name: neuronName(place, sheet), neurons: Int32Array.of(place) }
  }
  if (!analysis)
    throw new InputError(
      `lesion: ${show(text)} needs the clusters of an analysis, and there is none of this step; make it with \`npx gyrus analyze\`, or silence a neuron, e.g. ${FORMS.neuron}`,
    )
  const { labels, clusters } = analysis
  if (clusters.length === 0) throw new InputError(`lesion: ${show(text)}: no neuron of the network is active`)
  if (kind === 'cluster') {
    const [number] = read(text, numbers, [{ what: 'a cluster', least: 1, most: clusters.length }])
    const neurons = placesWhere(labels, (label) => label === number - 1)
    const { preferredTask } = clusters[number - 1]
    return { name: `cluster ${number} (${preferredTask}), ${counted(neurons.length, 'neuron')}`, neurons }
  }
  const active = placesWhere(labels, (label) => label >= 0)
  const [center, radius = defaultRadius(active, sheet, clusters.length)] = read(text, numbers, [
    { what: 'a place', least: 0, most: last },
    { what: 'a radius', least: 0 },
  ])
  const [disc] = discsAbout([center], active, sheet, radius)
  const where = `${regionWord(sheet)} of radius ${radius} ${lengthUnit(sheet)} about place ${center}`
  if (!disc) throw new InputError(`lesion: no neuron is active in the ${where}; name another or a larger one`)
  return { name: `${where}, ${counted(disc.neurons.length, 'neuron')}`, neurons: disc.neurons }
}

const placesWhere = (labels: readonly number[], is: (label: number) => boolean): Int32Array =>
  Int32Array.from(labels.keys()).filter((place) => is(labels[place]))

interface Expected {
  what: string
  least: number
  /** The last of whole numbers; any number where left out, which then may be missing. */
  most?: number
}

/** The numbers of a name; what may be missing and is, is not among them. */
function read(text: string, numbers: readonly string[], expected: readonly Expected[]): number[] {
  const needed = expected.filter(({ most }) => most !== undefined).length
  const isWrong = numbers.length < needed || numbers.length > expected.length
  if (isWrong) throw new InputError(`lesion: must be ${ALL}, got ${show(text)}`)
  return numbers.map((digits, i) => {
    const { what, least, most = Number.MAX_VALUE } = expected[i]
    const value = /^\d+(\.\d+)?$/.test(digits) ? Number(digits) : Number.NaN
    const isWhole = expected[i].most === undefined || Number.isInteger(value)
    if (isWhole && value >= least && value <= most) return value
    const range = most === Number.MAX_VALUE ? `a number ≥ ${least}` : `from ${least} to ${most}`
    throw new InputError(`lesion: ${what} must be ${range}, got ${show(digits)} in ${show(text)}`)
  })
}
