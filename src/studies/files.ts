/** Where studies leave their results in the folder of a run. */

/** `analysis/NAME.json`, with the name of the study; not what the analysis itself keeps there. */
export const STUDY_FILE = /^analysis\/(?!(?:summary|details)\.json$)([a-z][a-z-]*)\.json$/
