/** What stability is measured with; figure, finding and definitions name these too. */

/** Number of shuffles of the labels in the null of an index. */
export const SHUFFLES = 10_000
/** Number of searches by Leiden's method, and of runs of k-means, of which the best is used. */
export const RESTARTS = 20
export const KMEANS_RUNS = 50
/** The name of the repetition with unchanged statistics. */
export const UNCHANGED = 'other trials'
