/**
 * The tour beside the scene: what there is to see, in the order in which it happens. A chapter comes when its moment has
 * come, and is left out where it does not apply; its text says what this network does, in numbers of the moment that is
 * shown.
 */

/** What the chapters go by, at the moment that is shown. */
export interface TourState {
  tasks: number
  /** Training steps taken, and those of the whole training. */
  step: number
  steps: number
  /** Whether the network is shown as it is after its training. */
  ended: boolean
  /** 0 to 1; null before the first evaluation. */
  accuracy: number | null
  /** Recurrent wire, and the most that it was so far; null before the first evaluation. */
  wire: number | null
  mostWire: number
  /** Of lengths: "cells". */
  unit: string
  /** By what wires cost. */
  cost: 'length' | 'alike' | 'nothing'
  swaps: boolean
  /** Modules of at least five neurons. */
  modules: number
  /** z of the squared radius against shuffled modules; null if it is not measured. */
  together: number | null
}

export const CHAPTER_IDS = ['learns', 'cost', 'swaps', 'modules', 'lesion', 'free'] as const
export type ChapterId = (typeof CHAPTER_IDS)[number]

/** Names of the elements that chapters can lead to; an element has its name as `data-control`. */
export const CONTROLS = ['threshold', 'lambda', 'swaps', 'matrix', 'lesion', 'compare'] as const

interface Chapter {
  id: ChapterId
  title: string
  /** Whether its moment has come. */
  hasCome(state: TourState): boolean
  text(state: TourState): string
  /** The element that it leads to, where the page has it, and the text of the link. */
  control: (typeof CONTROLS)[number]
  link: string
}

/** z at or beyond which modules lie together, not by chance. */
const TOGETHER = -3
/** Share of the steps after which modules are spoken of while a network still grows. */
const LATE = 0.85
/** Shares of the most wire at which it is told that wire falls, and that neurons swap. */
const FALLING = 0.85
const FALLEN = 0.4

const percent = (share: number) => `${(100 * share).toFixed(0)}%`
const whole = (x: number) => x.toLocaleString('en-US', { maximumFractionDigits: 0 })
const isLate = ({ ended, step, steps }: TourState) => ended || step >= LATE * steps
const left = ({ wire, mostWire }: TourState) => (wire === null || mostWire === 0 ? 1 : wire / mostWire)

const CHAPTERS: readonly Chapter[] = [
  {
    id: 'learns',
    title: 'It learns',
    hasCome: () => true,
    text: ({ tasks, accuracy }) =>
      `Each dot is a neuron at its place on a sheet. Stimuli come in from the plane above, answers go out to the plane below. It practices ${tasks} tasks at once${accuracy === null ? '' : `; ${percent(accuracy)} of its answers are right`}.`,
    control: 'threshold',
    link: 'Show weaker wires',
  },
  {
    id: 'cost',
    title: 'Wire costs',
    hasCome: (state) => state.cost !== 'nothing' && (left(state) <= FALLING || state.ended),
    text: (state) => {
      const { cost, wire, unit, mostWire } = state
      const price =
        cost === 'length'
          ? 'Every wire is charged its strength times its length'
          : 'Every wire is charged its strength, however long it is'
      const isKnown = wire !== null && left(state) < 1
      return `${price}. Wires that do not earn their price fade${isKnown ? `: ${whole(wire)} ${unit} of wire between neurons are left of ${whole(mostWire)}` : ''}.`
    },
    control: 'lambda',
    link: 'Change what wire costs',
  },
  {
    id: 'swaps',
    title: 'Neurons swap places',
    hasCome: (state) => state.swaps && (left(state) <= FALLEN || state.ended),
    text: () =>
      'Now and then two neurons exchange their places, wires and all, if that makes the wiring shorter. A swap changes nothing of what the network computes, only where.',
    control: 'swaps',
    link: 'Swaps on and off',
  },
  {
    id: 'modules',
    title: 'Modules',
    hasCome: (state) => isLate(state) && state.modules > 1,
    text: ({ modules, together, swaps, cost }) => {
      const found = `Neurons of one color work in the same tasks: a module. ${modules} have five neurons or more.`
      if (together === null) return found
      const z = `${together < 0 ? '−' : '+'}${Math.abs(together).toFixed(1)}`
      if (together <= TOGETHER)
        return `${found} They also lie together: a module is far narrower than if the same colors were dealt out at random (z = ${z}). Short wires pay for that.`
      return `${found} But they do not lie together, or hardly: modules are about as wide as if the colors were dealt out at random (z = ${z}).${cost === 'length' && swaps ? ' So small a network has little room for them.' : ''}`
    },
    control: 'matrix',
    link: 'The wires as a matrix',
  },
  {
    id: 'lesion',
    title: 'Take one out',
    hasCome: ({ ended, modules }) => ended && modules > 0,
    text: () =>
      'If a module is real, losing it hurts some tasks and spares others. Silence one, and read what each task loses.',
    control: 'lesion',
    link: 'Choose what to silence',
  },
  {
    id: 'free',
    title: 'Was it the cost?',
    hasCome: ({ ended, cost }) => ended && cost !== 'nothing',
    text: () =>
      'Look at a second network beside it, for which wire is free, or every wire costs alike. What differs between the two, the cost did.',
    control: 'compare',
    link: 'Two networks side by side',
  },
]

/** A chapter as it is shown. */
export interface Told {
  id: ChapterId
  title: string
  text: string
  control: Chapter['control']
  link: string
}

/** The chapters whose moment has come. */
export const told = (state: TourState): Told[] =>
  CHAPTERS.filter(({ hasCome }) => hasCome(state)).map(({ id, title, text, control, link }) => ({
    id,
    title,
    text: text(state),
    control,
    link,
  }))

/** The chapter that speaks of what happens now: the last of the growth that has come. */
export function current(state: TourState): ChapterId {
  const growth: readonly ChapterId[] = ['learns', 'cost', 'swaps', 'modules']
  return told(state).findLast(({ id }) => growth.includes(id))!.id
}
