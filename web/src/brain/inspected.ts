/** What inspections of a network find, as the worker hands it to the page. */

/** Trials of each task by which a lesion's accuracies are measured. */
export const LESION_TRIALS = 100

export interface Lesioned {
  /** Accuracy by task, 0 to 1; `intact` and `lesioned` are of the same trials. */
  intact: Record<string, number>
  lesioned: Record<string, number>
}

/** Random sets of neurons with which a lesion is compared. */
export const RANDOM_SETS = 10

/** Accuracies without as many active neurons as a lesion silences, over random sets of them. */
export interface RandomLesions {
  /** How many active neurons each set silences. */
  neurons: number
  /** By task, and of the mean over tasks; 0 to 1. */
  accuracy: Record<string, Spread>
  meanAccuracy: Spread
}

/** Mean and standard deviation over random sets. */
export interface Spread {
  mean: number
  sd: number
}

/** Trials of a task beside the played one, in the plane of their principal components. */
export const PLANE_TRIALS = 24

/** Trials of each task from which tuning is measured, and directions that are told apart. */
export const TUNING_TRIALS = 64
export const TUNING_BINS = 8

/** Tuning curves of all neurons. */
export interface Tuning {
  /** What the bins are: directions of the stimulus, or wanted answers where stimuli have no direction. */
  by: 'stimulus' | 'answer'
  /** Mean activity, [task, bin, neuron]; NaN where no trial fell into a bin. */
  means: Float32Array
}
