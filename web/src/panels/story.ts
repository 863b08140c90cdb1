/** The explanations beside the page: what to look for, in order, each with the control that shows it. */

export interface Chapter {
  title: string
  text: string
  /** The `data-control` of the element that the chapter speaks of. */
  control: string
  /** The text of the link to it. */
  link: string
}

/** Names of all elements that chapters can link to; an element has its name as `data-control`. */
export const CONTROLS = [
  'play',
  'threshold',
  'lambda',
  'swaps',
  'matrix',
  'lesion',
  'compare',
  'trial',
  'network',
] as const

export const STORY: readonly Chapter[] = [
  {
    title: 'It learns',
    text: 'Each dot is a neuron with a place on a sheet. Stimuli come in from the plane above it, answers go out to the plane below. It practices several small tasks at once: first of all, watch the accuracy rise.',
    control: 'play',
    link: 'Play and pause',
  },
  {
    title: 'Wire costs',
    text: 'Every wire is charged its strength times its length, at the price λ. A network of the paper’s size ends with a hundredth of the wire that it has where wires are free, and nearly the same accuracy. Raise λ too far and it forgets.',
    control: 'lambda',
    link: 'The wiring cost λ',
  },
  {
    title: 'Neurons swap places',
    text: 'Now and then two neurons exchange their places, wires and all, if that makes the wiring shorter. A swap changes nothing of what the network computes, only where. Turn swaps off and see how much of the gathering is left.',
    control: 'swaps',
    link: 'Swaps on and off',
  },
  {
    title: 'Modules',
    text: 'The neurons that stay active gather in one patch, for short wires pay for that. Color marks those that work in the same tasks; in the matrix their wires are blocks on the diagonal. In so small a network on few tasks colors often mix within the patch.',
    control: 'matrix',
    link: 'The matrix of weights',
  },
  {
    title: 'The paper’s network',
    text: '400 neurons, twenty tasks, grown for 24,000 steps. Here neurons of one color stand together more than chance has them; where every wire is charged alike, or none is, they do not.',
    control: 'network',
    link: 'Open another network',
  },
  {
    title: 'Take it apart',
    text: 'If a module is real, losing it hurts some tasks and spares others. Silence a patch of the sheet, or one module, and read what each task loses. Then silence as many neurons somewhere else.',
    control: 'lesion',
    link: 'The lesion',
  },
  {
    title: 'Was it the cost?',
    text: 'Grow a second network beside it from the same seed: free wires, or the same charge for every wire however long. What differs between the two, the charge on length and the swaps did.',
    control: 'compare',
    link: 'Two networks side by side',
  },
]
