/** The findings of a run's studies, read from the files of their results in the run's folder. */
import { isObject } from 'gyrus/members.js'
import type { RunRecord } from 'gyrus/runs/runRecord.js'
import { STUDY_FILE } from 'gyrus/studies/files.js'
import { parseJson } from 'gyrus/text.js'
import { checked } from 'gyrus/training/experiment.js'

/** A study that was made of the network, as the page lists it. */
export interface FoundStudy {
  name: string
  question: string
  /** The answer, as a sentence without a full stop. */
  finding: string
}

/**
 * The studies of a network at a step, in the order of the report. A damaged file is noted and skipped.
 * @param textOf reads the file at a path
 */
export async function studiesAmong(
  paths: Iterable<string>,
  textOf: (path: string) => Promise<string>,
  record: RunRecord,
  step: number,
  notes: string[],
): Promise<FoundStudy[]> {
  const there = [...paths].filter((path) => STUDY_FILE.test(path)).sort()
  if (there.length === 0) return []
  // The code of the studies is loaded only for a run that has studies.
  const { STUDIES } = await import('gyrus/studies/studies.js')
  const { fileOf, fromFile, toldSchema } = await import('gyrus/studies/study.js')
  const found: FoundStudy[] = []
  for (const study of STUDIES) {
    const path = fileOf(study)
    if (!there.includes(path)) continue
    try {
      const result = fromFile(checked(study.schema, parseJson(await textOf(path))), record, step)
      const { name, question } = study
      if (result) found.push({ name, question, finding: study.finding(result) })
    } catch {
      notes.push(`${path} is damaged: the network is shown without it.`)
    }
  }
  const known = STUDIES.map(fileOf)
  for (const path of there.filter((one) => !known.includes(one))) {
    try {
      const stored = parseJson(await textOf(path))
      if (!isObject(stored) || !('told' in stored)) continue
      const { step: measured, told } = checked(toldSchema, stored)
      const name = STUDY_FILE.exec(path)![1]
      if (measured === step) found.push({ name, question: told.question, finding: told.finding })
    } catch {
      notes.push(`${path} is damaged: the network is shown without it.`)
    }
  }
  return found
}
