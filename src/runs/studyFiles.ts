/** What studies have left in the folder of a run, read again for its report. */
import { existsSync } from 'node:fs'
import type { StudySection } from '../figures/data.js'
import { fileOf, fromFile, type Study } from '../studies/study.js'
import type { RunFolder } from './folder.js'
import { readJson } from './textFile.js'

/**
 * The sections of the report that studies have: those whose results are of this step of the training.
 * @throws InputError if a result is damaged
 */
export async function studySections(
  run: RunFolder,
  studies: readonly Study[],
  step: number,
): Promise<StudySection[]> {
  const sections: StudySection[] = []
  for (const study of studies) {
    const path = run.path(fileOf(study))
    if (!existsSync(path)) continue
    const stored = await readJson(path, study.schema, 'delete it, and measure again')
    const result = fromFile(stored, run.record, step)
    if (!result) continue
    const { name, question } = study
    const paragraphs = [`${study.finding(result)}.`, ...(study.story?.(result) ?? [])]
    sections.push({ name, question, paragraphs, figure: study.figure(result) })
  }
  return sections
}
