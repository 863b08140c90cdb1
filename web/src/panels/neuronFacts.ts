/** Facts about one neuron: its task variance and its strongest wires. */
import type { ChannelGroup } from 'gyrus/tasks/battery.js'
import { TUNING_BINS, type Tuning } from '../brain/inspected.js'
import type { Snapshot } from '../brain/snapshot.js'

export interface Wire {
  weight: number
  /** The unit at its other end. */
  plane: 'input' | 'sheet' | 'output'
  index: number
}

/** Task variance of the neuron at a place, for each task; 0 before the first evaluation. */
export function profileOf({ evaluation, places }: Snapshot, place: number, tasks: number): number[] {
  return Array.from({ length: tasks }, (_, t) => evaluation?.taskVariance[t * places.length + place] ?? 0)
}

/**
 * The strongest incoming and outgoing wires that are not 0, strongest first. A neuron's wire to itself is in both
 * lists.
 */
export function strongestWires(
  { connections, places }: Snapshot,
  place: number,
  count: number,
): { incoming: Wire[]; outgoing: Wire[] } {
  const hidden = places.length
  const inputs = connections.inputWeights.length / hidden
  const outputs = connections.outputWeights.length / hidden
  const { inputWeights, recurrentWeights, outputWeights } = connections
  const wires = (plane: Wire['plane'], units: number, weight: (index: number) => number): Wire[] =>
    Array.from({ length: units }, (_, index) => ({ plane, index, weight: weight(index) }))
  const strongest = (all: Wire[]) =>
    all
      .filter(({ weight }) => weight !== 0)
      .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
      .slice(0, count)
  return {
    incoming: strongest([
      ...wires('input', inputs, (i) => inputWeights[place * inputs + i]),
      ...wires('sheet', hidden, (i) => recurrentWeights[place * hidden + i]),
    ]),
    outgoing: strongest([
      ...wires('sheet', hidden, (i) => recurrentWeights[i * hidden + place]),
      ...wires('output', outputs, (i) => outputWeights[i * hidden + place]),
    ]),
  }
}

/** Tuning curve of the neuron at a place, for each task: its mean activity in each bin. */
export function tuningOf({ means }: Tuning, place: number, hidden: number): number[][] {
  const tasks = means.length / (TUNING_BINS * hidden)
  return Array.from({ length: tasks }, (_, t) =>
    Array.from({ length: TUNING_BINS }, (_, bin) => means[(t * TUNING_BINS + bin) * hidden + place]),
  )
}

/** A channel in words: “ring 1, direction 4”, “fixation”, “task dm1”. */
export function channelName(index: number, groups: readonly ChannelGroup[]): string {
  const group = groups.find(({ first, count }) => index >= first && index < first + count)
  if (!group) return `channel ${index + 1}`
  if (group.shape === 'point') return group.name
  if (group.shape === 'ring') return `${group.name}, direction ${index - group.first + 1}`
  const label = group.labels[index - group.first]
  return group.name === 'tasks' ? `task ${label}` : label
}
