/** The effect of a lesion on each task, for the table. */
import type { RandomLesions, Spread } from '../brain/inspected.js'

export interface LesionRow {
  task: string
  /** Accuracy in percent, as is `lesioned`. */
  intact: number
  lesioned: number | null
  /** Percentage points lost; negative if the accuracy rose. */
  drop: number | null
  /** Accuracy in percent without as many neurons at random: mean and standard deviation over random sets. */
  random: Spread | null
}

/** A row for each task, in the tasks' order. Tasks without an intact accuracy have none. */
export function lesionRows(
  tasks: readonly string[],
  intact: Readonly<Record<string, number>>,
  lesioned: Readonly<Record<string, number>> | null,
  random: Readonly<Record<string, Spread>> | null = null,
): LesionRow[] {
  return tasks
    .filter((task) => task in intact)
    .map((task) => {
      const before = 100 * intact[task]
      const after = lesioned && task in lesioned ? 100 * lesioned[task] : null
      const chance = random && task in random ? random[task] : null
      return {
        task,
        intact: before,
        lesioned: after,
        drop: after === null ? null : before - after,
        random: chance && { mean: 100 * chance.mean, sd: 100 * chance.sd },
      }
    })
}

/** A sentence that names the tasks that lost most. */
export function lesionSentence(rows: readonly LesionRow[], neurons: number): string {
  const lost = rows.filter((row) => row.drop !== null)
  const many = `${neurons} ${neurons === 1 ? 'neuron' : 'neurons'} silenced`
  if (lost.length === 0) return `${many}; measuring what is left.`
  const worst = lost.reduce((a, b) => (b.drop! > a.drop! ? b : a))
  const mean = lost.reduce((sum, row) => sum + row.drop!, 0) / lost.length
  if (worst.drop! < 1) return `${many}: no task loses a point.`
  const points = (x: number) =>
    `${x.toFixed(Math.abs(x) < 9.95 ? 1 : 0)} ${x.toFixed(1) === '1.0' ? 'point' : 'points'}`
  return `${many}: ${worst.task} loses most, ${points(worst.drop!)}; the mean over tasks, ${points(mean)}.`
}

/** A sentence on as many neurons at random: what they cost on average over tasks, and where the lesion lies in that. */
export function randomSentence(rows: readonly LesionRow[], { neurons, meanAccuracy }: RandomLesions): string {
  const mean = (of: (row: LesionRow) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length
  const intact = mean((row) => row.intact)
  const cost = intact - 100 * meanAccuracy.mean
  const sd = 100 * meanAccuracy.sd
  const beyond = mean((row) => row.drop ?? 0) - cost
  const compared = Math.abs(beyond) < 2 * sd ? 'about as much' : beyond > 0 ? 'less' : 'more'
  const many = neurons === 1 ? '1 active neuron' : `${neurons} active neurons`
  return `${many} at random cost ${compared}: ${cost.toFixed(1)} ± ${sd.toFixed(1)} points.`
}

/**
 * Places of the neurons of each cluster.
 * @param clusters cluster of the neuron at each place, negative if not active
 */
export function placesByCluster(clusters: ArrayLike<number>): number[][] {
  const count = Math.max(-1, ...Array.from(clusters)) + 1
  const places: number[][] = Array.from({ length: count }, () => [])
  for (let place = 0; place < clusters.length; place++) places[clusters[place]]?.push(place)
  return places
}
