/** What studies have left in the folder of a run, read again for its report. */
import { existsSync, readdirSync } from 'node:fs'
import { z } from 'zod'
import type { StudySection } from '../figures/data.js'
import type { FigureSpec } from '../figures/spec.js'
import { STUDY_FILE } from '../studies/files.js'
import { fileOf, fromFile, type Study, type StudyWords, toldOf, toldSchema } from '../studies/study.js'
import type { RunFolder } from './folder.js'
import { readJson } from './textFile.js'

const REMEDY = 'delete it, and measure again'

/** As much of a figure as the report needs to draw it. */
const figureSchema: z.ZodType<FigureSpec> = z.looseObject({
  $schema: z.string(),
  title: z.looseObject({ text: z.array(z.string()), subtitle: z.array(z.string()).optional() }).optional(),
})

/**
 * The sections of the report that studies have: those whose results are of this step of the training. Of studies that are
 * not at hand, as those of a user's modules, the words and the figure are those that were kept.
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
    const stored = await readJson(path, study.schema, REMEDY)
    const result = fromFile(stored, run.record, step)
    if (result) sections.push(sectionOf(study.name, toldOf(study, result), study.figure(result)))
  }
  const known = studies.map(({ name }) => name)
  for (const name of namesAmong(run).filter((found) => !known.includes(found))) {
    const stored = await readJson(run.path(fileOf({ name })), z.looseObject({}), REMEDY)
    if (!('told' in stored)) continue // of another program, or of a study of an earlier version
    const { step: measured, told } = await readJson(run.path(fileOf({ name })), toldSchema, REMEDY)
    if (measured !== step) continue
    const figure = await readJson(run.path(`figures/${name}.vl.json`), figureSchema, REMEDY)
    sections.push(sectionOf(name, told, figure))
  }
  return sections
}

const sectionOf = (
  name: string,
  { question, finding, story }: StudyWords,
  figure: FigureSpec,
): StudySection => ({
  name,
  question,
  paragraphs: [`${finding}.`, ...story],
  figure,
})

/** The names of all studies that have left a result, in alphabetical order. */
function namesAmong(run: RunFolder): string[] {
  const folder = run.path('analysis')
  const names = existsSync(folder) ? readdirSync(folder).sort() : []
  return names.flatMap((name) => STUDY_FILE.exec(`analysis/${name}`)?.[1] ?? [])
}
